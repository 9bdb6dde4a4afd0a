import { describe, expect, test } from 'vitest';
import {
  findNextWindow,
  type Rules,
  rulesSchema,
} from '../../../infra/local/secrets-manager/rotation-rules.ts';

function findWindow(rules: Rules, since: string): string[] {
  const sinceMs = Date.parse(since);
  const window = findNextWindow({ enabled: true, lambdaArn: 'arn', rules, sinceMs });
  return window ? [window.opensAtMs, window.closesAtMs].map(toText) : [];
}

/** Such as `11-02 04:00`. */
function toText(atMs: number): string {
  return new Date(atMs).toISOString().slice(5, 16).replace('T', ' ');
}

const scheduled = (ScheduleExpression: string, Duration?: string): Rules => ({
  ScheduleExpression,
  ...(Duration !== undefined && { Duration }),
});

describe('the next window', () => {
  test.each([
    [scheduled('rate(4 hours)'), '2026-11-01T00:00Z', '11-01 04:00', '11-01 05:00'],
    [scheduled('rate(4 hours)'), '2026-11-01T04:20Z', '11-01 08:00', '11-01 09:00'],
    [scheduled('rate(4 hours)'), '2026-11-01T23:59Z', '11-02 00:00', '11-02 01:00'],
    [scheduled('rate(4 hours)', '2h'), '2026-11-01T03:59Z', '11-01 04:00', '11-01 06:00'],
    [scheduled('rate(1 day)'), '2026-11-01T04:20Z', '11-02 00:00', '11-03 00:00'],
    [scheduled('rate(10 days)', '3h'), '2026-11-01T04:20Z', '11-11 00:00', '11-11 03:00'],
    [{ AutomaticallyAfterDays: 30 }, '2026-11-01T04:20Z', '12-01 00:00', '12-02 00:00'],
    [scheduled('cron(0 4/12 * * ? *)'), '2026-11-01T04:20Z', '11-01 16:00', '11-01 17:00'],
    [scheduled('cron(0 2/10 * * ? *)'), '2026-11-01T22:00Z', '11-02 02:00', '11-02 03:00'],
    [scheduled('cron(0 /8 * * ? *)'), '2026-11-01T07:00Z', '11-01 08:00', '11-01 09:00'],
    [scheduled('cron(0 * ? * * *)'), '2026-11-01T07:00Z', '11-01 08:00', '11-01 09:00'],
    [scheduled('cron(0 16,8 * * ? *)'), '2026-11-01T17:00Z', '11-02 08:00', '11-02 09:00'],
    [scheduled('cron(0 10 * * ? *)'), '2026-11-01T10:00Z', '11-02 10:00', '11-03 00:00'],
  ])('of %j after %s opens at %s and closes at %s', (rules, since, opens, closes) => {
    expect(findWindow(rules, since)).toEqual([opens, closes]);
  });

  test('of a cron expression that picks days is not reckoned', () => {
    expect(findWindow(scheduled('cron(0 8 1 * ? *)'), '2026-11-01T00:00Z')).toEqual([]);
  });
});

describe('rules', () => {
  test.each([
    ['no schedule', {}],
    ['two schedules', { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' }],
    ['a rate under four hours', scheduled('rate(3 hours)')],
    ['a rate over 999 days', scheduled('rate(1000 days)')],
    ['a rate in minutes', scheduled('rate(300 minutes)')],
    ['a cron expression off the hour', scheduled('cron(30 4/12 * * ? *)')],
    ['a cron expression of one year', scheduled('cron(0 8 * * ? 2027)')],
    ['a cron expression of five fields', scheduled('cron(0 8 * * ?)')],
    ['an hour that no day has', scheduled('cron(0 24 * * ? *)')],
    ['a step of nothing', scheduled('cron(0 4/0 * * ? *)')],
    ['a window in minutes', scheduled('rate(4 hours)', '30m')],
    ['no days', { AutomaticallyAfterDays: 0 }],
  ])('of %s are refused', (_what, rules) => {
    expect(rulesSchema.safeParse(rules).success).toBe(false);
  });
});
