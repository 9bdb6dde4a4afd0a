import { METRIC, TRIGGER } from '../shared/contract.ts';
import { nameOf } from '../shared/log.ts';
import type { MetricValues } from '../shared/metrics.ts';
import { listAccounts } from '../store/accounts.ts';
import type { StoredAccount } from '../store/items.ts';
import type { Dependencies } from './dependencies.ts';
import type { SyncEvent } from './event.ts';
import type { PassReply } from './sync-pass.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Only what the schedules started counts: a person's pass must not hide that the night's was missed. */
export function isScheduled(trigger: SyncEvent['trigger']): boolean {
  return trigger === TRIGGER.schedule || trigger === TRIGGER.secondPass;
}

/**
 * Emits the metrics of a scheduled pass once, also when it failed or was deferred: what it did first, and then, by one
 * query, how the accounts stand that it answers for. A query that fails takes only the gauges with it.
 */
export async function emitPassMetrics(
  { table, clock, pendingTooLongDays, emitMetrics, log }: Dependencies,
  reply: PassReply,
  active: ReadonlySet<string>,
): Promise<void> {
  emitMetrics(toPassCounts(reply), clock.now());
  try {
    const nowMs = clock.now();
    const limit = new Date(nowMs - pendingTooLongDays * DAY_MS).toISOString();
    const gauges = { ...NO_ACCOUNTS };
    let tokenEndsAt: string | undefined;
    for await (const account of listAccounts(table, { consistent: true })) {
      if (!active.has(account.sk)) continue;
      addTo(gauges, account, limit);
      tokenEndsAt = earliestOf(tokenEndsAt, account.tokenEndsAt);
    }
    emitMetrics({ ...gauges, ...toTokenDaysLeft(tokenEndsAt, nowMs) }, nowMs);
  } catch (error) {
    log.error('gauges not emitted', { reason: nameOf(error) });
  }
}

function toPassCounts(reply: PassReply): MetricValues {
  return {
    [METRIC.accountsChecked]: reply.checked,
    [METRIC.accountsDeferred]: reply.deferred,
    [METRIC.requestsUsed]: reply.requests,
  };
}

const NO_ACCOUNTS = {
  [METRIC.accountsFailed]: 0,
  [METRIC.unconfirmedSenders]: 0,
  [METRIC.sendersPendingTooLong]: 0,
  [METRIC.reauthorizationRequired]: 0,
};

/** One account after the other, so that thousands take no memory. An account fails until it has a good check again. */
function addTo(gauges: typeof NO_ACCOUNTS, account: StoredAccount, limit: string): void {
  const { lastErrorName, senders, oldestPendingSince } = account;
  if (lastErrorName !== undefined) gauges[METRIC.accountsFailed] += 1;
  if (senders) gauges[METRIC.unconfirmedSenders] += senders.unconfirmed + senders.other;
  if (oldestPendingSince != null && oldestPendingSince <= limit)
    gauges[METRIC.sendersPendingTooLong] += 1;
  if (lastErrorName === 'ReauthorizationRequiredError') gauges[METRIC.reauthorizationRequired] += 1;
}

/** Of the token that dies first; nothing when no secret says when its token dies. */
function toTokenDaysLeft(endsAt: string | undefined, nowMs: number): MetricValues {
  if (endsAt === undefined) return {};
  return { [METRIC.tokenDaysLeft]: Math.max(0, (Date.parse(endsAt) - nowMs) / DAY_MS) };
}

function earliestOf(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
