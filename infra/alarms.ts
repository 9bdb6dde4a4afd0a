import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Alias, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { METRIC, STALENESS_MARGIN_HOURS } from '../lambda/shared/contract.ts';
import {
  type AlarmRule,
  whenCounted,
  whenTokenEnds,
  whileAboveZero,
  whileSilent,
} from './alarm-rules.ts';
import { ALARM_TEXTS, type AlarmKey, describeAlarm } from './alarm-texts.ts';
import { errorsOf, FIVE_MINUTES, highestOf, sumOf, unfinishedOf } from './metrics.ts';
import type { Settings } from './settings.ts';

export interface AlarmsProps {
  settings: Settings;
  sync: Alias;
  update: Alias;
  rotateToken: IFunction;
  /** Where it runs the passes. */
  fleet: StateMachine | undefined;
  deadLetterQueue: IQueue;
  topic: ITopic;
}

/** What a person is woken for: each alarm says what it means, what to do first, and where to read on. */
export class Alarms extends Construct {
  /** In the order in which a person should look at them. */
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const mail = new SnsAction(props.topic);

    this.alarms = Object.entries(rulesFor(props)).map(([key, { when, okMeansRecovered }]) => {
      const text = ALARM_TEXTS[key as AlarmKey];
      const alarm = new Alarm(this, key, {
        alarmName: text.name,
        alarmDescription: describeAlarm(text),
        ...when,
      });
      alarm.addAlarmAction(mail);
      if (okMeansRecovered) {
        alarm.addOkAction(mail);
      }
      return alarm;
    });
  }
}

/** Only a fleet that is there can fail. */
type Rules = Record<Exclude<AlarmKey, 'FleetFailed'>, AlarmRule> & { FleetFailed?: AlarmRule };

function rulesFor({
  settings,
  sync,
  update,
  rotateToken,
  fleet,
  deadLetterQueue,
}: AlarmsProps): Rules {
  const messages = deadLetterQueue.metricApproximateNumberOfMessagesVisible({
    period: FIVE_MINUTES,
    statistic: 'Maximum',
  });
  return {
    ConfirmedSenderLost: whenCounted(sumOf(METRIC.confirmedSendersLost, FIVE_MINUTES)),
    SyncSilent: whileSilent(settings.intervalHours + STALENESS_MARGIN_HOURS),
    SyncFailed: whenCounted(errorsOf(sync, FIVE_MINUTES)),
    ...(fleet && { FleetFailed: whenCounted(unfinishedOf(fleet, FIVE_MINUTES)) }),
    // A queue that nobody asks tells nothing any more after some hours, and is no emptier for that.
    DeadLetters: whileAboveZero(messages),
    AccountsFailing: whileAboveZero(highestOf(METRIC.accountsFailed, FIVE_MINUTES)),
    ReauthorizationRequired: whileAboveZero(
      highestOf(METRIC.reauthorizationRequired, FIVE_MINUTES),
    ),
    RotationFailing: whenCounted(errorsOf(rotateToken, FIVE_MINUTES)),
    TokenEnding: whenTokenEnds(),
    SendersPendingTooLong: whileAboveZero(highestOf(METRIC.sendersPendingTooLong, FIVE_MINUTES)),
    UpdateFailing: whenCounted(errorsOf(update, FIVE_MINUTES)),
    UpdateRefused: whenCounted(sumOf(METRIC.updateRefused, FIVE_MINUTES)),
  };
}
