import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  ListRulesCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type EmbeddedEventBridge,
  type EventBridgeOptions,
  startEventBridge,
} from '../../infra/local/eventbridge/server.ts';
import { putEvents } from '../../lambda/shared/events.ts';
import { EMBEDDED_CONFIG } from '../support/embedded.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const ENTRY = { Source: 'test', DetailType: 'Tested', Detail: '{"a":1}' };
const TAKEN = { EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) };

let bridge: EmbeddedEventBridge;
let client: EventBridgeClient;

beforeEach(() => start());

afterEach(stop);

async function start(options: EventBridgeOptions = {}): Promise<void> {
  bridge = await startEventBridge({
    clock: createFakeClock('2026-11-01T02:15:00.000Z'),
    ...options,
  });
  client = connect();
}

async function stop(): Promise<void> {
  client.destroy();
  await bridge.close();
}

function connect(config: EventBridgeClientConfig = {}): EventBridgeClient {
  return new EventBridgeClient({ ...EMBEDDED_CONFIG, endpoint: bridge.url, ...config });
}

async function put(...Entries: PutEventsRequestEntry[]) {
  const { FailedEntryCount, Entries: results } = await client.send(
    new PutEventsCommand({ Entries }),
  );
  return { FailedEntryCount, Entries: results };
}

/** An entry whose fields count for exactly so many bytes. */
function entryOf(bytes: number): PutEventsRequestEntry {
  const rest = Object.values(ENTRY).join('').length;
  return { ...ENTRY, Detail: `{"a":1${' '.repeat(bytes - rest)}}` };
}

describe('events that are right', () => {
  test('are kept in order and answered with an id each', async () => {
    const reply = await put(ENTRY, { ...ENTRY, DetailType: 'Second', Detail: '{"b":["é"]}' });

    const [first, second] = bridge.events;
    expect(reply).toEqual({ FailedEntryCount: 0, Entries: [TAKEN, TAKEN] });
    expect(reply.Entries?.map(({ EventId }) => EventId)).toEqual([first?.id, second?.id]);
    expect(first).toEqual({
      id: first?.id,
      time: '2026-11-01T02:15:00.000Z',
      source: 'test',
      detailType: 'Tested',
      detail: { a: 1 },
      resources: [],
      eventBusName: 'default',
    });
    expect(second).toMatchObject({ detailType: 'Second', detail: { b: ['é'] } });
  });

  test('keep the time, resources and bus that they bring', async () => {
    const Time = new Date('2026-10-31T23:00:00.000Z');

    await put({ ...ENTRY, Time, Resources: ['arn:one'], EventBusName: 'other' });

    expect(bridge.events).toMatchObject([
      { time: Time.toISOString(), resources: ['arn:one'], eventBusName: 'other' },
    ]);
  });

  test('are what the functions put', async () => {
    await putEvents(client, [{ detailType: 'UpdateApplied', detail: { account: 'main' } }]);

    expect(bridge.events).toMatchObject([
      {
        source: 'constant-contact.account-sync',
        detailType: 'UpdateApplied',
        detail: { account: 'main' },
        eventBusName: 'default',
      },
    ]);
  });
});

describe('an entry that is wrong', () => {
  const missing = (field: string) => ({
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
  });
  const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const tooLong = { ErrorCode: 'InvalidArgument', ErrorMessage: expect.stringContaining('128') };

  test.each([
    ['no source', { ...ENTRY, Source: undefined }, missing('Source')],
    ['an empty source', { ...ENTRY, Source: '' }, missing('Source')],
    ['no detail-type', { ...ENTRY, DetailType: undefined }, missing('DetailType')],
    ['a detail-type of 129 characters', { ...ENTRY, DetailType: 'x'.repeat(129) }, tooLong],
    ['no detail', { ...ENTRY, Detail: undefined }, missing('Detail')],
    ['a detail that is not JSON', { ...ENTRY, Detail: '{"a":' }, malformed],
    ['a detail that is a text', { ...ENTRY, Detail: '"a"' }, malformed],
    ['a detail that is an array', { ...ENTRY, Detail: '[{}]' }, malformed],
    ['a detail that is null', { ...ENTRY, Detail: 'null' }, malformed],
  ])('for %s is refused in its place, and the others are taken', async (_, wrong, refusal) => {
    const reply = await put(ENTRY, wrong, ENTRY);

    expect(reply).toEqual({ FailedEntryCount: 1, Entries: [TAKEN, refusal, TAKEN] });
    expect(bridge.events).toHaveLength(2);
    expect(bridge.calls).toEqual([{ entries: 3, taken: 2 }]);
  });

  test('for a detail-type of 128 characters is none', async () => {
    expect(await put({ ...ENTRY, DetailType: 'x'.repeat(128) })).toMatchObject({
      FailedEntryCount: 0,
    });
  });
});

describe('a request', () => {
  test('of ten entries is taken, of eleven or none refused as a whole', async () => {
    const ten = Array.from({ length: 10 }, () => ENTRY);

    const reply = await put(...ten);

    const refusal = { name: 'ValidationException', $metadata: { httpStatusCode: 400 } };
    expect(reply.Entries).toHaveLength(10);
    await expect(put(...ten, ENTRY)).rejects.toMatchObject(refusal);
    await expect(put()).rejects.toMatchObject(refusal);
    expect(bridge.events).toHaveLength(10);
    expect(bridge.calls).toEqual([{ entries: 10, taken: 10 }]);
  });

  test('of 1 MB in all is refused as a whole, of one byte less taken', async () => {
    const half = entryOf(512 * 1024);

    await put(half, entryOf(512 * 1024 - 1));

    await expect(put(half, half)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
    expect(bridge.events).toHaveLength(2);
  });

  test('counts bytes, 14 for a time, and resources', async () => {
    await stop();
    await start({ maxRequestBytes: 100 });
    const Time = new Date(0);

    await put(entryOf(99));

    const refusal = { name: 'ValidationException' };
    await expect(put({ ...entryOf(99), Resources: ['é'] })).rejects.toMatchObject(refusal);
    await expect(put({ ...entryOf(98), Resources: ['é'] })).rejects.toMatchObject(refusal);
    await expect(put({ ...entryOf(86), Time })).rejects.toMatchObject(refusal);
    expect(await put({ ...entryOf(97), Resources: ['é'] })).toMatchObject({ FailedEntryCount: 0 });
    expect(await put({ ...entryOf(85), Time })).toMatchObject({ FailedEntryCount: 0 });
  });

  test('for another operation is refused and said so', async () => {
    await expect(client.send(new ListRulesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  test.each(['not JSON', '{}', '{"Entries":[{"Source":1}]}'])('of %j is refused', async (body) => {
    const response = await fetch(bridge.url, {
      method: 'POST',
      headers: {
        Authorization:
          'AWS4-HMAC-SHA256 Credential=embedded/20261101/us-east-1/events/aws4_request',
        'X-Amz-Target': 'AWSEvents.PutEvents',
      },
      body,
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
  });

  test('is answered only if it is signed with the given key id', async () => {
    await stop();
    await start({ accessKeyId: 'of-this-run' });
    const credentials = { accessKeyId: 'of-this-run', secretAccessKey: 'any' };
    const insider = connect({ credentials });

    const answered = await insider.send(new PutEventsCommand({ Entries: [ENTRY] }));

    insider.destroy();
    expect(answered.FailedEntryCount).toBe(0);
    await expect(put(ENTRY)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    expect((await fetch(bridge.url)).status).toBe(400);
  });
});
