import { markSettled } from '../store/headers.ts';
import type { StoredHeader } from '../store/items.ts';
import type { Dependencies } from './dependencies.ts';
import { SettleError } from './errors.ts';

/**
 * Settles a committed snapshot: whatever must follow a commit happens here, and then its marker is set. No run commits
 * the next snapshot before, and any run takes up what an earlier one left. Throws `SettleError`.
 */
export async function settle(
  { table, clock }: Pick<Dependencies, 'table' | 'clock'>,
  account: string,
  header: Pick<StoredHeader, 'number' | 'settledAt'>,
): Promise<void> {
  if (header.settledAt !== undefined) return;
  try {
    await markSettled(table, account, header.number, new Date(clock.now()).toISOString());
  } catch (cause) {
    throw new SettleError(account, header.number, cause);
  }
}
