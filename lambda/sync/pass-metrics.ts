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
 * query, how the connected accounts stand. A query that fails takes only the gauges with it.
 */
export async function emitPassMetrics(
  { table, clock, pendingTooLongDays, emitMetrics, log }: Dependencies,
  reply: PassReply,
  aliases: readonly string[],
): Promise<void> {
  emitMetrics(toPassCounts(reply), clock.now());
  try {
    const onUnreadable = () => undefined;
    const items = await Array.fromAsync(listAccounts(table, { consistent: true, onUnreadable }));
    const connected = new Set(aliases);
    const accounts = items.filter(({ sk }) => connected.has(sk));
    const nowMs = clock.now();
    emitMetrics(toGauges(accounts, { nowMs, pendingTooLongDays }), nowMs);
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

/** An account fails until it has a good check again; those whose secret is gone are out of it. */
function toGauges(
  accounts: readonly StoredAccount[],
  { nowMs, pendingTooLongDays }: { nowMs: number; pendingTooLongDays: number },
): MetricValues {
  const count = (test: (account: StoredAccount) => boolean) => accounts.filter(test).length;
  const limit = new Date(nowMs - pendingTooLongDays * DAY_MS).toISOString();
  return {
    [METRIC.accountsFailed]: count(({ lastErrorName }) => lastErrorName !== undefined),
    [METRIC.unconfirmedSenders]: sumUnconfirmed(accounts),
    [METRIC.sendersPendingTooLong]: count(
      ({ oldestPendingSince }) => oldestPendingSince != null && oldestPendingSince <= limit,
    ),
    [METRIC.reauthorizationRequired]: count(
      ({ lastErrorName }) => lastErrorName === 'ReauthorizationRequiredError',
    ),
    ...toTokenDaysLeft(accounts, nowMs),
  };
}

/** Of the token that dies first; nothing when no secret says when its token dies. */
function toTokenDaysLeft(accounts: readonly StoredAccount[], nowMs: number): MetricValues {
  const ends = accounts.flatMap(({ tokenEndsAt }) => (tokenEndsAt ? Date.parse(tokenEndsAt) : []));
  if (ends.length === 0) return {};
  return { [METRIC.tokenDaysLeft]: Math.max(0, (Math.min(...ends) - nowMs) / DAY_MS) };
}

function sumUnconfirmed(accounts: readonly StoredAccount[]): number {
  return accounts
    .map(({ senders }) => (senders ? senders.unconfirmed + senders.other : 0))
    .reduce((sum, one) => sum + one, 0);
}
