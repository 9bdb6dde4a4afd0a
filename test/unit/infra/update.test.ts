import { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { beforeAll, describe, expect, test } from 'vitest';
import { onlyResource, permissionsOf, render } from './resources.ts';
import { synthesize, synthesizeWith } from './synthesize.ts';

/** What the names of its resources begin with. */
const UPDATE = 'UpdateFunction';

const REGION_AND_ACCOUNT = '{AWS::Region}:{AWS::AccountId}';
const SECRETS = `arn:{AWS::Partition}:secretsmanager:${REGION_AND_ACCOUNT}:secret:constant-contact/*`;
const DEFAULT_BUS = `arn:{AWS::Partition}:events:${REGION_AND_ACCOUNT}:event-bus/default`;

describe('the update function', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  test('runs its own bundle on Node 24 on arm64 with one core and two minutes, side by side', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Function', UPDATE);

    const sync = onlyResource(template, 'AWS::Lambda::Function', 'SyncFunction').Properties;
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 1769,
      Timeout: 120,
    });
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(Properties.Code).not.toEqual(sync.Code);
  });

  test('is told the table and one request a second, and nothing else', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Function', UPDATE);

    const { TABLE_NAME, ...others } = Properties.Environment.Variables;
    expect(render(template, TABLE_NAME)).toBe('{AWS::DynamoDB::GlobalTable}');
    expect(others).toEqual({ REQUEST_SPACING_MS: '1000' });
  });

  test('may do exactly what an update does', () => {
    expect(permissionsOf(template, 'lambda.amazonaws.com', UPDATE)).toEqual([
      'dynamodb:GetItem on {AWS::DynamoDB::GlobalTable.Arn}',
      'dynamodb:PutItem on {AWS::DynamoDB::GlobalTable.Arn}',
      'dynamodb:Query on {AWS::DynamoDB::GlobalTable.Arn}',
      `events:PutEvents on ${DEFAULT_BUS}`,
      'logs:CreateLogStream on {AWS::Logs::LogGroup UpdateFunctionLog.Arn}',
      'logs:PutLogEvents on {AWS::Logs::LogGroup UpdateFunctionLog.Arn}',
      `secretsmanager:GetSecretValue on ${SECRETS}`,
      'sqs:SendMessage on {AWS::SQS::Queue.Arn}',
    ]);
  });

  test('logs JSON to a group of its own that keeps as long as context says', async () => {
    const changed = await synthesize({ logRetentionDays: '30' });

    const { Properties } = onlyResource(changed, 'AWS::Lambda::Function', UPDATE);
    const { LogFormat: format, LogGroup: group } = Properties.LoggingConfig;
    expect(format).toBe('JSON');
    expect(render(changed, group)).toBe('{AWS::Logs::LogGroup UpdateFunctionLog}');
    expect(onlyResource(changed, 'AWS::Logs::LogGroup', UPDATE).Properties['RetentionInDays']).toBe(
      30,
    );
  });

  test('hands what nobody waited for and fails for good to the dead-letter queue, at the alias "live"', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::EventInvokeConfig', UPDATE);

    const destination = Properties.DestinationConfig.OnFailure.Destination;
    const [, { 'Fn::Split': splitAlias }] = Properties.Qualifier['Fn::Select'];
    expect(render(template, destination)).toBe('{AWS::SQS::Queue.Arn}');
    expect(render(template, splitAlias[1])).toBe('{AWS::Lambda::Alias UpdateFunctionLive}');
    expect(onlyResource(template, 'AWS::Lambda::Alias', UPDATE).Properties['Name']).toBe('live');
    expect(Properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 });
  });

  test('keeps its own pace, whatever that of sync is', async () => {
    const changed = await synthesize({ requestSpacingMs: '500' });

    const { Properties } = onlyResource(changed, 'AWS::Lambda::Function', UPDATE);
    expect(Properties.Environment.Variables['REQUEST_SPACING_MS']).toBe('1000');
  });
});

describe('granting the update function', () => {
  const newCaller = (scope: Stack) =>
    new Role(scope, 'Caller', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });

  test('lets a role invoke the alias "live" and no other version', async () => {
    const template = await synthesizeWith((stack) => {
      stack.grantInvokeUpdate(newCaller(stack));
      return stack;
    });

    expect(permissionsOf(template, 'ecs-tasks.amazonaws.com')).toEqual([
      'lambda:InvokeFunction on {AWS::Lambda::Alias UpdateFunctionLive}',
    ]);
  });

  test('gives a role of another stack exactly one ARN, without a wildcard', async () => {
    const template = await synthesizeWith((stack, app) => {
      const other = new Stack(app, 'Other');
      stack.grantInvokeUpdate(newCaller(other));
      return other;
    });

    const policy = onlyResource(template, 'AWS::IAM::Policy').Properties.PolicyDocument;
    const outputName = expect.stringMatching(/^PublishOutputRefUpdateFunctionLive/);
    expect(policy.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: { 'Fn::GetStackOutput': expect.objectContaining({ OutputName: outputName }) },
      },
    ]);
    expect(JSON.stringify(policy)).not.toContain('*');
  });
});
