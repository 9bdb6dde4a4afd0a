import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { refuseEntries } from '../../../infra/local/eventbridge/failures.ts';
import {
  isTaken,
  LIMITS,
  type RecordedEvent,
  readEntries,
} from '../../../infra/local/eventbridge/put-events.ts';
import type { Invocation } from './containers.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** An event on the bus. */
export interface BusEvent extends RecordedEvent {
  atMs: number;
  order: number;
  by: Invocation | undefined;
}

export interface EventBus {
  /** Answers a command, perhaps refusing some of its entries. */
  answer(command: unknown, by: Invocation | undefined, isPartial: boolean): object;
}

/** EventBridge as the functions use it: what is taken goes to `onEvent`. */
export function openEventBus(parts: {
  scheduler: Scheduler;
  random: Random;
  onEvent: (event: BusEvent) => void;
}): EventBus {
  const { scheduler, random, onEvent } = parts;
  const context = { newId: random.newId, maxRequestBytes: LIMITS.bytes };
  return {
    answer: (command, by, isPartial) => {
      if (!(command instanceof PutEventsCommand)) throw new Error('The bus takes PutEvents alone.');
      const read = readEntries(command.input, { ...context, nowMs: scheduler.now() });
      const entries = isPartial ? [random.between(0, read.length - 1)] : [];
      const results = refuseEntries(read, { kind: 'refuse', entries });
      for (const event of results.filter(isTaken)) {
        onEvent({ ...event, atMs: scheduler.now(), order: scheduler.order(), by });
      }
      return {
        FailedEntryCount: results.filter((result) => !isTaken(result)).length,
        Entries: results.map((result) => (isTaken(result) ? { EventId: result.id } : result)),
      };
    },
  };
}
