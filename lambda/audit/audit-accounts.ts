import { isStale } from '../account/find-findings.ts';
import { judgeTotals } from '../account/verdict.ts';
import { listAccounts } from '../store/accounts.ts';
import type { StoredAccount } from '../store/items.ts';
import type { Dependencies } from './dependencies.ts';
import type { KnownAccounts } from './find-twins.ts';
import type { AccountLine, AuditTotals } from './reply.ts';
import { addTotals, NO_TOTALS, totalsOf } from './totals.ts';

/**
 * A line for each account and the totals over them, from one query; only the lines are kept of what is read. Retired
 * accounts have no line but are among those `known`.
 */
export async function auditAccounts(
  deps: Dependencies,
): Promise<{ totals: AuditTotals; accounts: AccountLine[]; known: KnownAccounts }> {
  const accounts: AccountLine[] = [];
  const known: KnownAccounts[number][] = [];
  let totals = NO_TOTALS;
  for await (const account of listReadableAccounts(deps)) {
    const line = toLine(account, deps);
    known.push(line);
    if (account.retired) continue;
    const isFailing = account.lastErrorName !== undefined;
    accounts.push(line);
    totals = addTotals(totals, totalsOf(line, { senders: account.senders, isFailing }));
  }
  return { totals, accounts, known };
}

/** The items of all accounts, page by page: one that is damaged must not keep the others from being audited. */
export function listReadableAccounts({ table }: Dependencies): AsyncGenerator<StoredAccount> {
  return listAccounts(table, { onUnreadable: () => undefined });
}

function toLine(account: StoredAccount, { clock, limits }: Dependencies): AccountLine {
  const checkedAt = account.goodCheckStartedAt ?? null;
  const stale = isStale({ atMs: clock.now(), checkedAt }, limits);
  const { senders, addressState = account.addressComplete ? 'complete' : 'incomplete' } = account;
  return {
    account: account.sk,
    accountId: account.accountId ?? null,
    organization: account.organization ?? null,
    ...judgeTotals({ senders, addressState }, stale),
    checkedAt,
    stale,
    snapshot: account.snapshot ?? null,
  };
}
