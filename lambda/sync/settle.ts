import { countLosses, toChangeEvents } from '../account/change-events.ts';
import type { Snapshot } from '../account/snapshot.ts';
import { METRIC } from '../shared/contract.ts';
import { markSettled } from '../store/headers.ts';
import type { StoredHeader } from '../store/items.ts';
import { readSnapshot } from '../store/snapshots.ts';
import type { Dependencies } from './dependencies.ts';
import { SettleError } from './errors.ts';

/**
 * Announces a committed snapshot: its events, then its losses as a metric, then the marker. No run commits the next
 * snapshot before, and any run takes up what an earlier one left; what is repeated has equal ids. Throws `SettleError`.
 */
export async function settle(
  deps: Dependencies,
  account: string,
  snapshot: Snapshot,
): Promise<void> {
  const { table, clock, putEvents, emitMetrics } = deps;
  try {
    const events = toChangeEvents(account, snapshot);
    await putEvents(events.map((detail) => ({ detailType: detail.change.kind, detail })));
    const losses = countLosses(snapshot);
    if (losses > 0) emitMetrics({ [METRIC.confirmedSendersLost]: losses }, clock.now());
    const settledAt = new Date(clock.now()).toISOString();
    await markSettled(table, account, snapshot.header.number, settledAt);
  } catch (cause) {
    throw new SettleError(account, snapshot.header.number, cause);
  }
}

/** Settles what an earlier run may have left; on most nights nothing is read or sent. */
export async function settleStored(
  deps: Dependencies,
  account: string,
  header: StoredHeader,
): Promise<void> {
  if (header.settledAt !== undefined) return;
  await settle(deps, account, await readSnapshot(deps.table, account, header));
}
