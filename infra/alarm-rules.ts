import {
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC, TOKEN_WARNING_DAYS } from '../lambda/shared/contract.ts';
import { FIVE_MINUTES, HOUR, lowestOf, sumOf } from './metrics.ts';

/** When an alarm rings and what ends it; all that is left open is what it is called. */
export interface AlarmRule {
  when: Omit<AlarmProps, 'alarmName' | 'alarmDescription'>;
  /** Whether OK is worth a mail, because it means that the trouble is over. */
  okMeansRecovered: boolean;
}

/**
 * Rings when something happened. It falls back to OK minutes later though the trouble stands, so OK is not mailed. A
 * short period, so that a second event half an hour later rings again.
 */
export function whenCounted(metric: IMetric): AlarmRule {
  return {
    when: {
      metric,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    },
    okMeansRecovered: false,
  };
}

/**
 * Rings while a gauge is above zero. A gauge is only told now and then (after a pass; while a queue is in use), and
 * what it last said holds until it says something else: OK then means that the trouble is over.
 */
export function whileAboveZero(metric: IMetric): AlarmRule {
  const { when } = whenCounted(metric);
  return {
    when: { ...when, treatMissingData: TreatMissingData.IGNORE },
    okMeansRecovered: true,
  };
}

/** Rings when no scheduled pass has checked any account for so many hours, whatever else ran. */
export function whileSilent(hours: number): AlarmRule {
  return {
    when: {
      metric: sumOf(METRIC.accountsChecked, HOUR),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      // In hours, as CloudWatch looks back 7 days at most, and with shorter periods only one.
      evaluationPeriods: hours,
      treatMissingData: TreatMissingData.BREACHING,
    },
    okMeansRecovered: true,
  };
}

/**
 * Rings every night until the token is renewed, as one mail two weeks ahead is easily forgotten; in between it falls
 * back to OK, which is therefore not mailed. Without data, as while no token's end is known, it is quiet.
 */
export function whenTokenEnds(): AlarmRule {
  return {
    when: {
      metric: lowestOf(METRIC.tokenDaysLeft, FIVE_MINUTES),
      threshold: TOKEN_WARNING_DAYS,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    },
    okMeansRecovered: false,
  };
}
