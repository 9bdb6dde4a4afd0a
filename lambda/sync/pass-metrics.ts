import { METRIC, TRIGGER } from '../shared/contract.ts';
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

/** Emits the metrics of a scheduled pass once, also when it failed or was deferred; the gauges cost one query. */
export async function emitPassMetrics(
  { table, clock, pendingTooLongDays, emitMetrics }: Dependencies,
  reply: PassReply,
): Promise<void> {
  const onUnreadable = () => undefined;
  const accounts = await Array.fromAsync(listAccounts(table, { consistent: true, onUnreadable }));
  const nowMs = clock.now();
  emitMetrics(toPassMetrics(reply, accounts, { nowMs, pendingTooLongDays }), nowMs);
}

/** What a pass did, and how all accounts stand after it; retired ones are out of it. */
export function toPassMetrics(
  reply: PassReply,
  accounts: readonly StoredAccount[],
  { nowMs, pendingTooLongDays }: { nowMs: number; pendingTooLongDays: number },
): MetricValues {
  const active = accounts.filter(({ retired }) => !retired);
  const count = (test: (account: StoredAccount) => boolean) => active.filter(test).length;
  const limit = new Date(nowMs - pendingTooLongDays * DAY_MS).toISOString();
  return {
    [METRIC.accountsChecked]: reply.checked,
    [METRIC.accountsFailed]: count(({ lastOutcome }) => lastOutcome === 'failed'),
    [METRIC.accountsDeferred]: reply.deferred,
    [METRIC.requestsUsed]: reply.requests,
    [METRIC.unconfirmedSenders]: sumUnconfirmed(active),
    [METRIC.sendersPendingTooLong]: count(
      ({ oldestPendingSince }) => oldestPendingSince != null && oldestPendingSince <= limit,
    ),
    [METRIC.reauthorizationRequired]: count(
      ({ lastErrorName }) => lastErrorName === 'ReauthorizationRequiredError',
    ),
  };
}

function sumUnconfirmed(accounts: readonly StoredAccount[]): number {
  return accounts
    .map(({ senders }) => (senders ? senders.unconfirmed + senders.other : 0))
    .reduce((sum, one) => sum + one, 0);
}
