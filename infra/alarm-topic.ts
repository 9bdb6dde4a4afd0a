import { CfnOutput, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Who may publish, from this AWS account only: alarms, and event rules. */
const PUBLISHERS = ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] as const;

export interface AlarmTopicProps {
  /** Addresses that get every alarm and announcement, each once its owner has confirmed. */
  emails: readonly string[];
}

/** What people subscribe to: every alarm, and every change that somebody has to read. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { emails }: AlarmTopicProps) {
    super(scope, id);

    // Without a KMS key: alarms cannot publish under `alias/aws/sns`, and would be lost without a word.
    this.topic = new Topic(this, 'Resource', {
      displayName: 'Constant Contact account sync',
      enforceSSL: true,
    });
    this.allowPublishing();

    for (const email of emails) {
      this.topic.addSubscription(new EmailSubscription(email));
    }
    this.tellWhoIsSubscribed(emails);
  }

  /** With any policy of its own (here TLS only) a topic loses its default one, and then drops alarms silently. */
  private allowPublishing(): void {
    for (const service of PUBLISHERS) {
      this.topic.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal(service)],
          actions: ['sns:Publish'],
          resources: [this.topic.topicArn],
          conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
        }),
      );
    }
  }

  private tellWhoIsSubscribed(emails: readonly string[]): void {
    const output = new CfnOutput(this, 'AlarmEmail', {
      description: 'Who gets alarms by e-mail',
      value:
        emails.length > 0
          ? `${emails.join(', ')} (each after confirming the mail that AWS sent)`
          : 'NOBODY: no alarm reaches anyone. Deploy with -c alarmEmail=you@example.com',
    });
    output.overrideLogicalId('AlarmEmail');
  }
}
