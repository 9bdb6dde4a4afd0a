import { isStale } from '../account/find-findings.ts';
import { judgeTotals } from '../account/verdict.ts';
import { listAccounts } from '../store/accounts.ts';
import type { StoredAccount } from '../store/items.ts';
import type { Dependencies } from './dependencies.ts';
import type { AccountLine, AuditTotals } from './reply.ts';
import { addTotals, NO_TOTALS, totalsOf } from './totals.ts';

/** A line for each account and the totals over them, from one query; only the lines are kept of what is read. */
export async function auditAccounts(
  deps: Dependencies,
): Promise<{ totals: AuditTotals; accounts: AccountLine[] }> {
  const accounts: AccountLine[] = [];
  let totals = NO_TOTALS;
  for await (const account of listActiveAccounts(deps)) {
    const line = toLine(account, deps);
    const isFailing = account.lastErrorName !== undefined;
    accounts.push(line);
    totals = addTotals(totals, totalsOf(line, { senders: account.senders, isFailing }));
  }
  return { totals, accounts };
}

/** The items of all accounts that are not retired, page by page. */
export async function* listActiveAccounts({ table }: Dependencies): AsyncGenerator<StoredAccount> {
  // One damaged item must not keep the others from being audited.
  const onUnreadable = () => undefined;
  for await (const account of listAccounts(table, { onUnreadable })) {
    if (!account.retired) yield account;
  }
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
