import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { onlyResource, permissionsOf, render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

/** What the names of its resources begin with. */
const ROTATION = 'Rotation';

const SECRETS =
  'arn:{AWS::Partition}:secretsmanager:{AWS::Region}:{AWS::AccountId}:secret:constant-contact/*';

describe('the rotation of tokens', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  test('comes every 4 hours to the secret of the account "main", and not at once', () => {
    const { Properties } = onlyResource(template, 'AWS::SecretsManager::RotationSchedule');

    expect(Properties).toMatchObject({
      RotationRules: { ScheduleExpression: 'rate(4 hours)' },
      RotateImmediatelyOnUpdate: false,
    });
    expect(render(template, Properties['SecretId'])).toBe('{AWS::SecretsManager::Secret}');
    expect(render(template, Properties['RotationLambdaARN'])).toBe(
      '{AWS::Lambda::Function RotationFunction.Arn}',
    );
  });

  test('is made when its function can be invoked and may do what it needs', () => {
    const { DependsOn } = onlyResource(template, 'AWS::SecretsManager::RotationSchedule');

    const permissions = ['AWS::Lambda::Permission', 'AWS::IAM::Policy'].flatMap((type) =>
      Object.keys(template.findResources(type)).filter((id) => id.startsWith(ROTATION)),
    );
    expect(permissions).toHaveLength(2);
    expect(DependsOn).toEqual(expect.arrayContaining(permissions));
  });

  test('lets Secrets Manager of this AWS account alone invoke the function', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Permission', ROTATION);

    expect(Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  test('may read, store and label the tokens of accounts, and nothing else', () => {
    expect(permissionsOf(template, 'lambda.amazonaws.com', ROTATION)).toEqual([
      'logs:CreateLogStream on {AWS::Logs::LogGroup RotationFunctionLog.Arn}',
      'logs:PutLogEvents on {AWS::Logs::LogGroup RotationFunctionLog.Arn}',
      `secretsmanager:GetSecretValue on ${SECRETS}`,
      `secretsmanager:PutSecretValue on ${SECRETS}`,
      `secretsmanager:UpdateSecretVersionStage on ${SECRETS}`,
    ]);
  });

  test('has no alias, and two minutes in which it may try to store new tokens', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Function', ROTATION);

    expect(resourcesOf(template, 'AWS::Lambda::Alias', ROTATION)).toEqual([]);
    expect(Properties).toMatchObject({ Timeout: 120, Runtime: 'nodejs24.x' });
  });

  test('runs one at a time, unless the AWS account allows no reservation', async () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Function', ROTATION);
    const unreserved = await synthesize({ reservedConcurrency: 'false' });
    const other = onlyResource(unreserved, 'AWS::Lambda::Function', ROTATION);

    expect(Properties['ReservedConcurrentExecutions']).toBe(1);
    expect(other.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });
});
