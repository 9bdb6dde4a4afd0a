import { METRIC_NAMESPACE } from './contract.ts';

/** Values of metrics by name, all of them counts or gauges without dimensions. */
export type MetricValues = Readonly<Record<string, number>>;

/**
 * One line in CloudWatch's embedded metric format. No library: those at hand always add a dimension, which every alarm
 * would have to match.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function toMetricLine(values: MetricValues, nowMs: number): string {
  const metrics = Object.keys(values).map((Name) => ({ Name }));
  const CloudWatchMetrics = [{ Namespace: METRIC_NAMESPACE, Dimensions: [[]], Metrics: metrics }];
  return JSON.stringify({ _aws: { Timestamp: nowMs, CloudWatchMetrics }, ...values });
}

/** Takes one line of metrics; in Lambda the log is where CloudWatch finds it. */
export type EmitMetrics = (values: MetricValues, nowMs: number) => void;

/** Writes past the console, which Lambda's JSON log format would wrap: a wrapped metric is lost. */
export const emitToStandardOutput: EmitMetrics = (values, nowMs) => {
  process.stdout.write(`${toMetricLine(values, nowMs)}\n`);
};
