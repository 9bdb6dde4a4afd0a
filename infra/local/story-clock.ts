import type { Clock } from '../../lambda/shared/clock.ts';

/** A clock that only moves when somebody sleeps or moves it, so that sixty nights pass in seconds. */
export interface StoryClock extends Clock {
  moveTo(timeMs: number): void;
}

export function createStoryClock(startMs: number): StoryClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    moveTo: (timeMs) => {
      nowMs = timeMs;
    },
    sleep: async (delayMs) => {
      const wakeMs = nowMs + delayMs;
      await new Promise((resolve) => setImmediate(resolve));
      nowMs = Math.max(nowMs, wakeMs);
    },
  };
}
