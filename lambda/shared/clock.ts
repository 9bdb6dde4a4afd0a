import { setTimeout as delay } from 'node:timers/promises';

/** Time as an argument: `now` in epoch milliseconds, `sleep` resolves after that many milliseconds. */
export interface Clock {
  now(): number;
  sleep(delayMs: number): Promise<void>;
}

/** The real clock of the process. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (delayMs) => {
    await delay(delayMs);
  },
};
