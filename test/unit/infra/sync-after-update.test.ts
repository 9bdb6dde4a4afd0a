import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHANGE_KINDS } from '../../../lambda/shared/contract.ts';
import { parseEvent } from '../../../lambda/sync/event.ts';
import { busEvent, matchesPattern, transformInput } from './event-rule.ts';
import { onlyResource, render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

/** What the names of its resources begin with. */
const RULE = 'SyncAfterUpdate';

const SOURCE = 'constant-contact.account-sync';
const UPDATE = {
  schemaVersion: 1,
  account: 'main',
  action: 'updateAccountSummary',
  requestId: '8f1c3d0e-5b7a-4f6e-9d2c-1a2b3c4d5e6f',
  requestedBy: 'a "service" with quotes',
  at: '2026-11-01T02:15:00.000Z',
};
const CHANGE = {
  schemaVersion: 1,
  id: 'main/7/0',
  account: 'main',
  accountId: 'a07e1ilyzo4',
  snapshot: 7,
  checkedAt: '2026-11-01T02:15:00.000Z',
  severity: 'warning',
  recovers: false,
  mail: true,
  origin: { by: 'outside' },
  summary: 'The sender a@example.com is no longer confirmed.',
  change: { kind: 'SenderUnconfirmed', emailAddress: 'a@example.com' },
};

describe('the rule of the event "UpdateApplied"', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  const rule = () => onlyResource(template, 'AWS::Events::Rule', RULE).Properties;
  const target = () => rule()['Targets'][0];
  const takes = (event: object) => matchesPattern(rule()['EventPattern'], event);

  test('takes what update puts on the default bus', () => {
    expect(rule()).not.toHaveProperty('EventBusName');
    expect(rule()['State']).toBe('ENABLED');
    expect(takes(busEvent('UpdateApplied', UPDATE, SOURCE))).toBe(true);
  });

  test.each([...CHANGE_KINDS, 'ChangesDigest'])('leaves %s alone', (kind) => {
    expect(takes(busEvent(kind, { ...CHANGE, change: { kind } }, SOURCE))).toBe(false);
  });

  test('leaves alone what another source calls the same', () => {
    expect(takes(busEvent('UpdateApplied', UPDATE, 'another.service'))).toBe(false);
  });

  test('leaves alone an event without an account, which would start a check of all of them', () => {
    const { account: _, ...detail } = UPDATE;

    expect(takes(busEvent('UpdateApplied', detail, SOURCE))).toBe(false);
  });

  test('starts a sync of that account and says why', () => {
    const input = transformInput(
      target().InputTransformer,
      busEvent('UpdateApplied', UPDATE, SOURCE),
    );

    expect(rule()['Targets']).toHaveLength(1);
    expect(render(template, target().Arn)).toBe('{AWS::Lambda::Alias SyncFunctionLive}');
    expect(input).toEqual({ account: 'main', trigger: 'update' });
    expect(parseEvent(input, Date.parse(UPDATE.at))).toEqual({
      account: 'main',
      trigger: 'update',
    });
  });

  test('is the only one that may invoke the alias from EventBridge', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission')
      .map(({ Properties }) => Properties)
      .filter(({ Principal }) => Principal === 'events.amazonaws.com');

    expect(permissions).toMatchObject([{ Action: 'lambda:InvokeFunction' }]);
    const [Properties = {}] = permissions;
    expect(render(template, Properties['FunctionName'])).toBe(
      '{AWS::Lambda::Alias SyncFunctionLive}',
    );
    expect(render(template, Properties['SourceArn'])).toBe(
      '{AWS::Events::Rule SyncAfterUpdate.Arn}',
    );
  });

  test('tries delivery for an hour and then leaves it in the dead-letter queue', () => {
    expect(target().RetryPolicy).toEqual({
      MaximumRetryAttempts: 5,
      MaximumEventAgeInSeconds: 3600,
    });
    expect(render(template, target().DeadLetterConfig.Arn)).toBe('{AWS::SQS::Queue.Arn}');
  });
});
