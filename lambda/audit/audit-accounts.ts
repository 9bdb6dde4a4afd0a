import { isStale } from '../account/find-findings.ts';
import { judgeTotals } from '../account/verdict.ts';
import { listAccounts } from '../store/accounts.ts';
import type { StoredAccount } from '../store/items.ts';
import type { Dependencies } from './dependencies.ts';
import type { AccountLine, AuditTotals } from './reply.ts';

/** All accounts that are not retired, read by one query of their items, page by page. */
export async function readActiveAccounts({ table }: Dependencies): Promise<StoredAccount[]> {
  // One damaged item must not keep the others from being audited.
  const onUnreadable = () => undefined;
  const accounts = await Array.fromAsync(listAccounts(table, { onUnreadable }));
  return accounts.filter(({ retired }) => !retired);
}

/** One line for an account, from its item alone. */
export function toLine(account: StoredAccount, { clock, limits }: Dependencies): AccountLine {
  const checkedAt = account.goodCheckStartedAt ?? null;
  const stale = isStale({ atMs: clock.now(), checkedAt }, limits);
  return {
    account: account.sk,
    accountId: account.accountId ?? null,
    organization: account.organization ?? null,
    ...judgeTotals(account, stale),
    checkedAt,
    stale,
    snapshot: account.snapshot ?? null,
  };
}

/** Sums up what the lines and the items of the same accounts say. */
export function sumUp(
  lines: readonly AccountLine[],
  accounts: readonly StoredAccount[],
): AuditTotals {
  const count = (verdict: AccountLine['verdict']) =>
    lines.filter((line) => line.verdict === verdict).length;
  const sum = (status: keyof AuditTotals['senders']) =>
    accounts.reduce((total, { senders }) => total + (senders?.[status] ?? 0), 0);
  return {
    accounts: lines.length,
    canSend: count('canSend'),
    cannotSend: count('cannotSend'),
    unknown: count('unknown'),
    senders: {
      confirmed: sum('confirmed'),
      unconfirmed: sum('unconfirmed'),
      other: sum('other'),
    },
    failing: accounts.filter(({ lastErrorName }) => lastErrorName !== undefined).length,
  };
}
