import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../../lambda/shared/clock.ts';
import { ServiceError, startAwsJson } from '../aws-json.ts';
import { type Failure, refuseEntries } from './failures.ts';
import { isTaken, LIMITS, type RecordedEvent, type Refusal, readEntries } from './put-events.ts';

/** One request with a result for each of its entries, also when its caller was not told. */
export interface RecordedCall {
  entries: number;
  taken: number;
}

export interface EmbeddedEventBridge {
  url: string;
  /** All events that were taken so far, in order. */
  events: readonly RecordedEvent[];
  /** All requests so far that were not refused as a whole, in the order of their arrival. */
  calls: readonly RecordedCall[];
  /** Lets the next request fail, or the next `times`; several calls are used up in their order. */
  failNext(failure: Failure, times?: number): void;
  close(): Promise<void>;
}

export interface EventBridgeOptions {
  /** Gives the time of events that bring none. */
  clock?: Clock;
  /** When given, only requests signed with this access key id are answered: the port is open to the whole machine. */
  accessKeyId?: string;
  /** In place of the service's present limit: until January 2026 it was 256 KB. */
  maxRequestBytes?: number;
}

/**
 * Starts EventBridge's protocol (AWS JSON 1.1) on a free port of the loopback interface. It knows `PutEvents` alone,
 * and keeps the events instead of delivering them. Signatures are not verified.
 */
export async function startEventBridge(
  options: EventBridgeOptions = {},
): Promise<EmbeddedEventBridge> {
  const { clock = systemClock, accessKeyId, maxRequestBytes = LIMITS.bytes } = options;
  const events: RecordedEvent[] = [];
  const calls: RecordedCall[] = [];
  const failures: Failure[] = [];

  async function answer(operation: string, input: unknown): Promise<object> {
    if (operation !== 'PutEvents') {
      throw new ServiceError('UnknownOperationException', 'Only PutEvents is known here.');
    }
    const failure = failures.shift();
    throwBefore(failure);
    const read = readEntries(input, { nowMs: clock.now(), newId: randomUUID, maxRequestBytes });
    const results = failure?.kind === 'refuse' ? refuseEntries(read, failure) : read;
    const taken = results.filter(isTaken);
    events.push(...taken);
    calls.push({ entries: results.length, taken: taken.length });
    if (failure?.kind === 'internal') throw internalFailure();
    return toReply(results);
  }

  const service = { targetPrefix: 'AWSEvents.', accessKeyId, toServiceError: internalFailure };
  const { url, close } = await startAwsJson({ ...service, answer });
  return {
    url,
    events,
    calls,
    failNext: (failure, times = 1) => {
      failures.push(...Array.from({ length: times }, () => failure));
    },
    close,
  };
}

function throwBefore(failure: Failure | undefined): void {
  if (failure?.kind === 'throttle') throw new ServiceError('ThrottlingException', 'Rate exceeded');
  if (failure?.kind === 'internal' && !failure.taken) throw internalFailure();
}

function internalFailure(): ServiceError {
  return new ServiceError('InternalException', 'This exception occurs due to unexpected causes.');
}

function toReply(results: readonly (RecordedEvent | Refusal)[]): object {
  return {
    FailedEntryCount: results.length - results.filter(isTaken).length,
    Entries: results.map((result) => (isTaken(result) ? { EventId: result.id } : result)),
  };
}
