import type { Clock } from '../shared/clock.ts';

/** Says when the next request may be sent. */
export interface Pace {
  /** Resolves when the caller may send, first come first served. */
  take(): Promise<void>;
}

/**
 * Grants one slot at a time, each at least `spacingMs` after the one before it was really granted, so that a sleeper
 * who wakes late does not let the next one follow too closely. The place in the queue is taken when `take` is called.
 */
export function createPace({ spacingMs, clock }: { spacingMs: number; clock: Clock }): Pace {
  let lastGrant: Promise<number> = Promise.resolve(Number.NEGATIVE_INFINITY);

  async function grantAfter(previousMs: number): Promise<number> {
    const slotMs = previousMs + spacingMs;
    // Timers may wake a millisecond early, hence the loop; a clock that was set back ends it, or everyone would wait
    // until it has caught up.
    for (let now = clock.now(); now >= previousMs && now < slotMs; now = clock.now()) {
      await clock.sleep(slotMs - now);
    }
    return clock.now();
  }

  return {
    async take() {
      lastGrant = lastGrant.then(grantAfter);
      await lastGrant;
    },
  };
}
