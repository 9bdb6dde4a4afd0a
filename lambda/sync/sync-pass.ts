import { UnknownAccountError } from '../credentials/errors.ts';
import { listAccounts } from '../store/accounts.ts';
import type { StoredAccount } from '../store/items.ts';
import type { Dependencies } from './dependencies.ts';
import { NoAccountCheckedError } from './errors.ts';
import type { SyncEvent } from './event.ts';
import { emitPassMetrics, isScheduled } from './pass-metrics.ts';
import { countTries, findSpentQuota, isGood, isPending } from './pending.ts';
import { isUnseeded, type SyncRequest, type SyncResult, syncAccount } from './sync-account.ts';

/** An account is only started while at least this much of the invocation is left: three rounds of 51 s at worst. */
const SAFE_MARGIN_MS = 180_000;

/** What came of a pass over all connected accounts; `checked` is `changed` and `unchanged` together. */
export interface PassReply {
  schemaVersion: 1;
  scheduledTime: string;
  checked: number;
  changed: number;
  unchanged: number;
  failed: number;
  deferred: number;
  /** Accounts whose secret nobody has filled yet. */
  skipped: number;
  /** Accounts that this invocation had no time for. */
  pending: number;
  /** Sent to the vendor, retries included. */
  requests: number;
  /** When the daily quota begins anew (ISO 8601), if it is spent. */
  resetsAt?: string;
}

/** An event for all accounts, and the time (epoch ms) at which this invocation will be stopped. */
export interface PassRequest extends SyncEvent {
  endsAtMs: number;
}

/**
 * Checks every connected account that is pending, one after another at the shared pace. A failed account does not stop
 * the others; a spent daily quota ends the pass as deferred. When no account at all is good for this pass it throws, so
 * that Lambda retries: the one account's own error, or `NoAccountCheckedError` of several.
 */
export async function syncPass(deps: Dependencies, request: PassRequest): Promise<PassReply> {
  const nowMs = deps.clock.now();
  const scheduledTime = request.scheduledTime ?? new Date(nowMs).toISOString();
  const [aliases, known] = await Promise.all([connectedAliases(deps), knownAccounts(deps)]);
  const rule = { scheduledTime, nowMs, staleAfterHours: request.staleAfterHours };
  const pending = aliases.filter((alias) => isPending(known.get(alias), rule));
  const errors: Error[] = [];
  const reply = await checkPending(deps, { ...request, scheduledTime }, { pending, known, errors });
  if (isScheduled(request.trigger)) await emitPassMetrics(deps, reply, aliases);
  const good = aliases.filter((alias) => isGood(known.get(alias), rule)).length;
  throwIfNothingWorked(reply, errors, good);
  return reply;
}

async function checkPending(
  deps: Dependencies,
  request: PassRequest & { scheduledTime: string },
  { pending, known, errors }: Work,
): Promise<PassReply> {
  const { scheduledTime, trigger } = request;
  const reply = emptyReply(scheduledTime, pending.length);
  const resetsAt = findSpentQuota([...known.values()], deps.clock.now());
  if (resetsAt !== undefined) return defer(reply, resetsAt);
  for (const account of pending) {
    if (deps.clock.now() + SAFE_MARGIN_MS > request.endsAtMs) break;
    const triesBefore = countTries(known.get(account), scheduledTime);
    const run = { account, trigger, scheduledTime, triesBefore };
    const result = await attempt(deps, { ...run, skipsUnseeded: true });
    reply.requests += result.requests;
    if (result.outcome === 'deferred') return defer(reply, result.resetsAt);
    reply.pending -= 1;
    if (result.outcome === 'failed' && !isSkipped(result)) errors.push(result.error);
    count(reply, result);
  }
  return reply;
}

/** What a pass has to do; it adds the errors of the accounts that failed. */
interface Work {
  pending: readonly string[];
  known: ReadonlyMap<string, StoredAccount>;
  errors: Error[];
}

async function connectedAliases({ tokens }: Dependencies): Promise<string[]> {
  return (await Array.fromAsync(tokens.listAliases())).sort();
}

async function knownAccounts({ table, log }: Dependencies): Promise<Map<string, StoredAccount>> {
  const onUnreadable = (error: Error) =>
    log.error('account item unreadable', { reason: error.message });
  const items = await Array.fromAsync(listAccounts(table, { onUnreadable }));
  return new Map(items.map((item) => [item.sk, item]));
}

/** A fault that even kept the run from being recorded is still only this account's. */
async function attempt(deps: Dependencies, request: SyncRequest): Promise<SyncResult> {
  try {
    return await syncAccount(deps, request);
  } catch (error) {
    const { account } = request;
    const failure = error instanceof Error ? error : new Error(String(error));
    deps.log.error('run not recorded', { account, error: failure.name, reason: failure.message });
    const nothing = { account, snapshot: null, checkedAt: null, requests: 0, changes: [] };
    return { ...nothing, outcome: 'failed', error: failure };
  }
}

function emptyReply(scheduledTime: string, pending: number): PassReply {
  return {
    schemaVersion: 1,
    scheduledTime,
    checked: 0,
    changed: 0,
    unchanged: 0,
    failed: 0,
    deferred: 0,
    skipped: 0,
    pending,
    requests: 0,
  };
}

/** Whatever is still pending waits for the reset: the quota is the application's, not the account's. */
function defer(reply: PassReply, resetsAt: string): PassReply {
  return { ...reply, deferred: reply.pending, pending: 0, ...(reply.pending > 0 && { resetsAt }) };
}

function count(reply: PassReply, result: SyncResult): void {
  if (isSkipped(result)) reply.skipped += 1;
  else reply[result.outcome] += 1;
  reply.checked = reply.changed + reply.unchanged;
}

/** Not yet seeded, or its secret was deleted after it was listed. */
function isSkipped(result: SyncResult): boolean {
  return isUnseeded(result) || ('error' in result && result.error instanceof UnknownAccountError);
}

function throwIfNothingWorked(reply: PassReply, errors: readonly Error[], good: number): void {
  const [first, ...others] = errors;
  if (first === undefined || good + reply.checked + reply.deferred > 0) return;
  throw others.length === 0 ? first : new NoAccountCheckedError(errors.map(({ name }) => name));
}
