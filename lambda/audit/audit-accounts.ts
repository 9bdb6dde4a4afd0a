import { isStale } from '../account/find-findings.ts';
import type { AddressState } from '../account/totals.ts';
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
  for await (const account of listAccounts(deps.table)) {
    const line = toLine(account, deps);
    known.push(line);
    if (account.retired) continue;
    const isFailing = account.lastErrorName !== undefined;
    accounts.push(line);
    totals = addTotals(totals, totalsOf(line, { senders: account.senders, isFailing }));
  }
  return { totals, accounts, known };
}

function toLine(account: StoredAccount, { clock, limits }: Dependencies): AccountLine {
  const { senders, addressState = toAddressState(account), goodCheckStartedAt } = account;
  const now = new Date(clock.now()).toISOString();
  // A good check writes all three: where one of them cannot be read, or lies ahead, nothing is known of it.
  const isKnown = senders && addressState && goodCheckStartedAt && goodCheckStartedAt <= now;
  const checkedAt = isKnown ? goodCheckStartedAt : null;
  const stale = isStale({ atMs: clock.now(), checkedAt }, limits);
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

/** Earlier versions did not tell a missing address from an incomplete one. */
function toAddressState({ addressComplete }: StoredAccount): AddressState | undefined {
  if (addressComplete === undefined) return undefined;
  return addressComplete ? 'complete' : 'incomplete';
}
