import { Duration, TimeZone } from 'aws-cdk-lib';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  type IScheduleTarget,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { TRIGGER } from '../lambda/shared/contract.ts';
import type { Settings } from './settings.ts';

/** The second pass leaves out accounts that have a good check not older than this. */
const SECOND_PASS_STALE_AFTER_HOURS = 12;

/** Delivery alone; the Scheduler's own default is 185 tries in 24 h, into the next night. */
const DELIVERY = { retryAttempts: 5, maxEventAge: Duration.hours(1) } as const;

export interface SyncSchedulesProps {
  settings: Settings;
  /** The alias: the Scheduler's role may then invoke exactly this one, not every version. */
  sync: Alias;
  /** Runs the passes in the function's place, where there is one. */
  fleet: IStateMachine | undefined;
  deadLetterQueue: IQueue;
}

/** The nightly pass over all accounts, and the second one for those that the first could not check. */
export class SyncSchedules extends Construct {
  /** As the Scheduler knows them, in its default group. */
  readonly names: readonly string[];

  constructor(scope: Construct, id: string, props: SyncSchedulesProps) {
    super(scope, id);
    const { settings } = props;
    const timeZone = TimeZone.of(settings.timeZone);

    const nightly = new Schedule(this, 'Nightly', {
      description: 'Checks all connected Constant Contact accounts',
      schedule: ScheduleExpression.expression(settings.schedule, timeZone),
      timeWindow: TimeWindow.off(),
      target: startPass(props, { trigger: TRIGGER.schedule }),
    });

    const secondPass = new Schedule(this, 'SecondPass', {
      description: 'Checks the Constant Contact accounts that the nightly pass could not',
      schedule: ScheduleExpression.expression(settings.secondSchedule, timeZone),
      timeWindow: TimeWindow.off(),
      target: startPass(props, {
        trigger: TRIGGER.secondPass,
        staleAfterHours: SECOND_PASS_STALE_AFTER_HOURS,
      }),
    });
    this.names = [nightly.scheduleName, secondPass.scheduleName];
  }
}

function startPass(
  { sync, fleet, deadLetterQueue }: SyncSchedulesProps,
  request: Record<string, unknown>,
): IScheduleTarget {
  const target = {
    // Delivery is at least once: the scheduled time is what all deliveries of one night share.
    input: ScheduleTargetInput.fromObject({
      scheduledTime: ContextAttribute.scheduledTime,
      ...request,
    }),
    deadLetterQueue,
    ...DELIVERY,
  };
  return fleet ? new StepFunctionsStartExecution(fleet, target) : new LambdaInvoke(sync, target);
}
