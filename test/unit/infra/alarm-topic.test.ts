import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { onlyResource, render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

interface Statement {
  Effect: string;
  Action: string;
  Principal: { Service: string | string[] };
  Condition: Record<string, Record<string, unknown>>;
  Resource: unknown;
}

describe('the topic of alarms and announcements', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  const statements = (): Statement[] =>
    onlyResource(template, 'AWS::SNS::TopicPolicy').Properties['PolicyDocument'].Statement;

  test('lets alarms and event rules publish, of this AWS account only, and nobody else', () => {
    const [allowed, ...others] = statements().filter(({ Effect }) => Effect === 'Allow');

    expect(others).toEqual([]);
    expect(allowed?.Action).toBe('sns:Publish');
    expect(allowed?.Principal).toEqual({
      Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'],
    });
    expect(allowed?.Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    });
    expect(render(template, allowed?.Resource)).toBe('{AWS::SNS::Topic}');
  });

  test('takes messages over TLS only', () => {
    expect(statements().filter(({ Effect }) => Effect === 'Deny')).toMatchObject([
      { Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });

  test('has no KMS key, under which alarms could not publish', () => {
    const { Properties } = onlyResource(template, 'AWS::SNS::Topic');

    expect(Properties).toEqual({ DisplayName: 'Constant Contact account sync' });
  });

  test('has no subscriber by default, and an output that says so', () => {
    const { Value: value } = template.toJSON()['Outputs']['AlarmEmail'];

    template.resourceCountIs('AWS::SNS::Subscription', 0);
    expect(value).toBe(
      'NOBODY: no alarm reaches anyone. Deploy with -c alarmEmail=you@example.com',
    );
  });

  test('mails to each address that context names', async () => {
    const changed = await synthesize({ alarmEmail: 'a@example.com, b@example.com' });

    const subscriptions = resourcesOf(changed, 'AWS::SNS::Subscription').map(
      ({ Properties: { Protocol, Endpoint, TopicArn } }) => [
        Protocol,
        Endpoint,
        render(changed, TopicArn),
      ],
    );
    expect(subscriptions).toEqual([
      ['email', 'a@example.com', '{AWS::SNS::Topic}'],
      ['email', 'b@example.com', '{AWS::SNS::Topic}'],
    ]);
    expect(changed.toJSON()['Outputs']['AlarmEmail'].Value).toBe(
      'a@example.com, b@example.com (each after confirming the mail that AWS sent)',
    );
  });
});
