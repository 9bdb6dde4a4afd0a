import { isConfirmed, listAddresses } from './expected-changes.ts';
import type { Part } from './truth.ts';

/** Since when each sender has its status, as far as snapshots have shown it (ISO 8601), by sender and status. */
export type Waiting = ReadonlyMap<string, string>;

/** What a snapshot's senders add to what the one before showed; `at` is when its check began. */
export function carryWaiting(before: Waiting, senders: Part, at: string): Waiting {
  const keys = listAddresses(senders).map((address) => toKey(senders, address));
  return new Map(keys.map((key) => [key, before.get(key) ?? at]));
}

/** Since when the longest waiting sender that is not confirmed waits; null when all are. */
export function findOldestWaiting(waiting: Waiting, senders: Part): string | null {
  const times = listAddresses(senders)
    .filter((address) => !isConfirmed(senders, address))
    .flatMap((address) => waiting.get(toKey(senders, address)) ?? []);
  return times.sort()[0] ?? null;
}

/** A sender that is replaced begins anew. */
function toKey(senders: Part, address: string): string {
  return `${address} ${senders[`${address} email_id`]} ${senders[`${address} confirm_status`]}`;
}
