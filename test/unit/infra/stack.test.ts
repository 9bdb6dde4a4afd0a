import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { onlyResource, render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

describe('the stack', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  test('creates what it says and nothing that a construct adds by itself', () => {
    const types = Object.values<{ Type: string }>(template.toJSON()['Resources']).map(
      ({ Type }) => Type,
    );

    const counts = Object.fromEntries(
      [...new Set(types)].map((type) => [type, types.filter((one) => one === type).length]),
    );
    expect(counts).toEqual({
      'AWS::CloudWatch::Alarm': 11,
      'AWS::CloudWatch::Dashboard': 1,
      'AWS::DynamoDB::GlobalTable': 1,
      'AWS::Events::Rule': 2,
      'AWS::IAM::Policy': 6,
      'AWS::IAM::Role': 6,
      'AWS::Lambda::Alias': 3,
      'AWS::Lambda::EventInvokeConfig': 3,
      'AWS::Lambda::Function': 4,
      'AWS::Lambda::Permission': 2,
      'AWS::Lambda::Version': 3,
      'AWS::Logs::LogGroup': 4,
      'AWS::SNS::Topic': 1,
      'AWS::SNS::TopicPolicy': 1,
      'AWS::SQS::Queue': 1,
      'AWS::SQS::QueuePolicy': 1,
      'AWS::SSM::Parameter': 11,
      'AWS::Scheduler::Schedule': 2,
      'AWS::SecretsManager::RotationSchedule': 1,
      'AWS::SecretsManager::Secret': 1,
    });
  });

  test('seeds the secret of the account "main" with text that no later version may change', () => {
    const secret = onlyResource(template, 'AWS::SecretsManager::Secret');

    expect(secret).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(secret.Properties.Name).toBe('constant-contact/main');
    expect(secret.Properties.SecretString).toBe('{"status":"unseeded"}');
    expect(secret.Properties).not.toHaveProperty('GenerateSecretString');
  });

  test('publishes what others need as outputs and as parameters, with the same values', () => {
    const outputs = Object.entries(template.toJSON()['Outputs']).map(([key, output]) => [
      key,
      render(template, (output as { Value: unknown }).Value),
    ]);
    const parameters = resourcesOf(template, 'AWS::SSM::Parameter').map(({ Properties }) => [
      Properties.Name,
      render(template, Properties.Value),
    ]);

    expect(outputs).toEqual([
      ['AlarmEmail', expect.stringContaining('NOBODY')],
      ['TableName', '{AWS::DynamoDB::GlobalTable}'],
      ['SyncFunctionArn', '{AWS::Lambda::Alias SyncFunctionLive}'],
      ['UpdateFunctionArn', '{AWS::Lambda::Alias UpdateFunctionLive}'],
      ['AuditFunctionArn', '{AWS::Lambda::Alias AuditFunctionLive}'],
      ['RotateTokenFunctionArn', '{AWS::Lambda::Function RotationFunction.Arn}'],
      ['TokenSecretArn', '{AWS::SecretsManager::Secret}'],
      ['DeadLetterQueueUrl', '{AWS::SQS::Queue}'],
      ['AlarmTopicArn', '{AWS::SNS::Topic}'],
      [
        'ScheduleNames',
        '{AWS::Scheduler::Schedule SyncSchedulesNightly},{AWS::Scheduler::Schedule SyncSchedulesSecondPass}',
      ],
      ['StaleAfterHours', '26'],
      ['PendingTooLongDays', '7'],
    ]);
    expect(parameters).toEqual([
      ['/constant-contact-account-sync/table-name', '{AWS::DynamoDB::GlobalTable}'],
      ['/constant-contact-account-sync/sync-function-arn', '{AWS::Lambda::Alias SyncFunctionLive}'],
      [
        '/constant-contact-account-sync/update-function-arn',
        '{AWS::Lambda::Alias UpdateFunctionLive}',
      ],
      [
        '/constant-contact-account-sync/audit-function-arn',
        '{AWS::Lambda::Alias AuditFunctionLive}',
      ],
      [
        '/constant-contact-account-sync/rotate-token-function-arn',
        '{AWS::Lambda::Function RotationFunction.Arn}',
      ],
      ['/constant-contact-account-sync/token-secret-arn', '{AWS::SecretsManager::Secret}'],
      ['/constant-contact-account-sync/dead-letter-queue-url', '{AWS::SQS::Queue}'],
      ['/constant-contact-account-sync/alarm-topic-arn', '{AWS::SNS::Topic}'],
      [
        '/constant-contact-account-sync/schedule-names',
        '{AWS::Scheduler::Schedule SyncSchedulesNightly},{AWS::Scheduler::Schedule SyncSchedulesSecondPass}',
      ],
      ['/constant-contact-account-sync/stale-after-hours', '26'],
      ['/constant-contact-account-sync/pending-too-long-days', '7'],
    ]);
  });

  test('publishes the limits that context sets, stale two hours after the interval', async () => {
    const changed = await synthesize({ intervalHours: '12', pendingTooLongDays: '3' });

    const { StaleAfterHours, PendingTooLongDays } = changed.toJSON()['Outputs'];
    expect([StaleAfterHours.Value, PendingTooLongDays.Value]).toEqual(['14', '3']);
  });
});
