import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { onlyResource, permissionsOf, render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

/** What the names of its resources begin with. */
const SYNC = 'SyncFunction';

const REGION_AND_ACCOUNT = '{AWS::Region}:{AWS::AccountId}';
const SECRETS = `arn:{AWS::Partition}:secretsmanager:${REGION_AND_ACCOUNT}:secret:constant-contact/*`;
const DEFAULT_BUS = `arn:{AWS::Partition}:events:${REGION_AND_ACCOUNT}:event-bus/default`;

describe('the sync function', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  test('runs on Node 24 on arm64 with one core and fifteen minutes', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Function', SYNC);

    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 1769,
      Timeout: 900,
      ReservedConcurrentExecutions: 1,
    });
  });

  test('is told the table, the request spacing and its patience, and nothing else', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Function', SYNC);

    const { TABLE_NAME, ...others } = Properties.Environment.Variables;
    expect(render(template, TABLE_NAME)).toBe('{AWS::DynamoDB::GlobalTable}');
    expect(others).toEqual({ REQUEST_SPACING_MS: '334', PENDING_TOO_LONG_DAYS: '7' });
  });

  test('may do exactly what a run does', () => {
    expect(permissionsOf(template, 'lambda.amazonaws.com', SYNC)).toEqual([
      'dynamodb:GetItem on {AWS::DynamoDB::GlobalTable.Arn}',
      'dynamodb:PutItem on {AWS::DynamoDB::GlobalTable.Arn}',
      'dynamodb:Query on {AWS::DynamoDB::GlobalTable.Arn}',
      'dynamodb:UpdateItem on {AWS::DynamoDB::GlobalTable.Arn}',
      `events:PutEvents on ${DEFAULT_BUS}`,
      'logs:CreateLogStream on {AWS::Logs::LogGroup SyncFunctionLog.Arn}',
      'logs:PutLogEvents on {AWS::Logs::LogGroup SyncFunctionLog.Arn}',
      `secretsmanager:GetSecretValue on ${SECRETS}`,
      'secretsmanager:ListSecrets on *',
      'sqs:SendMessage on {AWS::SQS::Queue.Arn}',
    ]);
  });

  test('gets its permissions from no managed policy', () => {
    for (const role of resourcesOf(template, 'AWS::IAM::Role')) {
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(role.Properties).not.toHaveProperty('Policies');
    }
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  test('has its permissions before it is created, as Lambda checks that it may reach its destination', () => {
    const lambdaFunction = onlyResource(template, 'AWS::Lambda::Function', SYNC);

    const policyIds = Object.keys(template.findResources('AWS::IAM::Policy'));
    const policyId = policyIds.find((id) => id.startsWith(SYNC));
    expect(policyId).toBeDefined();
    expect(lambdaFunction['DependsOn']).toContain(policyId);
  });

  test('logs JSON to a group of its own that keeps 90 days', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::Function', SYNC);

    expect(Properties.LoggingConfig.LogFormat).toBe('JSON');
    expect(render(template, Properties.LoggingConfig.LogGroup)).toBe(
      '{AWS::Logs::LogGroup SyncFunctionLog}',
    );
    expect(onlyResource(template, 'AWS::Logs::LogGroup', SYNC).Properties.RetentionInDays).toBe(90);
  });

  test('hands what fails for good to the dead-letter queue, at the alias "live"', () => {
    const { Properties } = onlyResource(template, 'AWS::Lambda::EventInvokeConfig', SYNC);

    const destination = Properties.DestinationConfig.OnFailure.Destination;
    const [, { 'Fn::Split': splitAlias }] = Properties.Qualifier['Fn::Select'];
    expect(render(template, destination)).toBe('{AWS::SQS::Queue.Arn}');
    expect(render(template, splitAlias[1])).toBe('{AWS::Lambda::Alias SyncFunctionLive}');
    expect(onlyResource(template, 'AWS::Lambda::Alias', SYNC).Properties.Name).toBe('live');
    expect(Properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 });
  });

  test('takes its deployment settings from context', async () => {
    const changed = await synthesize({
      reservedConcurrency: 'false',
      requestSpacingMs: '500',
      logRetentionDays: '30',
      pendingTooLongDays: '14',
    });

    const { Properties } = onlyResource(changed, 'AWS::Lambda::Function', SYNC);
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(Properties.Environment.Variables).toMatchObject({
      REQUEST_SPACING_MS: '500',
      PENDING_TOO_LONG_DAYS: '14',
    });
    expect(onlyResource(changed, 'AWS::Logs::LogGroup', SYNC).Properties.RetentionInDays).toBe(30);
  });
});
