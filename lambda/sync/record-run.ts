import { countTotals } from '../account/totals.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { type LastRun, saveGoodRun, saveUnfinishedRun } from '../store/accounts.ts';
import type { StoredRun } from '../store/items.ts';
import { putRun } from '../store/runs.ts';
import type { CheckResult } from './check-account.ts';
import type { Dependencies } from './dependencies.ts';
import type { SyncRequest } from './sync-account.ts';

/** What a run knows of itself while it goes on; each round starts its check anew. */
export interface Run {
  id: string;
  /** ISO 8601. */
  checkStartedAt: string;
  /** When nothing can renew the token any more, as its secret said; undefined if it did not. */
  tokenEndsAt?: string | undefined;
  usage: () => { requests: number; requestIds: string[] };
}

/** How a run ended, with what came of it. */
export type Ending =
  | ({ outcome: 'changed' | 'unchanged' } & CheckResult)
  | { outcome: 'deferred'; resetsAt: string }
  | { outcome: 'failed'; error: Error };

/** Writes the run item and the account item of a run side by side: two writes of one unit on a quiet night. */
export async function recordRun(
  deps: Dependencies,
  request: SyncRequest,
  run: Run,
  ending: Ending,
): Promise<void> {
  await waitForAll([
    putRun(deps.table, request.account, toRunItem(request, run, ending, deps.clock.now())),
    saveAccount(deps, request, run, ending),
  ]);
}

function toRunItem(
  { trigger, scheduledTime }: SyncRequest,
  { id, checkStartedAt, usage }: Run,
  ending: Ending,
  nowMs: number,
): Omit<StoredRun, 'expiresAt'> {
  const finishedAt = new Date(nowMs).toISOString();
  return {
    runId: id,
    checkStartedAt,
    finishedAt,
    trigger,
    scheduledTime,
    outcome: ending.outcome,
    snapshot: 'header' in ending ? ending.header.number : null,
    ...usage(),
    ...('error' in ending && { errorName: ending.error.name, errorMessage: ending.error.message }),
  };
}

function saveAccount(
  { table }: Dependencies,
  request: SyncRequest,
  { checkStartedAt, tokenEndsAt }: Run,
  ending: Ending,
): Promise<void> {
  const last: LastRun = {
    outcome: ending.outcome,
    checkStartedAt,
    scheduledTime: request.scheduledTime,
    errorName: 'error' in ending ? ending.error.name : undefined,
    deferredUntil: 'resetsAt' in ending ? ending.resetsAt : undefined,
    tries: countTries(request, ending),
  };
  if (!('header' in ending)) return saveUnfinishedRun(table, request.account, last);
  const { accountId, number, oldestPendingSince } = ending.header;
  const totals = countTotals(ending.content);
  const check = { accountId, snapshot: number, oldestPendingSince, tokenEndsAt, ...totals };
  return saveGoodRun(table, request.account, last, check);
}

/** A deferred run is no try, and a good one ends the counting. */
function countTries({ triesBefore }: SyncRequest, { outcome }: Ending): number | undefined {
  if (triesBefore === undefined || outcome === 'deferred') return triesBefore;
  return outcome === 'failed' ? triesBefore + 1 : 0;
}
