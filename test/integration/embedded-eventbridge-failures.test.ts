import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type EmbeddedEventBridge,
  startEventBridge,
} from '../../infra/local/eventbridge/server.ts';
import { putEvents } from '../../lambda/shared/events.ts';
import { EMBEDDED_CONFIG } from '../support/embedded.ts';

const TAKEN = { EventId: expect.any(String) };

let bridge: EmbeddedEventBridge;
let client: EventBridgeClient;

beforeEach(async () => {
  bridge = await startEventBridge();
  client = new EventBridgeClient({ ...EMBEDDED_CONFIG, endpoint: bridge.url });
});

afterEach(async () => {
  client.destroy();
  await bridge.close();
});

/** Puts one event for each detail-type. */
async function put(...detailTypes: string[]) {
  const Entries = detailTypes.map((DetailType) => ({ Source: 'test', DetailType, Detail: '{}' }));
  const reply = await client.send(new PutEventsCommand({ Entries }));
  return { FailedEntryCount: reply.FailedEntryCount, Entries: reply.Entries };
}

const taken = () => bridge.events.map(({ detailType }) => detailType);

describe('a planned refusal', () => {
  const refusal = { ErrorCode: 'InternalFailure', ErrorMessage: 'The event could not be taken.' };

  test('of some entries leaves the others, in order', async () => {
    bridge.failNext({ kind: 'refuse', entries: [0, 2] });

    const reply = await put('A', 'B', 'C');

    expect(reply).toEqual({ FailedEntryCount: 2, Entries: [refusal, TAKEN, refusal] });
    expect(taken()).toEqual(['B']);
    expect(bridge.calls).toEqual([{ entries: 3, taken: 1 }]);
  });

  test('of all entries is still a request that succeeds', async () => {
    bridge.failNext({ kind: 'refuse' });

    const reply = await put('A', 'B');

    expect(reply).toEqual({ FailedEntryCount: 2, Entries: [refusal, refusal] });
    expect(taken()).toEqual([]);
  });

  test('carries the code and message it was given', async () => {
    bridge.failNext({ kind: 'refuse', code: 'ThrottlingException', message: 'Rate exceeded' });

    const reply = await put('A');

    expect(reply.Entries).toEqual([
      { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' },
    ]);
  });

  test('leaves an entry that is wrong by itself its own reason', async () => {
    bridge.failNext({ kind: 'refuse' });

    const reply = await put('', 'B');

    expect(reply.Entries).toEqual([
      expect.objectContaining({ ErrorCode: 'InvalidArgument' }),
      refusal,
    ]);
  });

  test('is seen by what the functions put events with', async () => {
    bridge.failNext({ kind: 'refuse' });

    const events = [{ detailType: 'UpdateApplied', detail: { account: 'main' } }];

    await expect(putEvents(client, events)).rejects.toMatchObject({
      name: 'EventsRefusedError',
      message: expect.stringContaining('InternalFailure'),
    });
    await expect(putEvents(client, events)).resolves.toBeUndefined();
  });
});

describe('a planned failure of the whole request', () => {
  test('is a throttling that takes nothing', async () => {
    bridge.failNext({ kind: 'throttle' });

    await expect(put('A')).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(taken()).toEqual([]);
    expect(bridge.calls).toEqual([]);
  });

  test('is a status 500 that takes nothing', async () => {
    bridge.failNext({ kind: 'internal' });

    await expect(put('A')).rejects.toMatchObject({
      name: 'InternalException',
      $metadata: { httpStatusCode: 500 },
    });
    expect(taken()).toEqual([]);
  });

  test('is a status 500 that took everything, so that a repeat puts it again', async () => {
    bridge.failNext({ kind: 'internal', taken: true });

    await expect(put('A')).rejects.toMatchObject({ name: 'InternalException' });
    await put('A');

    const [first, second] = bridge.events;
    expect(taken()).toEqual(['A', 'A']);
    expect(first?.id).not.toBe(second?.id);
  });

  test('meets as many requests as it was told, and several come in their order', async () => {
    bridge.failNext({ kind: 'throttle' }, 2);
    bridge.failNext({ kind: 'internal' });

    const names: string[] = [];
    for (const detailType of ['A', 'B', 'C', 'D']) {
      await put(detailType).catch((error: Error) => names.push(error.name));
    }

    expect(names).toEqual(['ThrottlingException', 'ThrottlingException', 'InternalException']);
    expect(taken()).toEqual(['D']);
  });
});
