import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../lambda/shared/clock.ts';

/** Turns of the event loop after which whoever is awake has come to rest: nothing here waits for a real outside. */
const TURNS_TO_REST = 1;

/** Something that dies as a whole: after that none of its calls and sleeps ever ends. */
export interface Process {
  readonly name: string;
  isAlive: boolean;
  /** Told once, when it dies. */
  onDeath: (why: string) => void;
}

/** What becomes of one call to the outside; times in milliseconds. */
export interface Fate {
  /** Until it arrives, and from there until its answer is back. */
  thereMs: number;
  backMs: number;
  /** Thrown instead of the answer; `before`: nothing was done. */
  failure?: { when: 'before' | 'after'; error: Error };
  /** Done twice, and the second answer given: what a client makes of a lost answer by itself. */
  isTwice?: boolean;
  /** No answer ever comes. */
  isLost?: boolean;
  /** The process dies before it sends, or when the call has acted. */
  crash?: 'before' | 'after' | undefined;
}

/** Owns all time, every sleep and every call to the outside: one thing happens at a time, in an order that repeats. */
export interface Scheduler {
  now(): number;
  /** Grows with everything that happens: tells the order of two things in one millisecond. */
  order(): number;
  /** Does something at a time (epoch ms), or now if that has passed; the result takes it back. */
  at(dueMs: number, action: () => void): { cancel(): void };
  call<T>(process: Process, fate: Fate, act: () => T): Promise<T>;
  /** @param drawCrash - whether the process dies in a sleep */
  clockOf(process: Process, drawCrash: () => boolean): Clock;
  kill(process: Process, why: string): void;
  /** Lets everything happen that is due by then; the clock then stands there. */
  runUntil(untilMs: number): Promise<void>;
}

interface Event {
  dueMs: number;
  sequence: number;
  action: () => void;
  isCancelled: boolean;
}

export function createScheduler(startMs: number): Scheduler {
  /** Latest first: the next one is at the end. */
  const events: Event[] = [];
  let nowMs = startMs;
  let sequence = 0;

  function at(dueMs: number, action: () => void) {
    sequence += 1;
    const event = { dueMs: Math.max(dueMs, nowMs), sequence, action, isCancelled: false };
    events.splice(findPlace(events, event), 0, event);
    return {
      cancel: () => {
        event.isCancelled = true;
      },
    };
  }

  function kill(process: Process, why: string): void {
    if (!process.isAlive) return;
    process.isAlive = false;
    process.onDeath(why);
  }

  function call<T>(process: Process, fate: Fate, act: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!process.isAlive) return;
      at(nowMs + fate.thereMs, () => {
        if (fate.crash === 'before') return kill(process, 'crashed before a call');
        const answer = fate.failure?.when === 'before' ? undefined : perform(act, fate);
        if (fate.crash === 'after') return kill(process, 'crashed after a call');
        if (fate.isLost) return;
        at(nowMs + fate.backMs, () => {
          if (!process.isAlive) return;
          if (fate.failure) reject(fate.failure.error);
          else if (answer && 'value' in answer) resolve(answer.value);
          else reject(answer?.error);
        });
      });
    });
  }

  return {
    now: () => nowMs,
    order: () => {
      sequence += 1;
      return sequence;
    },
    at,
    call,
    kill,
    clockOf: (process, drawCrash) => ({
      now: () => nowMs,
      sleep: (delayMs) =>
        new Promise((resolve) => {
          if (!process.isAlive) return;
          const isLast = drawCrash();
          at(nowMs + delayMs, () => {
            if (isLast) kill(process, 'crashed in a sleep');
            else if (process.isAlive) resolve();
          });
        }),
    }),
    runUntil: async (untilMs) => {
      for (let next = events.at(-1); next && next.dueMs <= untilMs; next = events.at(-1)) {
        events.pop();
        if (next.isCancelled) continue;
        nowMs = next.dueMs;
        next.action();
        for (let turns = 0; turns < TURNS_TO_REST; turns += 1) await turn();
      }
      nowMs = untilMs;
    },
  };
}

type Answered<T> = { value: T } | { error: unknown };

function perform<T>(act: () => T, { isTwice }: Fate): Answered<T> {
  const first = attempt(act);
  return isTwice ? attempt(act) : first;
}

function attempt<T>(act: () => T): Answered<T> {
  try {
    return { value: act() };
  } catch (error) {
    return { error };
  }
}

/** Where an event belongs among those that are sorted latest first. */
function findPlace(events: readonly Event[], { dueMs, sequence }: Event): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = events[middle];
    const isLater =
      other && (other.dueMs > dueMs || (other.dueMs === dueMs && other.sequence > sequence));
    if (isLater) low = middle + 1;
    else high = middle;
  }
  return low;
}
