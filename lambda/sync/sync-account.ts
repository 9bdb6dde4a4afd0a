import type { AssessedChange } from '../account/change.ts';
import { QuotaExceededError } from '../constant-contact/errors.ts';
import { TokenUnusableError, UnknownAccountError } from '../credentials/errors.ts';
import { pinToken } from '../credentials/pin-token.ts';
import { checkAccount } from './check-account.ts';
import type { Dependencies } from './dependencies.ts';
import type { SyncEvent } from './event.ts';
import { type Ending, type Run, recordRun } from './record-run.ts';
import { toRunError } from './run-error.ts';

/** One account to check, and why. */
export interface SyncRequest {
  account: string;
  trigger: SyncEvent['trigger'];
  scheduledTime?: string | undefined;
  /** Failed tries at `scheduledTime` before this one; only passes count them. */
  triesBefore?: number | undefined;
  /** A pass does not record a run for a secret that nobody has filled yet. */
  skipsUnseeded?: boolean;
}

/** How a run ended. `checkedAt` is the start of a good check's GETs (ISO 8601), null when there is no good check. */
export type SyncResult = {
  account: string;
  snapshot: number | null;
  checkedAt: string | null;
  /** Sent to the vendor, retries included. */
  requests: number;
  changes: AssessedChange[];
} & (
  | { outcome: 'changed' | 'unchanged' }
  | { outcome: 'deferred'; resetsAt: string }
  | { outcome: 'failed'; error: Error }
);

/**
 * Checks one account and records the attempt in its run and account items, however it ended: `deferred` until 00:00 UTC
 * when the daily quota is spent, `failed` with its error when anything else went wrong. Throws what nothing can be
 * recorded about: `UnknownAccountError`, and faults of the table itself.
 */
export async function syncAccount(deps: Dependencies, request: SyncRequest): Promise<SyncResult> {
  const token = deps.tokens.forAccount(request.account);
  const pin = pinToken(token);
  const client = deps.constantContact.forAccount(pin);
  const run: Run = {
    id: deps.newRunId(),
    checkStartedAt: new Date(deps.clock.now()).toISOString(),
    usage: client.usage,
  };
  const check = { account: request.account, client, token, pin, run };
  const ending = await checkAccount(deps, check).then(toGoodEnding, (error: unknown) =>
    toBadEnding(error, run.checkStartedAt),
  );
  if (ending.outcome === 'failed') token.forget();
  if (!(request.skipsUnseeded && isUnseeded(ending))) await recordRun(deps, request, run, ending);
  return toResult(request.account, run, ending);
}

/** True for an ending that only says that nobody has stored a token yet. */
export function isUnseeded(ending: { outcome: string; error?: Error }): boolean {
  return ending.error instanceof TokenUnusableError && ending.error.reason === 'unseeded';
}

function toGoodEnding(result: Awaited<ReturnType<typeof checkAccount>>): Ending {
  return { outcome: result.changes.length > 0 ? 'changed' : 'unchanged', ...result };
}

function toBadEnding(error: unknown, checkStartedAt: string): Ending {
  if (error instanceof UnknownAccountError) throw error;
  if (error instanceof QuotaExceededError) {
    return { outcome: 'deferred', resetsAt: nextReset(checkStartedAt) };
  }
  return { outcome: 'failed', error: toRunError(error) };
}

function toResult(account: string, run: Run, ending: Ending): SyncResult {
  const { requests } = run.usage();
  const nothing = { account, requests, snapshot: null, checkedAt: null, changes: [] };
  if (ending.outcome === 'failed' || ending.outcome === 'deferred')
    return { ...nothing, ...ending };
  const { outcome, header, changes } = ending;
  return {
    account,
    requests,
    outcome,
    snapshot: header.number,
    checkedAt: run.checkStartedAt,
    changes,
  };
}

/** The vendor's clock and ours may differ by this much: a refusal just after 00:00 UTC may be of the day before. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** The 00:00 UTC at which the quota that refused a check begins anew, ISO 8601; it may just have passed. */
function nextReset(checkStartedAt: string): string {
  const dayMs = 24 * 60 * 60 * 1000;
  const refusedMs = Date.parse(checkStartedAt) - CLOCK_MARGIN_MS;
  return new Date((Math.floor(refusedMs / dayMs) + 1) * dayMs).toISOString();
}
