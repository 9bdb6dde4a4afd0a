import type { Evidence } from '../account/find-findings.ts';
import { listAccounts } from '../store/accounts.ts';
import { readHeader } from '../store/headers.ts';
import { listRuns } from '../store/runs.ts';
import type { Dependencies } from './dependencies.ts';
import type { AccountLine } from './reply.ts';

/** All accounts, retired ones too, where somebody has read them already. */
export type KnownAccounts = readonly Pick<AccountLine, 'account' | 'accountId'>[];

/**
 * Other aliases under which the same account was checked at a time (ISO 8601): both had a run of whatever outcome that
 * was not yet stale, and the other a snapshot. An alias means one account for ever, so the id of today is that of then.
 */
export async function findTwins(
  deps: Dependencies,
  { account, accountId, at }: { account: string; accountId: string; at: string },
  known?: KnownAccounts,
): Promise<Evidence['twins']> {
  if (!(await wasChecked(deps, account, at))) return [];
  const twins = [];
  for await (const other of known ?? readAccounts(deps)) {
    if (other.account === account || other.accountId !== accountId) continue;
    const first = await readHeader(deps.table, other.account, 1);
    if (first === null || first.checkStartedAt > at) continue;
    if (!(await wasChecked(deps, other.account, at))) continue;
    twins.push({ account: other.account, connectedAt: first.checkStartedAt });
  }
  return twins;
}

/** Retired ones too: their runs tell whether they were checked at the time. */
async function* readAccounts({ table }: Dependencies): AsyncGenerator<KnownAccounts[number]> {
  for await (const { sk, accountId = null } of listAccounts(table)) {
    yield { account: sk, accountId };
  }
}

async function wasChecked(deps: Dependencies, account: string, at: string): Promise<boolean> {
  const sinceMs = Date.parse(at) - deps.limits.staleAfterHours * 60 * 60 * 1000;
  const since = new Date(sinceMs).toISOString();
  const period = { since, until: at, nowMs: deps.clock.now() };
  for await (const _ of listRuns(deps.table, account, period)) return true;
  return false;
}
