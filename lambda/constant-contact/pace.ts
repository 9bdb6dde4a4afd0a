import type { Clock } from '../shared/clock.ts';

/** Says when the next request may be sent. */
export interface Pace {
  /** Resolves when the caller may send, first come first served. */
  take(): Promise<void>;
}

/**
 * Grants slots one after another, a spacing apart, and up to `burst` of them side by side when the pace was idle for as
 * many spacings: at most `burst` in any `burst` × `spacingMs` milliseconds, and nobody is faster in the long run. A burst
 * is for an account alone; many accounts follow each other evenly, since bunches a second apart come too close as soon as
 * the network holds one of their requests up. Counted from when a slot was really granted: a sleeper who wakes late does
 * not let the others follow too closely. The place in the queue is taken when `take` is called.
 */
export function createPace({
  spacingMs,
  burst = 1,
  clock,
}: {
  spacingMs: number;
  burst?: number;
  clock: Clock;
}): Pace {
  const windowMs = burst * spacingMs;
  /** The last `burst` grants, oldest first, in epoch milliseconds. */
  let grants: number[] = Array.from({ length: burst }, () => Number.NEGATIVE_INFINITY);
  /** When the pace was last found idle. */
  let burstStartMs = Number.NEGATIVE_INFINITY;
  let queue: Promise<void> = Promise.resolve();

  async function grantNext(): Promise<void> {
    const [oldestMs = Number.NEGATIVE_INFINITY, ...others] = grants;
    const newestMs = others.at(-1) ?? oldestMs;
    const askedMs = clock.now();
    if (askedMs >= newestMs + windowMs) burstStartMs = askedMs;
    const isInBurst = askedMs < burstStartMs + windowMs;
    const slotMs = Math.max(oldestMs + windowMs, isInBurst ? oldestMs : newestMs + spacingMs);
    // Timers may wake a millisecond early, hence the loop; a clock that was set back ends it, or everyone would wait
    // until it has caught up.
    for (let now = clock.now(); now >= oldestMs && now < slotMs; now = clock.now()) {
      await clock.sleep(slotMs - now);
    }
    grants = [...others, clock.now()];
  }

  return {
    async take() {
      queue = queue.then(grantNext);
      await queue;
    },
  };
}
