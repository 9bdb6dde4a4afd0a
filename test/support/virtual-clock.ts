import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../lambda/shared/clock.ts';

/** Turns of the event loop after which whoever is awake has come to rest, as nothing here waits for the outside. */
const TURNS_TO_REST = 2;

/**
 * A clock for tasks that overlap: it stands still while any of them is at work, and moves on to the earliest sleeper once
 * all of them sleep. Days pass in seconds, in the order in which they really would. Only for code whose every wait is a
 * sleep of this clock: a real connection would be overtaken.
 */
export function createVirtualClock(start = '2026-11-01T02:15:00.000Z'): Clock {
  let nowMs = Date.parse(start);
  let sleepers: { wakeMs: number; wake: () => void }[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (sleepers.length > 0) {
      for (let turns = 0; turns < TURNS_TO_REST; turns += 1) await turn();
      const earliestMs = Math.min(...sleepers.map(({ wakeMs }) => wakeMs));
      const woken = sleepers.find(({ wakeMs }) => wakeMs === earliestMs);
      sleepers = sleepers.filter((sleeper) => sleeper !== woken);
      nowMs = Math.max(nowMs, earliestMs);
      woken?.wake();
    }
    isRunning = false;
  }

  return {
    now: () => nowMs,
    sleep: (delayMs) =>
      new Promise((wake) => {
        sleepers.push({ wakeMs: nowMs + delayMs, wake });
        if (!isRunning) void run();
      }),
  };
}
