import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../lambda/store/items.ts';
import { type Condition, type Parsed, parseCondition, parseUpdate } from './expression.ts';

/** The service's own limit of an item: 400 KB. */
const MAX_ITEM_BYTES = 409_600;

/** One write that was carried out. */
export interface Write {
  pk: string;
  sk: string;
  before: Item | undefined;
  after: Item;
}

export interface MemoryDynamoDb {
  /** Answers a command at once, as the service's client does later; throws what that would. */
  answer(command: unknown): object;
  /** The items of a partition, by sort key. */
  list(pk: string): Item[];
}

interface Stored {
  item: Item;
  /** What stood there before the last write, for a read that need not be consistent. */
  before: Item | undefined;
  writtenAtMs: number;
}

export interface MemoryDynamoDbOptions {
  now?: () => number;
  /** Items in a page; the service cuts by size, anywhere. */
  pageItems?: number;
  /** For how long after a write an eventually consistent read may miss it, asked for each such read. */
  staleMs?: () => number;
  onWrite?: (write: Write) => void;
}

/**
 * DynamoDB as the store uses it, in memory: one table of string keys, the conditions and updates of the store's own
 * expressions, pages, and reads that are eventually consistent. It refuses what it does not know.
 */
export function createMemoryDynamoDb(options: MemoryDynamoDbOptions = {}): MemoryDynamoDb {
  const { now = () => 0, pageItems = 1_000, staleMs = () => 0, onWrite } = options;
  const partitions = new Map<string, { keys: string[]; stored: Map<string, Stored> }>();

  function partitionOf(pk: string) {
    const found = partitions.get(pk) ?? { keys: [], stored: new Map<string, Stored>() };
    partitions.set(pk, found);
    return found;
  }

  function read(pk: string, sk: string, lagMs: number): Item | undefined {
    const stored = partitionOf(pk).stored.get(sk);
    if (stored === undefined) return undefined;
    return now() - stored.writtenAtMs < lagMs ? stored.before : stored.item;
  }

  function write(pk: string, sk: string, after: Item): void {
    requireSize(after);
    const { keys, stored } = partitionOf(pk);
    const before = stored.get(sk)?.item;
    if (!stored.has(sk)) keys.splice(findPlace(keys, sk), 0, sk);
    stored.set(sk, { item: after, before, writtenAtMs: now() });
    onWrite?.({ pk, sk, before, after });
  }

  /** Checks the condition, and that every placeholder is defined and used, as the service does. */
  function require(item: Item | undefined, input: Conditional, used: readonly string[] = []): void {
    const parsed = input.ConditionExpression
      ? cached(input.ConditionExpression, input.ExpressionAttributeNames)
      : undefined;
    requirePlaceholders(input, [...used, ...(parsed?.placeholders ?? [])]);
    const values = input.ExpressionAttributeValues ?? {};
    if (parsed === undefined || parsed.value(item ?? {}, values)) return;
    const message = 'The conditional request failed';
    throw new ConditionalCheckFailedException({ message, $metadata: {} });
  }

  function update(command: UpdateItemCommand): object {
    const { Key, UpdateExpression = '', ...input } = only(command.input, UPDATE_FIELDS);
    const { pk, sk } = keyOf(Key);
    const item = read(pk, sk, 0);
    const parsed = parseUpdate(UpdateExpression, input.ExpressionAttributeNames);
    require(item, input, parsed.placeholders);
    write(pk, sk, parsed.value(item ?? { ...Key }, input.ExpressionAttributeValues ?? {}));
    return {};
  }

  function query(command: QueryCommand): object {
    const input = only(command.input, QUERY_FIELDS);
    const { KeyConditionExpression = '', ExpressionAttributeValues: values = {} } = input;
    const parsed = cached(KeyConditionExpression, undefined);
    requirePlaceholders(input, parsed.placeholders);
    const pk = values[':pk']?.S ?? '';
    const lagMs = input.ConsistentRead ? 0 : staleMs();
    const isForward = input.ScanIndexForward ?? true;
    const start = input.ExclusiveStartKey && keyOf(input.ExclusiveStartKey).sk;
    const limit = Math.min(input.Limit ?? pageItems, pageItems);
    const { keys } = partitionOf(pk);
    const Items: Item[] = [];
    for (let step = 0; step < keys.length; step += 1) {
      const sk = keys[isForward ? step : keys.length - 1 - step] ?? '';
      if (start !== undefined && (isForward ? sk <= start : sk >= start)) continue;
      if (!parsed.value({ pk: { S: pk }, sk: { S: sk } }, values)) continue;
      const item = read(pk, sk, lagMs);
      if (item === undefined) continue;
      Items.push(item);
      if (Items.length === limit)
        return { Items, LastEvaluatedKey: { pk: { S: pk }, sk: { S: sk } } };
    }
    return { Items };
  }

  function answer(command: unknown): object {
    if (command instanceof QueryCommand) return query(command);
    if (command instanceof UpdateItemCommand) return update(command);
    if (command instanceof GetItemCommand) {
      const { Key, ConsistentRead } = only(command.input, ['TableName', 'Key', 'ConsistentRead']);
      const { pk, sk } = keyOf(Key);
      const item = read(pk, sk, ConsistentRead ? 0 : staleMs());
      return item ? { Item: item } : {};
    }
    if (command instanceof PutItemCommand) {
      const { Item, ...input } = only(command.input, ['TableName', 'Item', ...CONDITIONAL]);
      const { pk, sk } = keyOf(Item);
      require(read(pk, sk, 0), input);
      write(pk, sk, copy(Item));
      return {};
    }
    throw new Error('The table in memory does not know this command.');
  }

  return {
    answer,
    list: (pk) => {
      const { keys, stored } = partitionOf(pk);
      return keys.map((sk) => stored.get(sk)?.item).filter((item) => item !== undefined);
    },
  };
}

