import type { AssessedChange } from '../account/change.ts';
import type { Dependencies } from './dependencies.ts';
import { parseEvent } from './event.ts';
import { type SyncResult, syncAccount } from './sync-account.ts';
import { type PassReply, syncPass } from './sync-pass.ts';

/** What came of checking a named account. `resetsAt` stands there when the daily quota deferred it. */
export interface AccountReply {
  schemaVersion: 1;
  account: string;
  outcome: 'changed' | 'unchanged' | 'deferred';
  snapshot: number | null;
  checkedAt: string | null;
  requests: number;
  changes: AssessedChange[];
  resetsAt?: string;
}

export type SyncReply = AccountReply | PassReply;

/**
 * Answers a sync event: one account if it names one, else a pass over all. A named account whose run failed throws the
 * run's error after it was recorded, so that Lambda retries and the dead-letter queue sees it.
 */
export async function runSync(
  deps: Dependencies,
  event: unknown,
  endsAtMs: number,
): Promise<SyncReply> {
  const request = parseEvent(event, deps.clock.now());
  if (request.account === undefined) {
    const reply = await syncPass(deps, { ...request, endsAtMs });
    deps.log.info('pass finished', { ...reply });
    return reply;
  }
  const { account, trigger, scheduledTime } = request;
  return toReply(deps, await syncAccount(deps, { account, trigger, scheduledTime }));
}

function toReply({ log }: Dependencies, result: SyncResult): AccountReply {
  const { account, outcome, snapshot, requests } = result;
  if (outcome === 'failed') {
    const { name: error, message: reason } = result.error;
    log.error('run failed', { account, error, reason, requests });
    throw result.error;
  }
  log.info('run finished', { account, outcome, snapshot, requests });
  return { schemaVersion: 1, ...result };
}
