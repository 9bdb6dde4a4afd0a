import { UnknownAccountError } from '../credentials/errors.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import type { Dependencies } from './dependencies.ts';
import type { SyncEvent } from './event.ts';
import { mayTryAgain } from './pending.ts';
import type { PendingAccount } from './survey-accounts.ts';
import { isUnseeded, type SyncRequest, type SyncResult, syncAccount } from './sync-account.ts';

/**
 * An account is only started while at least this much of the invocation is left: three rounds of 51 s at worst. Whoever
 * is still under way waits little for the pace then, as nobody starts any more.
 */
const SAFE_MARGIN_MS = 180_000;

const OVERLAP = {
  /** A quiet night's requests of one account. */
  requestsPerAccount: 2,
  /** A slow account: answers after 900 ms, one back-off and second answer, and the AWS calls around them. */
  slowAccountMs: 4_000,
  mostAccounts: 10,
} satisfies Record<string, number>;

/** What may be over by the end of the same pass, by the error's name; a token or a right that is missing is not. */
const PASSING_FAULTS: readonly string[] = [
  'ContentionError',
  'EmptySendersError',
  'RateLimitedError',
  'RemovalNotConfirmedError',
  'SettleError',
  'UnreadableReplyError',
  'UpstreamUnavailableError',
];

/** What a pass has to do, for what time, and when (epoch ms) this invocation will be stopped. */
export interface Work {
  pending: readonly PendingAccount[];
  scheduledTime: string;
  trigger: SyncEvent['trigger'];
  endsAtMs: number;
}

/** What came of it; each account counts once, by its last try. */
export interface Done {
  changed: number;
  unchanged: number;
  failed: number;
  skipped: number;
  requests: number;
  /** Accounts that still have neither a good check nor used up their tries: no time was left, or they failed. */
  pending: number;
  /** The different names of what went wrong, and the last of the errors. */
  errorNames: Set<string>;
  lastError: Error | undefined;
  /** When the daily quota begins anew (ISO 8601), if it was found spent: nothing was started any more. */
  resetsAt: string | undefined;
}

/**
 * Checks the accounts in order, several at once, so that the pace and not the vendor's latency is the limit. A failed
 * account stops nobody; one whose fault may pass is tried once more after all others. Starts nothing when the time or
 * the daily quota is up, and waits for what is under way.
 */
export async function checkPending(deps: Dependencies, work: Work): Promise<Done> {
  const queue = work.pending.map((account) => ({ ...account, isRepeat: false }));
  const done = nothingDone(queue.length);

  function takeNext() {
    const isTimeUp = deps.clock.now() + SAFE_MARGIN_MS > work.endsAtMs;
    return isTimeUp || done.resetsAt !== undefined ? undefined : queue.shift();
  }

  async function workOff(): Promise<void> {
    for (let next = takeNext(); next !== undefined; next = takeNext()) {
      if (next.isRepeat) done.failed -= 1;
      const attempt = await tryAccount(deps, work, next);
      count(done, attempt, next.tries + 1);
      if (attempt.isRecorded && !next.isRepeat && mayRepeat(attempt.result, next.tries + 1)) {
        queue.push({ alias: next.alias, tries: next.tries + 1, isRepeat: true });
      }
    }
  }

  await waitForAll(Array.from({ length: countOverlapping(deps.requestSpacingMs) }, workOff));
  return done;
}

/**
 * How many accounts must be under way for the pace to be the limit even while all are slow: as many as it lets begin
 * while one of them lasts. More would only wait in line, with `checkStartedAt` already taken.
 */
export function countOverlapping(requestSpacingMs: number): number {
  const { requestsPerAccount, slowAccountMs, mostAccounts } = OVERLAP;
  return Math.min(mostAccounts, Math.ceil(slowAccountMs / (requestsPerAccount * requestSpacingMs)));
}

interface Attempt {
  result: SyncResult;
  /** Whether a run was recorded; without it nothing remembers the try. */
  isRecorded: boolean;
}

/** A fault that even kept the run from being recorded is still only this account's. */
async function tryAccount(
  deps: Dependencies,
  { scheduledTime, trigger }: Work,
  { alias: account, tries: triesBefore }: PendingAccount,
): Promise<Attempt> {
  const request: SyncRequest = {
    account,
    trigger,
    scheduledTime,
    triesBefore,
    skipsUnseeded: true,
  };
  try {
    const result = await syncAccount(deps, request);
    tell(deps, result);
    return { result, isRecorded: true };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const fields = { account, error: error.name, reason: error.message };
    if (isGone(error)) deps.log.info('account skipped: its secret is gone', { account });
    else deps.log.error('run not recorded', fields);
    const nothing = { account, snapshot: null, checkedAt: null, requests: 0, changes: [] };
    return { result: { ...nothing, outcome: 'failed', error }, isRecorded: false };
  } finally {
    // The next pass is hours away: the tokens of thousands of accounts would only fill the memory.
    deps.tokens.forAccount(account).forget();
  }
}

/** Metrics say how many accounts failed, the log says which, and why. */
function tell({ log }: Dependencies, result: SyncResult): void {
  if (result.outcome !== 'failed') return;
  const { account, error, requests } = result;
  if (isUnseeded(result)) log.info('account skipped: its secret is unseeded', { account });
  else log.error('run failed', { account, error: error.name, reason: error.message, requests });
}

function count(done: Done, { result, isRecorded }: Attempt, tries: number): void {
  done.requests += result.requests;
  if (result.outcome === 'deferred') {
    done.resetsAt = result.resetsAt;
  } else if (result.outcome !== 'failed') {
    done[result.outcome] += 1;
    done.pending -= 1;
  } else if (isUnseeded(result) || isGone(result.error)) {
    done.skipped += 1;
    done.pending -= 1;
  } else {
    done.failed += 1;
    if (!isRecorded || !mayTryAgain(tries)) done.pending -= 1;
    done.errorNames.add(result.error.name);
    done.lastError = result.error;
  }
}

function mayRepeat(result: SyncResult, tries: number): boolean {
  if (result.outcome !== 'failed' || !mayTryAgain(tries)) return false;
  return PASSING_FAULTS.includes(result.error.name);
}

/** Deleted after it was listed. */
function isGone(error: Error): boolean {
  return error instanceof UnknownAccountError;
}

function nothingDone(pending: number): Done {
  const counts = { changed: 0, unchanged: 0, failed: 0, skipped: 0, requests: 0 };
  return { ...counts, pending, errorNames: new Set(), lastError: undefined, resetsAt: undefined };
}
