import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { ALARM_TEXTS } from '../../../infra/alarm-texts.ts';
import { lookAtStack, ringTestAlarm } from '../../../infra/operate/doctor/look-at-stack.ts';

const NAMES = {
  scheduleNames: ['nightly', 'second'],
  topicArn: 'arn:aws:sns:us-east-1:111122223333:alarms',
  queueUrl: 'https://sqs.test/dead',
};

const scheduler = mockClient(SchedulerClient);
const sns = mockClient(SNSClient);
const sqs = mockClient(SQSClient);
const cloudWatch = mockClient(CloudWatchClient);

beforeEach(() => {
  for (const client of [scheduler, sns, sqs, cloudWatch]) client.reset();
  scheduler.on(GetScheduleCommand).resolves({ State: 'ENABLED' });
  sns.on(ListSubscriptionsByTopicCommand, { TopicArn: NAMES.topicArn }).resolves({});
  sqs
    .on(GetQueueAttributesCommand, { QueueUrl: NAMES.queueUrl })
    .resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
});

it('tells which schedules are enabled, disabled or gone', async () => {
  const gone = new ResourceNotFoundException({ $metadata: {}, Message: 'gone', message: 'gone' });
  scheduler.on(GetScheduleCommand, { Name: 'nightly' }).resolves({ State: 'DISABLED' });
  scheduler.on(GetScheduleCommand, { Name: 'second' }).rejects(gone);

  const { schedules } = await lookAtStack(NAMES);

  expect(schedules).toEqual([
    { name: 'nightly', state: 'disabled' },
    { name: 'second', state: 'absent' },
  ]);
});

it('counts subscribers of all pages, confirmed ones by their ARN', async () => {
  const subscription = (Endpoint: string, SubscriptionArn: string) => ({
    Endpoint,
    SubscriptionArn,
  });
  sns
    .on(ListSubscriptionsByTopicCommand)
    .resolvesOnce({
      Subscriptions: [subscription('a@x.com', 'PendingConfirmation')],
      NextToken: 'more',
    })
    .resolvesOnce({ Subscriptions: [subscription('b@x.com', `${NAMES.topicArn}:1`)] });

  const { subscribers } = await lookAtStack(NAMES);

  expect(subscribers).toEqual([
    { endpoint: 'a@x.com', isConfirmed: false },
    { endpoint: 'b@x.com', isConfirmed: true },
  ]);
});

it('counts dead letters that somebody is looking at too', async () => {
  sqs.on(GetQueueAttributesCommand).resolves({
    Attributes: { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' },
  });

  expect(await lookAtStack(NAMES)).toMatchObject({ deadLetters: 3 });
});

it('sees the other parts when one is denied', async () => {
  const denied = new Error('not authorized');
  sns.on(ListSubscriptionsByTopicCommand).rejects(denied);

  expect(await lookAtStack(NAMES)).toEqual({
    schedules: [
      { name: 'nightly', state: 'enabled' },
      { name: 'second', state: 'enabled' },
    ],
    subscribers: { failure: denied },
    deadLetters: 0,
  });
});

it('sets an alarm of the stack for a test', async () => {
  cloudWatch.on(SetAlarmStateCommand).resolves({});

  await ringTestAlarm();

  const [call] = cloudWatch.commandCalls(SetAlarmStateCommand);
  expect(call?.args[0].input).toMatchObject({ StateValue: 'ALARM' });
  expect(Object.values(ALARM_TEXTS).map(({ name }) => name)).toContain(
    call?.args[0].input.AlarmName,
  );
});
