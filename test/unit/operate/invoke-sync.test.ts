import {
  InvokeCommand,
  LambdaClient,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { PLAIN } from '../../../infra/local/style.ts';
import { invokeSync } from '../../../infra/operate/invoke-sync.ts';
import { presentSync } from '../../../infra/operate/present-sync.ts';
import type { AccountReply } from '../../../lambda/sync/run-sync.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:sync:live';

const REPLY: AccountReply = {
  schemaVersion: 1,
  account: 'main',
  outcome: 'changed',
  snapshot: 4,
  checkedAt: '2026-11-01T02:15:00.000Z',
  requests: 2,
  changes: [
    {
      kind: 'SenderConfirmed',
      emailAddress: 'a@x.test',
      severity: 'info',
      recovers: true,
      origin: { by: 'outside' },
    },
  ],
};

const lambda = mockClient(LambdaClient);
const client = new LambdaClient({ region: 'eu-west-1' });

beforeEach(() => void lambda.reset());

function answer(payload: unknown, fields: object = {}): void {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  lambda.on(InvokeCommand).resolves({ Payload: bytes as never, ...fields });
}

it('asks the function for one account and returns its reply', async () => {
  answer(REPLY);

  const reply = await invokeSync(client, ARN, 'main');

  expect(reply).toEqual(REPLY);
  const [call] = lambda.commandCalls(InvokeCommand);
  expect(call?.args[0].input).toEqual({ FunctionName: ARN, Payload: '{"account":"main"}' });
});

it('tells an error of the function by its name and one sentence', async () => {
  const thrown = { errorType: 'ForbiddenError', errorMessage: 'No.\nstack', trace: ['x'] };
  answer(thrown, { FunctionError: 'Unhandled' });

  await expect(invokeSync(client, ARN, 'main')).rejects.toThrow(/^ForbiddenError: No\.$/);
});

it.each([null, 'text', {}, { checked: 1 }])('refuses %j for a reply', async (payload) => {
  answer(payload);

  await expect(invokeSync(client, ARN, 'main')).rejects.toThrow(/what is no reply of sync/);
});

it.each([
  [TooManyRequestsException, /Another check is under way/],
  [ResourceNotFoundException, /There is no function arn:aws/],
])('says what to do about %o', async (Thrown, sentence) => {
  lambda.on(InvokeCommand).rejects(new Thrown({ message: 'x', $metadata: {} }));

  await expect(invokeSync(client, ARN, 'main')).rejects.toThrow(sentence);
});

it('shows the outcome and what changed', () => {
  const text = presentSync(REPLY, PLAIN);

  expect(text).toContain('Changed: snapshot 4 is new, checked 2026-11-01 02:15 UTC');
  expect(text).toContain('✔  a@x.test was confirmed.');
});

it('says until when a check is deferred', () => {
  const resetsAt = '2026-11-02T00:00:00.000Z';

  const text = presentSync({ ...REPLY, outcome: 'deferred', changes: [], resetsAt }, PLAIN);

  expect(text).toContain('Deferred: the daily quota is used up until 2026-11-02 00:00 UTC');
});
