import { Duration } from 'aws-cdk-lib';
import { EventField, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_SOURCE, TRIGGER, UPDATE_APPLIED } from '../lambda/shared/contract.ts';

/** Delivery to Lambda only, as for the schedules; EventBridge's own default is 185 tries in 24 h. */
const DELIVERY = { retryAttempts: 5, maxEventAge: Duration.hours(1) } as const;

export interface SyncAfterUpdateProps {
  /** The alias: the rule may then invoke exactly this one. */
  sync: Alias;
  deadLetterQueue: IQueue;
}

/** Checks an account as soon as an update may have changed it, so that its history does not wait for the night. */
export class SyncAfterUpdate extends Construct {
  constructor(scope: Construct, id: string, { sync, deadLetterQueue }: SyncAfterUpdateProps) {
    super(scope, id);

    new Rule(this, 'Resource', {
      description: 'Checks the Constant Contact account that an update may have changed',
      eventPattern: {
        source: [EVENT_SOURCE],
        detailType: [UPDATE_APPLIED],
        // Sync takes an event without an account for a pass over all of them.
        detail: { account: Match.exists() },
      },
      targets: [
        new LambdaFunction(sync, {
          // CDK leaves the placeholder without quotes: EventBridge puts them around a text itself.
          event: RuleTargetInput.fromObject({
            account: EventField.fromPath('$.detail.account'),
            trigger: TRIGGER.update,
          }),
          deadLetterQueue,
          ...DELIVERY,
        }),
      ],
    });
  }
}
