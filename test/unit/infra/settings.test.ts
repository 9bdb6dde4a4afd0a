import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from '../../../infra/settings.ts';

const readFrom = (context: Record<string, unknown>) => readSettings((key) => context[key]);

describe('the deployment settings', () => {
  test('have a default each', () => {
    expect(readFrom({})).toEqual({
      schedule: 'cron(15 2 * * ? *)',
      secondSchedule: 'cron(15 5 * * ? *)',
      timeZone: 'Etc/UTC',
      intervalHours: 24,
      reservedConcurrency: true,
      fleet: false,
      requestSpacingMs: 334,
      logRetentionDays: 90,
      pendingTooLongDays: 7,
      alarmEmail: [],
      tableName: undefined,
    });
  });

  test.each([
    ['schedule', 'rate(6 hours)', 'rate(6 hours)'],
    ['secondSchedule', 'cron(0 8 1 * ? *)', 'cron(0 8 1 * ? *)'],
    ['timeZone', 'America/New_York', 'America/New_York'],
    ['timeZone', 'US/Eastern', 'US/Eastern'],
    ['timeZone', 'UTC', 'UTC'],
    ['intervalHours', '1', 1],
    ['intervalHours', '166', 166],
    ['intervalHours', 12, 12],
    ['reservedConcurrency', 'false', false],
    ['reservedConcurrency', 'true', true],
    ['reservedConcurrency', false, false],
    ['fleet', 'true', true],
    ['fleet', false, false],
    ['requestSpacingMs', '250', 250],
    ['requestSpacingMs', '10000', 10_000],
    ['logRetentionDays', '9999', 9999],
    ['pendingTooLongDays', '1', 1],
    ['pendingTooLongDays', '365', 365],
    ['alarmEmail', '', []],
    ['alarmEmail', 'ops@example.com', ['ops@example.com']],
    [
      'alarmEmail',
      ' a@example.com, b@example.com,a@example.com',
      ['a@example.com', 'b@example.com'],
    ],
    ['tableName', 'History_2026.restored-1', 'History_2026.restored-1'],
    ['tableName', '', undefined],
  ])('take %s=%s from the command line or cdk.json', (key, value, expected) => {
    expect(readFrom({ [key]: value })).toHaveProperty(key, expected);
  });

  test.each([
    ['schedule', 'cron(15 2 * * *)', 'its cron has 5 fields instead of 6, it must be cron('],
    ['schedule', '', 'it is neither cron(…) nor rate(…), it must be cron('],
    ['secondSchedule', 'rate(0 hours)', 'its rate is not above 0, it must be cron('],
    ['timeZone', 'Mars/Base', 'it must be a name of the IANA time zone database'],
    ['timeZone', 'america/new_york', 'it must be a name of the IANA time zone database'],
    ['timeZone', 'America/New_york', 'it must be a name of the IANA time zone database'],
    ['timeZone', '+05:00', 'it must be a name of the IANA time zone database'],
    ['timeZone', '', 'it must be a name of the IANA time zone database'],
    ['intervalHours', 'abc', 'it must be a whole number from 1 to 166'],
    ['intervalHours', '', 'it must be a whole number from 1 to 166'],
    ['intervalHours', '0', 'it must be a whole number from 1 to 166'],
    ['intervalHours', '-24', 'it must be a whole number from 1 to 166'],
    ['intervalHours', '1.5', 'it must be a whole number from 1 to 166'],
    ['intervalHours', '0x10', 'it must be a whole number from 1 to 166'],
    ['intervalHours', '167', 'it must be a whole number from 1 to 166'],
    ['reservedConcurrency', 'no', 'it must be true or false'],
    ['reservedConcurrency', 'FALSE', 'it must be true or false'],
    ['fleet', 'yes', 'it must be true or false'],
    ['requestSpacingMs', '249', 'it must be a whole number from 250 to 10000'],
    ['requestSpacingMs', '10001', 'it must be a whole number from 250 to 10000'],
    ['logRetentionDays', '91', 'it must be a number of days that CloudWatch Logs knows (1, 3, 5,'],
    ['pendingTooLongDays', '0', 'it must be a whole number from 1 to 365'],
    ['pendingTooLongDays', '366', 'it must be a whole number from 1 to 365'],
    ['alarmEmail', 'ops', 'it must be e-mail addresses separated by commas'],
    ['alarmEmail', 'ops@example', 'it must be e-mail addresses separated by commas'],
    [
      'alarmEmail',
      'a@example.com;b@example.com',
      'it must be e-mail addresses separated by commas',
    ],
    ['alarmEmail', 'a@example.com,', 'it must be e-mail addresses separated by commas'],
    ['alarmEmail', 'a@example.com b@example.com', 'it must be e-mail addresses separated by'],
    ['tableName', 'ab', 'it must be the name of a table: 3 to 255 letters, digits, dots, hyphens'],
    [
      'tableName',
      'arn:aws:dynamodb:us-east-1:1:table/a',
      'it must be the name of a table: 3 to 255',
    ],
  ])('refuse %s=%s and say what is allowed', (key, value, allowed) => {
    const read = () => readFrom({ [key]: value });

    expect(read).toThrow(SettingsError);
    expect(read).toThrow(`The context value ${key}=${value} cannot be used: ${allowed}`);
    expect(read).toThrow(/, for example -c "\w+=[^"]+"\.$/);
  });

  test('refuse an object from cdk.json and show it', () => {
    expect(() => readFrom({ schedule: { hour: 2 } })).toThrow(
      'The context value schedule={"hour":2} cannot be used: it must be one plain value, ' +
        'for example -c "schedule=cron(15 2 * * ? *)".',
    );
  });

  test.each([
    ['nested', JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`), '…'],
    ['long', `a@${'.'.repeat(100_000)}@`, `a@${'.'.repeat(198)}…`],
  ])('refuse what is too %s to be shown', (_, alarmEmail, shown) => {
    expect(() => readFrom({ alarmEmail })).toThrow(`The context value alarmEmail=${shown} cannot`);
  });

  test('refuse an interval shorter than the rate of the schedule, and say which would do', () => {
    expect(() => readFrom({ schedule: 'rate(2 days)' })).toThrow(
      'The context value intervalHours=24 cannot be used: with schedule=rate(2 days) it must be ' +
        'at least 48, for example -c "intervalHours=48".',
    );
    expect(readFrom({ schedule: 'rate(2 days)', intervalHours: '48' }).intervalHours).toBe(48);
  });

  test('refuse a rate that no interval allows', () => {
    expect(() => readFrom({ schedule: 'rate(7 days)', intervalHours: '166' })).toThrow(
      'The context value schedule=rate(7 days) cannot be used: its rate is longer than 166 hours',
    );
  });

  test('give an example in each error that is itself accepted', () => {
    for (const key of Object.keys(readFrom({}))) {
      const example = /-c "(\w+)=(.+)"\.$/.exec(messageOf(() => readFrom({ [key]: '!' })));

      expect(example?.[1]).toBe(key);
      expect(() => readFrom({ [key]: example?.[2] })).not.toThrow();
    }
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}
