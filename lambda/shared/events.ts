import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from './contract.ts';

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

/** Puts events on the default bus. Throws `EventsRefusedError` unless every one was taken. */
export async function putEvents(
  client: EventBridgeClient,
  events: readonly OutgoingEvent[],
): Promise<void> {
  const Entries = events.map(({ detailType, detail }) => ({
    Source: EVENT_SOURCE,
    DetailType: detailType,
    Detail: JSON.stringify(detail),
  }));
  const reply = await client.send(new PutEventsCommand({ Entries }));
  const refused = reply.Entries?.filter(({ ErrorCode }) => ErrorCode !== undefined) ?? [];
  if ((reply.FailedEntryCount ?? 0) > 0) throw new EventsRefusedError(refused);
}
