import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from './contract.ts';

/** What EventBridge takes in one request: ten entries, 256 KB in all (in some Regions more); the rest is envelope. */
const BATCH_LIMITS = { entries: 10, bytes: 240_000 } as const;

/** One event for the default bus; `detail` becomes its JSON. */
export interface OutgoingEvent {
  detailType: string;
  detail: object;
}

/** EventBridge took the request but not every entry. */
export class EventsRefusedError extends Error {
  override readonly name = 'EventsRefusedError';

  constructor(entries: readonly PutEventsResultEntry[]) {
    const codes = new Set(entries.flatMap(({ ErrorCode }) => ErrorCode ?? []));
    super(`EventBridge refused ${entries.length} of the events (${[...codes].join(', ')}).`);
  }
}

/**
 * Puts events on the default bus, batch by batch, in order. Throws `EventsRefusedError` unless every one was taken;
 * those before may have been, so events have ids of their own by which a repeat is known.
 */
export async function putEvents(
  client: EventBridgeClient,
  events: readonly OutgoingEvent[],
): Promise<void> {
  for (const Entries of toBatches(events)) {
    const reply = await client.send(new PutEventsCommand({ Entries }));
    const refused = reply.Entries?.filter(({ ErrorCode }) => ErrorCode !== undefined) ?? [];
    if ((reply.FailedEntryCount ?? 0) > 0) throw new EventsRefusedError(refused);
  }
}

interface Entry {
  Source: string;
  DetailType: string;
  Detail: string;
}

function toBatches(events: readonly OutgoingEvent[]): Entry[][] {
  const batches: Entry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const { detailType: DetailType, detail } of events) {
    const entry = { Source: EVENT_SOURCE, DetailType, Detail: JSON.stringify(detail) };
    const entryBytes = Buffer.byteLength(Object.values(entry).join(''));
    const batch = batches.at(-1);
    if (batch && batch.length < BATCH_LIMITS.entries && bytes + entryBytes <= BATCH_LIMITS.bytes) {
      batch.push(entry);
      bytes += entryBytes;
    } else {
      batches.push([entry]);
      bytes = entryBytes;
    }
  }
  return batches;
}
