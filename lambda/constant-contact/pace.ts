import type { Clock } from '../shared/clock.ts';

/** Says when the next request may be sent. */
export interface Pace {
  /** Resolves when the caller may send, first come first served. */
  take(): Promise<void>;
}

/**
 * Grants slots one after another: at most `burst` of them in any `burst` × `spacingMs` milliseconds, so that what was
 * idle may send a few side by side and nobody is faster in the long run. Counted from when a slot was really granted: a
 * sleeper who wakes late does not let the others follow too closely. The place in the queue is taken when `take` is called.
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
  /** The last `burst` grants, oldest first, in epoch milliseconds. */
  let grants: number[] = Array.from({ length: burst }, () => Number.NEGATIVE_INFINITY);
  let queue: Promise<void> = Promise.resolve();

  async function grantNext(): Promise<void> {
    const [oldestMs = Number.NEGATIVE_INFINITY, ...others] = grants;
    const slotMs = oldestMs + burst * spacingMs;
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
