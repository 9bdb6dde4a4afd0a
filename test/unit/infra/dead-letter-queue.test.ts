import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { onlyResource, render } from './resources.ts';
import { synthesize } from './synthesize.ts';

interface Statement {
  Effect: string;
  Action: string;
  Principal: object;
  Condition: Record<string, Record<string, unknown>>;
  Resource: unknown;
}

describe('the dead-letter queue', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  const statements = (effect: string): Statement[] =>
    onlyResource(template, 'AWS::SQS::QueuePolicy').Properties['PolicyDocument'].Statement.filter(
      ({ Effect }: Statement) => Effect === effect,
    );

  test('keeps messages encrypted for 14 days', () => {
    expect(onlyResource(template, 'AWS::SQS::Queue').Properties).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });

  test('takes messages over TLS only', () => {
    expect(statements('Deny')).toMatchObject([
      {
        Action: 'sqs:*',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });

  test('takes from EventBridge what our own rules could not deliver, and nothing else', () => {
    const senders = statements('Allow').map(({ Condition: condition }) =>
      render(template, condition['ArnEquals']?.['aws:SourceArn']),
    );

    expect(senders).toEqual([
      '{AWS::Events::Rule SyncAfterUpdate.Arn}',
      '{AWS::Events::Rule MailRule.Arn}',
    ]);
    for (const statement of statements('Allow')) {
      expect(statement).toMatchObject({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
      });
      expect(Object.keys(statement.Condition)).toEqual(['ArnEquals']);
      expect(render(template, statement.Resource)).toBe('{AWS::SQS::Queue.Arn}');
    }
  });
});
