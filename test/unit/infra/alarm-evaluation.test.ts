import { describe, expect, test } from 'vitest';
import { type Alarm, type AlarmState, evaluate } from './alarm-evaluation.ts';

/** In the documentation's tables 0 is a value within the threshold, X one beyond it, - none; the newest is last. */
function stateAfter(
  row: string,
  of: Pick<Alarm, 'TreatMissingData' | 'DatapointsToAlarm'>,
): AlarmState {
  const values = { '0': 0, X: 1, '-': undefined } as const;
  const newestFirst = row
    .split(' ')
    .map((mark) => values[mark as keyof typeof values])
    .reverse();
  const alarm = {
    ...of,
    EvaluationPeriods: 3,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  } as const;
  return evaluate(alarm, newestFirst, 'INSUFFICIENT_DATA');
}

/** Rows of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
describe("the evaluation of alarms agrees with CloudWatch's documentation", () => {
  const RETAINED = 'INSUFFICIENT_DATA';

  test.each([
    ['0 - X - X', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK'],
    ['- - - - -', RETAINED, 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM'],
    ['- - - - X', RETAINED, 'ALARM', 'OK'],
    ['X - - - -', RETAINED, 'ALARM', 'OK'],
  ])('for 3 out of 3 with %s', (row, ignore, breaching, notBreaching) => {
    const DatapointsToAlarm = 3;

    expect(stateAfter(row, { DatapointsToAlarm, TreatMissingData: 'ignore' })).toBe(ignore);
    expect(stateAfter(row, { DatapointsToAlarm, TreatMissingData: 'breaching' })).toBe(breaching);
    expect(stateAfter(row, { DatapointsToAlarm, TreatMissingData: 'notBreaching' })).toBe(
      notBreaching,
    );
  });

  test.each([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'ALARM', 'OK'],
    ['- - - - X', RETAINED, 'ALARM', 'OK'],
  ])('for 2 out of 3 with %s', (row, ignore, breaching, notBreaching) => {
    const DatapointsToAlarm = 2;

    expect(stateAfter(row, { DatapointsToAlarm, TreatMissingData: 'ignore' })).toBe(ignore);
    expect(stateAfter(row, { DatapointsToAlarm, TreatMissingData: 'breaching' })).toBe(breaching);
    expect(stateAfter(row, { DatapointsToAlarm, TreatMissingData: 'notBreaching' })).toBe(
      notBreaching,
    );
  });
});
