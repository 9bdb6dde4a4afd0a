import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { render, resourcesOf } from './resources.ts';
import { synthesize } from './synthesize.ts';

const OWN = 'ConstantContactAccountSync';

/** Seconds that an alarm may look back: a day, or with periods of an hour or more a week. */
const LONGEST_LOOK_BACK = { shortPeriods: 86_400, longPeriods: 7 * 86_400 } as const;

describe('the alarms', () => {
  let template: Template;

  beforeAll(async () => {
    template = await synthesize();
  });

  const alarms = (of = template) =>
    resourcesOf(of, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  const byName = (name: string) =>
    alarms().find(({ AlarmName }) => AlarmName === `constant-contact-${name}`);

  test('are these, and no others, each on its metric', () => {
    const described = alarms().map(
      ({ AlarmName, Namespace, MetricName }) => `${AlarmName}: ${Namespace} ${MetricName}`,
    );

    expect(described).toEqual([
      `constant-contact-confirmed-sender-lost: ${OWN} ConfirmedSendersLost`,
      `constant-contact-sync-silent: ${OWN} AccountsChecked`,
      'constant-contact-sync-failed: AWS/Lambda Errors',
      'constant-contact-dead-letter-queue-not-empty: AWS/SQS ApproximateNumberOfMessagesVisible',
      `constant-contact-accounts-failing: ${OWN} AccountsFailed`,
      `constant-contact-reauthorization-required: ${OWN} ReauthorizationRequired`,
      'constant-contact-rotation-failing: AWS/Lambda Errors',
      `constant-contact-token-ends-soon: ${OWN} TokenDaysLeft`,
      `constant-contact-senders-pending-too-long: ${OWN} SendersPendingTooLong`,
      'constant-contact-update-failing: AWS/Lambda Errors',
      `constant-contact-update-refused: ${OWN} UpdateRefused`,
    ]);
  });

  test('have no dimensions on our own metrics, which are emitted without', () => {
    for (const alarm of alarms().filter(({ Namespace }) => Namespace === OWN)) {
      expect(alarm, alarm.AlarmName).not.toHaveProperty('Dimensions');
    }
  });

  test.each([
    ['sync-failed', 'SyncFunction'],
    ['update-failing', 'UpdateFunction'],
  ])('look for %s at the alias, which everybody invokes', (name, owner) => {
    const dimensions = byName(name)?.Dimensions.map(
      (dimension: { Name: string; Value: unknown }) =>
        `${dimension.Name}=${render(template, dimension.Value)}`,
    );

    expect(dimensions).toEqual([
      `FunctionName={AWS::Lambda::Function ${owner}}`,
      `Resource={AWS::Lambda::Function ${owner}}:live`,
    ]);
  });

  test('say what they mean, what to do first, and where to read on', () => {
    for (const { AlarmName: name, AlarmDescription: description } of alarms()) {
      expect(description, name).toMatch(/^[A-Z].{40,}\. First: .{40,}\. Runbook: README\.md#\S+$/);
      // The most that CloudWatch takes.
      expect(description.length, name).toBeLessThanOrEqual(1024);
    }
  });

  test('point at sections of the runbook that are there', () => {
    const [, runbook = ''] = readFileSync('README.md', 'utf8').split(/^## Runbook$/m);
    const [sections = ''] = runbook.split(/^## /m);
    const anchors = [...sections.matchAll(/^### (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );

    const pointed = alarms().map(({ AlarmDescription }) => AlarmDescription.split('#').at(-1));

    expect(anchors).toEqual(expect.arrayContaining(pointed));
  });

  test('all publish to the topic', () => {
    for (const { AlarmName: name, AlarmActions: actions } of alarms()) {
      expect(
        actions.map((action: unknown) => render(template, action)),
        name,
      ).toEqual(['{AWS::SNS::Topic}']);
    }
  });

  test('tell of OK only where it means that the trouble is over', () => {
    const told = alarms().filter(({ OKActions }) => OKActions !== undefined);

    expect(told.map(({ AlarmName }) => AlarmName)).toEqual([
      'constant-contact-sync-silent',
      'constant-contact-dead-letter-queue-not-empty',
      'constant-contact-accounts-failing',
      'constant-contact-reauthorization-required',
      'constant-contact-senders-pending-too-long',
    ]);
    for (const { OKActions: actions } of told) {
      expect(actions.map((action: unknown) => render(template, action))).toEqual([
        '{AWS::SNS::Topic}',
      ]);
    }
  });

  test('take silence for trouble in one case alone', () => {
    const breaching = alarms().filter(({ TreatMissingData }) => TreatMissingData === 'breaching');

    expect(breaching).toEqual([byName('sync-silent')]);
    expect(breaching[0]).toMatchObject({
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 3600,
      EvaluationPeriods: 26,
    });
  });

  test.each(['1', '24', '166'])('are legal with intervalHours=%s', async (intervalHours) => {
    const changed = await synthesize({ intervalHours });

    for (const { AlarmName: name, Period: period, EvaluationPeriods: periods } of alarms(changed)) {
      const { shortPeriods, longPeriods } = LONGEST_LOOK_BACK;
      const longest = period >= 3600 ? longPeriods : shortPeriods;
      expect(period * periods, name).toBeLessThanOrEqual(longest);
    }
    const silent = alarms(changed).find(({ AlarmName }) => AlarmName.endsWith('sync-silent'));
    expect(silent?.EvaluationPeriods).toBe(Number(intervalHours) + 2);
  });
});
