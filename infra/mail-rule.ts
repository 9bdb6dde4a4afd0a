import { Duration, Stack } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { CHANGE_MAIL, EVENT_SOURCE } from '../lambda/shared/contract.ts';

/** As long as EventBridge tries at most: a late announcement is better than none. */
const DELIVERY = { retryAttempts: 185, maxEventAge: Duration.hours(24) } as const;

export interface MailRuleProps {
  topic: ITopic;
  deadLetterQueue: IQueue;
}

/** Mails every change that somebody has to read; which ones those are, the event itself says. */
export class MailRule extends Construct {
  constructor(scope: Construct, id: string, { topic, deadLetterQueue }: MailRuleProps) {
    super(scope, id);

    // The topic's policy has a condition, which AWS once documented as unknown to EventBridge's own publishing: a
    // role works in either case. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });

    new Rule(this, 'Resource', {
      description: 'Mails the changes of Constant Contact accounts that somebody has to read',
      eventPattern: { source: [EVENT_SOURCE], detail: { mail: [true] } },
      targets: [
        new SnsTopic(topic, {
          message: RuleTargetInput.fromMultilineText(toTemplate()),
          role,
          deadLetterQueue,
          ...DELIVERY,
        }),
      ],
    });
  }
}

/**
 * Lines of text: EventBridge does not escape the values that it puts into a text, so in JSON a quote among them would
 * break it. Each line reaches the reader in quotes, which a template for texts must have.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
function toTemplate(): string {
  return CHANGE_MAIL.map(
    ({ label, field }) => label + EventField.fromPath(`$.detail.${field}`),
  ).join('\n');
}
