import { checkPending, type Done } from './check-pending.ts';
import type { Dependencies } from './dependencies.ts';
import { NoAccountCheckedError } from './errors.ts';
import type { SyncEvent } from './event.ts';
import { emitPassMetrics, isScheduled } from './pass-metrics.ts';
import { type Survey, surveyAccounts } from './survey-accounts.ts';

/** What came of a pass over all connected accounts; `checked` is `changed` and `unchanged` together. */
export interface PassReply {
  schemaVersion: 1;
  scheduledTime: string;
  checked: number;
  changed: number;
  unchanged: number;
  failed: number;
  /** Accounts that wait for the daily quota. */
  deferred: number;
  /** Accounts that are paused, or whose secret nobody has filled yet. */
  skipped: number;
  /** Accounts with neither a good check nor three failed tries: no time was left for them, or they are among `failed`. */
  pending: number;
  /** Sent to the vendor, retries included. */
  requests: number;
  /** When the daily quota begins anew (ISO 8601), if it is spent; nothing is `pending` then. */
  resetsAt?: string;
}

/** An event for all accounts, and the time (epoch ms) at which this invocation will be stopped. */
export interface PassRequest extends SyncEvent {
  endsAtMs: number;
}

/**
 * Checks every connected account that is pending, at the shared pace. A spent daily quota ends the pass as deferred.
 * What time was too short for is told as `pending`: whoever calls again with the same `scheduledTime` goes on there.
 * When no account at all is good for this pass it throws, so that its caller retries: the one account's own error, or
 * `NoAccountCheckedError` of several.
 */
export async function syncPass(deps: Dependencies, request: PassRequest): Promise<PassReply> {
  const { trigger, endsAtMs, staleAfterHours } = request;
  const nowMs = deps.clock.now();
  const scheduledTime = request.scheduledTime ?? new Date(nowMs).toISOString();
  const survey = await surveyAccounts(deps, { scheduledTime, nowMs, staleAfterHours });
  const pending = survey.resetsAt === undefined ? survey.pending : [];
  const done = await checkPending(deps, { pending, scheduledTime, trigger, endsAtMs });
  const reply = toReply(scheduledTime, survey, done);
  if (isScheduled(trigger)) await emitPassMetrics(deps, reply, survey.active);
  throwIfNothingWorked(reply, survey, done);
  return reply;
}

/** Of a spent quota whatever else is pending has to wait too: it is the application's, not the account's. */
function toReply(scheduledTime: string, survey: Survey, done: Done): PassReply {
  const { changed, unchanged, failed, requests } = done;
  const checked = changed + unchanged;
  const resetsAt = done.resetsAt ?? survey.resetsAt;
  const waiting = survey.pending.length - checked - failed - done.skipped;
  const deferred = resetsAt === undefined ? 0 : waiting;
  return {
    schemaVersion: 1,
    scheduledTime,
    checked,
    changed,
    unchanged,
    failed,
    deferred,
    skipped: done.skipped + survey.paused,
    pending: resetsAt === undefined ? done.pending : 0,
    requests,
    ...(resetsAt !== undefined && deferred > 0 && { resetsAt }),
  };
}

function throwIfNothingWorked(reply: PassReply, survey: Survey, done: Done): void {
  const failed = reply.failed + survey.exhausted.length;
  if (failed === 0 || survey.good + reply.checked + reply.deferred > 0) return;
  if (failed === 1 && done.lastError) throw done.lastError;
  const names = [...done.errorNames, ...survey.exhausted.map((name) => name ?? 'unknown')];
  throw new NoAccountCheckedError(failed, names);
}
