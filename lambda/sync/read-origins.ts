import type { Change, Origin } from '../account/change.ts';
import { findOrigin } from '../account/origin.ts';
import type { SnapshotHeader } from '../account/snapshot.ts';
import { readAccountItem } from '../store/accounts.ts';
import type { Table } from '../store/table.ts';
import { listUpdates } from '../store/updates.ts';

/**
 * A write may show later than it was made: a check that follows it at once can still see the account as it was. So the
 * writes of this long before the previous good check may explain a change too.
 */
const READ_LAG_MARGIN_MS = 10 * 60_000;

/**
 * Tells whose a change is, by the updates recorded since the previous good check, or since that of the newest snapshot
 * where the account item does not tell; read only on a night of changes.
 */
export async function readOrigins(
  table: Table,
  account: string,
  newest: Pick<SnapshotHeader, 'checkStartedAt'>,
): Promise<(change: Change) => Origin> {
  const item = await readAccountItem(table, account);
  const sinceMs = Date.parse(item?.goodCheckStartedAt ?? newest.checkStartedAt);
  const since = new Date(sinceMs - READ_LAG_MARGIN_MS).toISOString();
  const writes = await Array.fromAsync(listUpdates(table, account, { since }));
  return (change) => findOrigin(change, writes);
}
