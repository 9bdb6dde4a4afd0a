import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { render } from './resources.ts';

/**
 * CloudWatch's evaluation of metric alarms, as far as it is documented. What is not: how many periods more than asked
 * for it looks at (`extraPeriods`), and how periods lie on the clock (here they end at the minute of each evaluation).
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm that uses more of CloudWatch than this makes a test fail. */
const alarmSchema = z.object({
  AlarmName: z.string(),
  MetricName: z.string(),
  Dimensions: z.optional(z.array(z.object({ Name: z.string(), Value: z.unknown() }))),
  Statistic: z.enum(['Sum', 'Maximum', 'Minimum']),
  Period: z.int(),
  EvaluationPeriods: z.int(),
  DatapointsToAlarm: z.optional(z.int()),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanThreshold', 'LessThanThreshold']),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore']),
  AlarmActions: z.optional(z.array(z.unknown())),
  OKActions: z.optional(z.array(z.unknown())),
});
export type Alarm = z.infer<typeof alarmSchema> & {
  /** The metric's name, for a metric of AWS itself with what it is of. */
  metric: string;
};

export interface DataPoint {
  metric: string;
  value: number;
  atMs: number;
}

export interface Transition {
  atMs: number;
  alarm: string;
  state: AlarmState;
  isMailed: boolean;
}

const MINUTE_MS = 60_000;

/** The alarms of a template. */
export function readAlarms(template: Template): Alarm[] {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => {
    const alarm = alarmSchema.parse(Properties);
    const owner = alarm.Dimensions?.at(-1);
    const metric = owner
      ? `${alarm.MetricName} of ${render(template, owner.Value)}`
      : alarm.MetricName;
    return { ...alarm, metric };
  });
}

/**
 * The state after one evaluation. `newestFirst` are the values of the evaluation range, undefined where a period has
 * none. There as many values are judged as the alarm has evaluation periods:
 * - the newest of those that exist, even from further back, if they are enough; missing ones then mean nothing;
 * - else all that exist, and the rest as missing data is to be treated. With `ignore` the state stays, unless what
 *   exists decides it.
 */
export function evaluate(
  alarm: Pick<
    Alarm,
    | 'EvaluationPeriods'
    | 'DatapointsToAlarm'
    | 'Threshold'
    | 'ComparisonOperator'
    | 'TreatMissingData'
  >,
  newestFirst: readonly (number | undefined)[],
  state: AlarmState,
): AlarmState {
  const { EvaluationPeriods: periods, DatapointsToAlarm: toAlarm = periods } = alarm;
  const isBreaching = (value: number) =>
    alarm.ComparisonOperator === 'LessThanThreshold'
      ? value < alarm.Threshold
      : value > alarm.Threshold;
  const existing = newestFirst.filter((value) => value !== undefined).slice(0, periods);
  const breaching = existing.filter(isBreaching).length;
  const missing = periods - existing.length;

  if (breaching >= toAlarm) return 'ALARM';
  if (missing === 0 || alarm.TreatMissingData === 'notBreaching') return 'OK';
  if (alarm.TreatMissingData === 'breaching')
    return breaching + missing >= toAlarm ? 'ALARM' : 'OK';
  return breaching < existing.length ? 'OK' : state;
}

/**
 * What the alarms do from one time to another, evaluated every minute, from their state after creation. An action runs
 * when the state changes, and not again while it lasts.
 */
export function playAlarms(
  alarms: readonly Alarm[],
  points: readonly DataPoint[],
  { fromMs, toMs, extraPeriods }: { fromMs: number; toMs: number; extraPeriods: number },
): Transition[] {
  const transitions = alarms.flatMap((alarm) => {
    const own = points.filter(({ metric }) => metric === alarm.metric);
    let state: AlarmState = 'INSUFFICIENT_DATA';
    const found: Transition[] = [];
    for (let atMs = fromMs; atMs <= toMs; atMs += MINUTE_MS) {
      const next = evaluate(alarm, toPeriods(alarm, own, atMs, extraPeriods), state);
      if (next !== state) {
        found.push({ atMs, alarm: alarm.AlarmName, state: next, isMailed: hasAction(alarm, next) });
      }
      state = next;
    }
    return found;
  });
  return transitions.sort((a, b) => a.atMs - b.atMs);
}

/** One value for each period of the evaluation range, the newest period first. */
function toPeriods(
  alarm: Alarm,
  points: readonly DataPoint[],
  nowMs: number,
  extraPeriods: number,
): (number | undefined)[] {
  const values: number[][] = Array.from(
    { length: alarm.EvaluationPeriods + extraPeriods },
    () => [],
  );
  for (const { atMs, value } of points) {
    if (atMs < nowMs) {
      values[Math.ceil((nowMs - atMs) / (alarm.Period * 1000)) - 1]?.push(value);
    }
  }
  return values.map((inPeriod) =>
    inPeriod.length === 0 ? undefined : STATISTICS[alarm.Statistic](inPeriod),
  );
}

const STATISTICS = {
  Sum: (values: number[]) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values: number[]) => Math.max(...values),
  Minimum: (values: number[]) => Math.min(...values),
} as const satisfies Record<Alarm['Statistic'], (values: number[]) => number>;

function hasAction({ AlarmActions, OKActions }: Alarm, state: AlarmState): boolean {
  const actions = { ALARM: AlarmActions, OK: OKActions, INSUFFICIENT_DATA: [] }[state];
  return (actions ?? []).length > 0;
}
