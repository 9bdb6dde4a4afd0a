import { describe, expect, test } from 'vitest';
import { findScheduleProblem, parseRateHours } from '../../../infra/schedule-expression.ts';

describe('a schedule expression', () => {
  test.each([
    'cron(15 2 * * ? *)',
    'cron(0 18 ? * MON-FRI *)',
    'cron(0 8 1 * ? *)',
    'cron(0/15 * * * ? *)',
    'cron(0/5 8-17 ? * MON-FRI *)',
    'cron(0/30 20-2 ? * MON-FRI *)',
    'cron(0 9 ? * 2#1 *)',
    'cron(15 10 ? * 6L 2027-2030)',
    'cron(0 0 L * ? *)',
    'cron(0 0 3W jan,JUL ? 2027)',
    'rate(24 hours)',
    'rate(1 hour)',
    'rate(1 hours)',
    'rate(1 day)',
    'rate(90 minutes)',
  ])('%s is accepted', (expression) => {
    expect(findScheduleProblem(expression)).toBeUndefined();
  });

  test.each([
    ['cron(15 2 * * *)', 'its cron has 5 fields instead of 6'],
    ['cron(0 15 2 * * ? *)', 'its cron has 7 fields instead of 6'],
    ['cron()', 'its cron has 1 fields instead of 6'],
    ['cron(60 2 * * ? *)', 'its minutes field is not valid'],
    ['cron(15 24 * * ? *)', 'its hours field is not valid'],
    ['cron(15 2 0 * ? *)', 'its day of month field is not valid'],
    ['cron(15 2 32W * ? *)', 'its day of month field is not valid'],
    ['cron(15 2 * 13 ? *)', 'its month field is not valid'],
    ['cron(15 2 ? * 0 *)', 'its day of week field is not valid'],
    ['cron(15 2 ? * MONDAY *)', 'its day of week field is not valid'],
    ['cron(15 2 * * ? 1969)', 'its year field is not valid'],
    ['cron(0/0 2 * * ? *)', 'its minutes field is not valid'],
    ['cron(0/5/5 2 * * ? *)', 'its minutes field is not valid'],
    ['cron(0-5-9 2 * * ? *)', 'its minutes field is not valid'],
    ['cron(15, 2 * * ? *)', 'its minutes field is not valid'],
    ['cron(? 2 * * ? *)', 'its minutes field is not valid'],
    ['cron(15 2 * * * *)', 'exactly one of its two day fields must be ?'],
    ['cron(15 2 ? * ? *)', 'exactly one of its two day fields must be ?'],
    ['rate(0 hours)', 'its rate is not above 0'],
    ['rate(hours)', 'it is neither cron(…) nor rate(…)'],
    ['rate(-1 hours)', 'it is neither cron(…) nor rate(…)'],
    ['rate(1.5 hours)', 'it is neither cron(…) nor rate(…)'],
    ['rate(2 weeks)', 'it is neither cron(…) nor rate(…)'],
    ['at(2027-01-01T00:00:00)', 'it is neither cron(…) nor rate(…)'],
    ['15 2 * * ? *', 'it is neither cron(…) nor rate(…)'],
    ['', 'it is neither cron(…) nor rate(…)'],
  ])('"%s" is refused: %s', (expression, problem) => {
    expect(findScheduleProblem(expression)).toBe(problem);
  });

  test('tells the hours between two runs of a rate, but not of a cron', () => {
    expect(parseRateHours('rate(90 minutes)')).toBe(1.5);
    expect(parseRateHours('rate(2 days)')).toBe(48);
    expect(parseRateHours('cron(15 2 * * ? *)')).toBeUndefined();
  });
});
