import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** One request to the table, in the units that DynamoDB would charge. */
export interface CountedRequest {
  /** Such as `PutItem`. */
  operation: string;
  /** Only of reads. */
  consistent?: boolean;
  units: number;
  /** A refused condition; it costs a write all the same. */
  refused?: true;
}

/** Units by kind, and every request in the order in which it ended. */
export interface Units {
  writes: number;
  consistentReads: number;
  eventualReads: number;
  requests: CountedRequest[];
}

const READS = ['GetItem', 'Query', 'Scan', 'BatchGetItem'];
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

/** The least that DynamoDB charges; a query that finds nothing costs it too, though the embedded one says 0. */
const LEAST_UNITS = { write: 1, consistentRead: 1, eventualRead: 0.5 };

/** Counts what goes through this client, by asking for the consumed capacity in each read and write. */
export function countUnits(client: DynamoDBClient): { units(): Units; reset(): void } {
  let requests: CountedRequest[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const operation = commandName.replace(/Command$/, '');
        const input = askForCapacity(operation, args.input);
        try {
          const result = await next({ ...args, input });
          requests.push(...countRequest(operation, input, result.output));
          return result;
        } catch (error) {
          if (error instanceof Error && error.name === 'ConditionalCheckFailedException') {
            requests.push(countRefused(operation));
          }
          throw error;
        }
      },
    { step: 'initialize', name: 'countUnits' },
  );
  return {
    units: () => sumUp(requests),
    reset: () => {
      requests = [];
    },
  };
}

/** The same input, asking what it consumes; other operations than reads and writes of items cannot be asked. */
export function askForCapacity<Input extends object>(operation: string, input: Input): Input {
  if (![...READS, ...WRITES].includes(operation)) return input;
  return { ...input, ReturnConsumedCapacity: 'TOTAL' };
}

/** One request that was asked so, from its output; none where the operation is not charged. */
export function countRequest(operation: string, input: object, output: object): CountedRequest[] {
  const capacity = readCapacity(output);
  if (WRITES.includes(operation)) {
    return [{ operation, units: Math.max(LEAST_UNITS.write, capacity) }];
  }
  if (!READS.includes(operation)) return [];
  const consistent = isConsistent(input);
  const least = consistent ? LEAST_UNITS.consistentRead : LEAST_UNITS.eventualRead;
  return [{ operation, consistent, units: Math.max(least, capacity) }];
}

/** A write whose condition was refused. */
export function countRefused(operation: string): CountedRequest {
  return { operation, units: LEAST_UNITS.write, refused: true };
}

/** A batch says it for each of its tables; here there is one. */
function isConsistent(input: object): boolean {
  if ('RequestItems' in input)
    return JSON.stringify(input.RequestItems).includes('"ConsistentRead":true');
  return 'ConsistentRead' in input && input.ConsistentRead === true;
}

function readCapacity(output: object): number {
  if (!('ConsumedCapacity' in output)) return 0;
  return [output.ConsumedCapacity]
    .flat()
    .reduce<number>((sum, capacity) => sum + readUnits(capacity), 0);
}

function readUnits(capacity: unknown): number {
  if (typeof capacity !== 'object' || capacity === null || !('CapacityUnits' in capacity)) return 0;
  return Number(capacity.CapacityUnits);
}

/** Adds up what was counted. */
export function sumUp(requests: CountedRequest[]): Units {
  const sum = (wanted: boolean | undefined) =>
    requests
      .filter(({ consistent }) => consistent === wanted)
      .reduce((total, { units }) => total + units, 0);
  return {
    writes: sum(undefined),
    consistentReads: sum(true),
    eventualReads: sum(false),
    requests: [...requests],
  };
}
