import {
  askForCapacity,
  type CountedRequest,
  countRefused,
  countRequest,
  sumUp,
} from '../../support/embedded-units.ts';
import type { Answered, Exchange } from './exchange.ts';

/** What was asked of the services since the last reset. */
export interface Used {
  /** Requests by the name of their service. */
  requests: Record<string, number>;
  writes: number;
  consistentReads: number;
  eventualReads: number;
}

export interface Meter {
  /** Counts what passes. */
  count(service: string, exchange: Exchange): Exchange;
  /** Counts what passes to DynamoDB, and the units that it would charge. */
  countUnits(service: string, exchange: Exchange): Exchange;
  used(): Used;
  reset(): void;
}

const TARGET_PREFIX = 'DynamoDB_20120810.';

export function createMeter(): Meter {
  let requests: Record<string, number> = {};
  let counted: CountedRequest[] = [];

  const count: Meter['count'] = (service, exchange) => (asked) => {
    requests[service] = (requests[service] ?? 0) + 1;
    return exchange(asked);
  };

  return {
    count,
    countUnits: (service, exchange) =>
      count(service, async (asked) => {
        const operation = String(asked.headers['x-amz-target']).replace(TARGET_PREFIX, '');
        const input = askForCapacity(operation, JSON.parse(asked.body.toString()));
        const reply = await exchange({ ...asked, body: Buffer.from(JSON.stringify(input)) });
        counted.push(...toCounted(operation, input, reply));
        return reply;
      }),
    used: () => {
      const { writes, consistentReads, eventualReads } = sumUp(counted);
      return { requests, writes, consistentReads, eventualReads };
    },
    reset: () => {
      requests = {};
      counted = [];
    },
  };
}

function toCounted(operation: string, input: object, { status, body }: Answered): CountedRequest[] {
  const output = JSON.parse(body.toString());
  if (status === 200) return countRequest(operation, input, output);
  const isRefused = String(output.__type).endsWith('#ConditionalCheckFailedException');
  return isRefused ? [countRefused(operation)] : [];
}