interface Conditional {
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Item | undefined;
}

const CONDITIONAL = [
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
] as const;
const UPDATE_FIELDS = ['TableName', 'Key', 'UpdateExpression', ...CONDITIONAL] as const;
const QUERY_FIELDS = [
  ...(['TableName', 'KeyConditionExpression', 'ExpressionAttributeValues'] as const),
  ...(['ScanIndexForward', 'ConsistentRead', 'Limit', 'ExclusiveStartKey'] as const),
] as const;

/** The input, which may have these fields and no others: what is not looked at here must not be asked for. */
function only<T extends object>(input: T, fields: readonly (keyof T)[]): T {
  const unknown = Object.keys(input).filter((field) => !fields.includes(field as keyof T));
  if (unknown.length === 0) return input;
  throw new Error(`The table in memory does not know ${unknown.join(', ')}.`);
}

const conditions = new Map<string, Parsed<Condition>>();

/** The store has few expressions and sends them often. */
function cached(expression: string, names: Record<string, string> | undefined): Parsed<Condition> {
  const key = `${expression} ${JSON.stringify(names)}`;
  const parsed = conditions.get(key) ?? parseCondition(expression, names);
  conditions.set(key, parsed);
  return parsed;
}

function requirePlaceholders(input: Conditional, used: readonly string[]): void {
  const defined = [
    ...Object.keys(input.ExpressionAttributeNames ?? {}),
    ...Object.keys(input.ExpressionAttributeValues ?? {}),
  ];
  const wrong = [
    ...defined.filter((name) => !used.includes(name)),
    ...used.filter((name) => !defined.includes(name)),
  ];
  if (wrong.length > 0) throw new Error(`The placeholders ${wrong.join(', ')} do not match.`);
}

function keyOf(key: Item = {}): { pk: string; sk: string } {
  const [pk, sk] = [key['pk']?.S, key['sk']?.S];
  if (!pk || !sk) throw new Error('An item needs pk and sk.');
  return { pk, sk };
}

/** What is stored shares no bytes with its writer. */
function copy(item: Item = {}): Item {
  const fields = Object.entries(item).map(([name, value]) => [
    name,
    value.B === undefined ? value : { B: new Uint8Array(value.B) },
  ]);
  return Object.fromEntries(fields);
}

function requireSize(item: Item): void {
  const bytes = Object.entries(item).reduce(
    (sum, [name, value]) => sum + name.length + (value.B?.length ?? JSON.stringify(value).length),
    0,
  );
  if (bytes > MAX_ITEM_BYTES) throw new Error(`An item of ${bytes} bytes is too large.`);
}

/** Where a key belongs among sorted ones. */
function findPlace(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
