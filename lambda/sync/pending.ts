import type { StoredAccount } from '../store/items.ts';

/** An account whose tries at one scheduled time have failed this often is left alone until the next. */
const MAX_TRIES = 3;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The pass that asks: its scheduled time (ISO 8601), and how old a good check may be to be good enough for it. */
export interface PendingRule {
  scheduledTime: string;
  nowMs: number;
  staleAfterHours?: number | undefined;
}

/**
 * An account is pending while it has neither a good check for this scheduled time nor three failed tries at it. So a
 * resumed pass, a duplicate delivery and a second try are one rule, without cursor or counter.
 */
export function isPending(account: StoredAccount | undefined, rule: PendingRule): boolean {
  return !isGood(account, rule) && mayTryAgain(countTries(account, rule.scheduledTime));
}

/** True when the account has a good check that is good enough for the pass. */
export function isGood(account: StoredAccount | undefined, rule: PendingRule): boolean {
  const { lastGoodScheduledTime = '', goodCheckStartedAt } = account ?? {};
  if (lastGoodScheduledTime >= rule.scheduledTime && isNear(lastGoodScheduledTime, rule.nowMs))
    return true;
  if (rule.staleAfterHours === undefined || goodCheckStartedAt === undefined) return false;
  const ageMs = rule.nowMs - Date.parse(goodCheckStartedAt);
  return isNear(goodCheckStartedAt, rule.nowMs) && ageMs < rule.staleAfterHours * 60 * 60 * 1000;
}

/** Failed tries at a scheduled time so far. */
export function countTries(account: StoredAccount | undefined, scheduledTime: string): number {
  return account?.lastScheduledTime === scheduledTime ? (account.tries ?? 0) : 0;
}

/** Whether one more try at this scheduled time may follow so many failed ones. */
export function mayTryAgain(tries: number): boolean {
  return tries < MAX_TRIES;
}

/** The time (ISO 8601) until which the vendor answers nobody of this application, if the account knows of one to come. */
export function spentQuotaUntil({ deferredUntil }: StoredAccount, nowMs: number): string {
  const now = new Date(nowMs).toISOString();
  if (deferredUntil === undefined || deferredUntil <= now) return '';
  return isNear(deferredUntil, nowMs) ? deferredUntil : '';
}

/** Passes and quotas are a day ahead at most: a later time is damage, which must switch no check off. */
function isNear(time: string, nowMs: number): boolean {
  return Date.parse(time) <= nowMs + DAY_MS;
}
