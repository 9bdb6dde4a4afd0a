import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alias, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { type METRIC, METRIC_NAMESPACE } from '../lambda/shared/contract.ts';

/** Of counts: how much there was of it in each period. */
export const sumOf = (name: MetricName, period: Duration) => ownMetric(name, period, Stats.SUM);

/** Of gauges: the highest of each period. */
export const highestOf = (name: MetricName, period: Duration) =>
  ownMetric(name, period, Stats.MAXIMUM);

/** Of gauges: the lowest of each period. */
export const lowestOf = (name: MetricName, period: Duration) =>
  ownMetric(name, period, Stats.MINIMUM);

/** Invocations of a function or its alias that ended in an error or were cut off, each retry by itself. */
export const errorsOf = (invoked: IFunction, period: Duration) =>
  invoked.metricErrors({ period, statistic: Stats.SUM });

/** The longest invocation of a function's alias in each period. */
export const longestOf = (alias: Alias, period: Duration) =>
  alias.metricDuration({ period, statistic: Stats.MAXIMUM });

/** Executions of a machine that came to their end. */
export const finishedOf = (machine: StateMachine, period: Duration): IMetric =>
  machine.metricSucceeded({
    period,
    statistic: Stats.SUM,
    label: 'Executions that came to their end',
  });

/** Executions of a machine that failed or timed out. Either may have no data, which would make a plain sum none. */
export const unfinishedOf = (machine: StateMachine, period: Duration): IMetric =>
  new MathExpression({
    label: 'Executions that failed or timed out',
    expression: 'FILL(failed, 0) + FILL(timedOut, 0)',
    usingMetrics: {
      failed: machine.metricFailed({ period, statistic: Stats.SUM }),
      timedOut: machine.metricTimedOut({ period, statistic: Stats.SUM }),
    },
    period,
  });

export const FIVE_MINUTES = Duration.minutes(5);
export const HOUR = Duration.hours(1);
export const DAY = Duration.days(1);

type MetricName = (typeof METRIC)[keyof typeof METRIC];

/** Without dimensions, as the functions emit them: with one, an alarm would wait for data that never comes. */
function ownMetric(metricName: MetricName, period: Duration, statistic: string): Metric {
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, period, statistic });
}
