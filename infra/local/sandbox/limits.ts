import type { Clock } from '../../../lambda/shared/clock.ts';

/** All limits hold for the application, all accounts together. */
export interface Limits {
  /** Requests in any sliding second. */
  perSecond: number | 'off';
  /** Requests from 00:00 UTC to 00:00 UTC. */
  perDay: number | 'off';
  /** Requests to the token endpoint in any sliding second. */
  tokensPerSecond: number | 'off';
}

/**
 * The documented limits: https://developer.constantcontact.com/api_guide/rate_limits.html. That of the token endpoint
 * was observed, about one a second.
 */
export const DOCUMENTED_LIMITS = {
  perSecond: 4,
  perDay: 10_000,
  tokensPerSecond: 1,
} as const satisfies Limits;

const DAY_MS = 86_400_000;

/** Counts one request and says whether it may pass. */
export type Admit = (throttledCounts: boolean) => 'passed' | 'throttled' | 'quotaExceeded';

export function createAdmit(clock: Clock, limits: Pick<Limits, 'perSecond' | 'perDay'>): Admit {
  const perSecond = limits.perSecond === 'off' ? Number.POSITIVE_INFINITY : limits.perSecond;
  const perDay = limits.perDay === 'off' ? Number.POSITIVE_INFINITY : limits.perDay;
  let recentMs: number[] = [];
  let day = -1;
  let usedToday = 0;

  return (throttledCounts) => {
    const nowMs = clock.now();
    const today = Math.floor(nowMs / DAY_MS);
    if (today !== day) usedToday = 0;
    day = today;
    recentMs = recentMs.filter((atMs) => nowMs - atMs < 1000);

    if (usedToday >= perDay) return 'quotaExceeded';
    if (recentMs.length >= perSecond) {
      if (throttledCounts) usedToday += 1;
      return 'throttled';
    }
    usedToday += 1;
    if (perSecond !== Number.POSITIVE_INFINITY) recentMs.push(nowMs);
    return 'passed';
  };
}
