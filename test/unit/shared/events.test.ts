import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { putEvents } from '../../../lambda/shared/events.ts';

const bus = mockClient(EventBridgeClient);
const client = new EventBridgeClient();

const eventsOf = (...details: object[]) =>
  details.map((detail) => ({ detailType: 'SenderAdded', detail }));
const sentBatches = () =>
  bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);

/** An event whose entry takes just these bytes; the source, the type and the JSON around the text are part of it. */
function eventOfBytes(bytes: number) {
  const around = 'constant-contact.account-sync'.length + 'SenderAdded'.length + '{"a":""}'.length;
  return { detailType: 'SenderAdded', detail: { a: 'x'.repeat(bytes - around) } };
}

describe('events', () => {
  beforeEach(() => bus.reset().on(PutEventsCommand).resolves({ FailedEntryCount: 0 }));

  it('are put under our source, their detail as JSON', async () => {
    await putEvents(client, eventsOf({ id: 'main/2/0' }));

    expect(sentBatches()).toEqual([
      [
        {
          Source: 'constant-contact.account-sync',
          DetailType: 'SenderAdded',
          Detail: '{"id":"main/2/0"}',
        },
      ],
    ]);
  });

  it('go by tens, in order', async () => {
    const ids = Array.from({ length: 21 }, (_, id) => ({ id }));

    await putEvents(client, eventsOf(...ids));

    expect(sentBatches().map(({ length }) => length)).toEqual([10, 10, 1]);
    expect(sentBatches().flatMap((batch) => batch.map(({ Detail }) => Detail))).toEqual(
      ids.map((detail) => JSON.stringify(detail)),
    );
  });

  it('share a request up to its bytes, none of which more', async () => {
    const third = eventOfBytes(80_000);

    await putEvents(client, [third, third, third, eventOfBytes(80_001), third, third]);

    expect(sentBatches().map(({ length }) => length)).toEqual([3, 2, 1]);
  });

  it('that were refused are told by their codes, each once', async () => {
    const refused = [{ ErrorCode: 'Throttled' }, { EventId: 'e' }, { ErrorCode: 'Throttled' }];
    const Entries = [...refused, { ErrorCode: 'InternalFailure' }];
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 3, Entries });

    const put = putEvents(client, eventsOf({}, {}, {}, {}));

    await expect(put).rejects.toMatchObject({
      name: 'EventsRefusedError',
      message: 'EventBridge refused 3 of the events (Throttled, InternalFailure).',
    });
  });

  it.each([[{}], [{ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }]])(
    'are taken when no failure is counted: %j',
    async (reply) => {
      bus.on(PutEventsCommand).resolves(reply);

      await expect(putEvents(client, eventsOf({}))).resolves.toBeUndefined();
    },
  );

  it('that were refused without a list are told all the same', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1 });

    await expect(putEvents(client, eventsOf({}))).rejects.toThrow('EventBridge refused');
  });
});
