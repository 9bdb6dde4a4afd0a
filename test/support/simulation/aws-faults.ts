import { InternalServerError, ThrottlingException } from '@aws-sdk/client-dynamodb';
import { InternalException } from '@aws-sdk/client-eventbridge';
import { InternalServiceError } from '@aws-sdk/client-secrets-manager';
import type { Target } from './climate.ts';
import type { Random } from './random.ts';
import type { Fate } from './scheduler.ts';

/** What is left to a caller after the SDK's own retries. */
const KINDS = [
  'throttled',
  'failed',
  'failed after acting',
  'timed out',
  'timed out after acting',
  'twice',
  'slow',
] as const;

export type AwsFault = (typeof KINDS)[number];

/** Milliseconds there and back together. */
const LATENCY_MS = { usual: [1, 8], slow: [500, 4_000], timeOut: [5_000, 15_000] } as const;

export function drawAwsFault(random: Random): AwsFault {
  return random.pick(KINDS);
}

/** How a call goes; without a fault it goes well. */
export function toAwsFate(
  service: Exclude<Target, 'vendor'>,
  fault: AwsFault | undefined,
  random: Random,
): Fate {
  const travel = ([min, max]: readonly [number, number]) => ({
    thereMs: random.between(min, max),
    backMs: random.between(min, max),
  });
  const usual = travel(LATENCY_MS.usual);
  switch (fault) {
    case undefined:
      return usual;
    case 'throttled':
      return { ...usual, failure: { when: 'before', error: throttled() } };
    case 'failed':
      return { ...usual, failure: { when: 'before', error: internal(service) } };
    case 'failed after acting':
      return { ...usual, failure: { when: 'after', error: internal(service) } };
    case 'timed out':
      return { ...travel(LATENCY_MS.timeOut), failure: { when: 'before', error: timedOut() } };
    case 'timed out after acting':
      return { ...travel(LATENCY_MS.timeOut), failure: { when: 'after', error: timedOut() } };
    case 'twice':
      return { ...travel(LATENCY_MS.slow), isTwice: true };
    case 'slow':
      return travel(LATENCY_MS.slow);
  }
}

const head = (message: string) => ({ message, $metadata: {} });

/** The same name in all services. */
const throttled = () => new ThrottlingException(head('Rate exceeded'));

function internal(service: Exclude<Target, 'vendor'>): Error {
  const message = 'An internal error occurred';
  switch (service) {
    case 'dynamodb':
      return new InternalServerError(head(message));
    case 'secrets':
      return new InternalServiceError(head(message));
    case 'events':
      return new InternalException(head(message));
  }
}

/** As the SDK's request handler throws it. */
function timedOut(): Error {
  return Object.assign(new Error('socket timed out'), { name: 'TimeoutError' });
}
