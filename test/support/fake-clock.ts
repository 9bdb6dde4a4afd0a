import type { Clock } from '../../lambda/shared/clock.ts';

/** A clock that stands still until somebody sleeps or advances it; sleeping takes no real time. */
export interface FakeClock extends Clock {
  advance(byMs: number): void;
}

/** Starts at `start` (ISO 8601). A sleeper wakes one turn later, with the clock moved on to its time. */
export function createFakeClock(start = '2026-11-01T02:15:00.000Z'): FakeClock {
  let nowMs = Date.parse(start);
  return {
    now: () => nowMs,
    advance: (byMs) => {
      nowMs += byMs;
    },
    sleep: async (delayMs) => {
      const wakeMs = nowMs + delayMs;
      await new Promise((resolve) => setImmediate(resolve));
      nowMs = Math.max(nowMs, wakeMs);
    },
  };
}
