import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { TEST_ALARM } from '../../../lambda/shared/contract.ts';
import type { SeenSchedule, SeenStack, SeenSubscriber } from './check-stack.ts';

/** What the stack has published of the parts that are looked at. */
export interface StackNames {
  scheduleNames: readonly string[];
  topicArn: string;
  queueUrl: string;
}

/** The region says where to ask, as for the other parts, not the queue's own address. */
const QUEUE_OPTIONS = { useQueueUrlAsEndpoint: false } as const;

const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** Asks AWS for each part; what AWS throws, such as a denied access, stands in the part's place. */
export async function lookAtStack(names: StackNames): Promise<SeenStack> {
  const [schedules, subscribers, deadLetters] = await Promise.all([
    attempt(withClient(new SchedulerClient(), (client) => lookAtSchedules(client, names))),
    attempt(withClient(new SNSClient(), (client) => listSubscribers(client, names))),
    attempt(withClient(new SQSClient(QUEUE_OPTIONS), (client) => countDeadLetters(client, names))),
  ]);
  return { schedules, subscribers, deadLetters };
}

/** Lets one alarm ring, as CloudWatch itself would. */
export async function ringTestAlarm(): Promise<void> {
  const alarm = {
    AlarmName: TEST_ALARM,
    StateValue: 'ALARM',
    StateReason: 'A test by npm run doctor: nothing is to be done.',
  } as const;
  await withClient(new CloudWatchClient(), (client) =>
    client.send(new SetAlarmStateCommand(alarm)),
  );
}

async function withClient<Client extends { destroy(): void }, T>(
  client: Client,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

async function attempt<T>(asked: Promise<T>): Promise<T | { failure: unknown }> {
  return await asked.catch((failure: unknown) => ({ failure }));
}

async function lookAtSchedules(client: SchedulerClient, { scheduleNames }: StackNames) {
  return await Promise.all(
    scheduleNames.map(async (name) => ({ name, state: await lookAtSchedule(client, name) })),
  );
}

async function lookAtSchedule(
  client: SchedulerClient,
  Name: string,
): Promise<SeenSchedule['state']> {
  try {
    const { State } = await client.send(new GetScheduleCommand({ Name }));
    return State === 'DISABLED' ? 'disabled' : 'enabled';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'absent';
    throw error;
  }
}

async function listSubscribers(client: SNSClient, { topicArn }: StackNames) {
  const subscribers: SeenSubscriber[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn })) {
    for (const { Endpoint: endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? []) {
      // One that is not confirmed, or was deleted, has a word in the place of its ARN.
      subscribers.push({ endpoint, isConfirmed: SubscriptionArn.startsWith('arn:') });
    }
  }
  return subscribers;
}

async function countDeadLetters(client: SQSClient, { queueUrl }: StackNames): Promise<number> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTS] }),
  );
  return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
