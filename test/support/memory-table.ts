import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambda/store/items.ts';
import type { Table } from '../../lambda/store/table.ts';

/** What the store's commands hold, as far as it is looked at here. */
interface Input {
  Item?: Item;
  Key?: Item;
  UpdateExpression?: string;
  ConditionExpression?: string;
  KeyConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
  ScanIndexForward?: boolean;
  ExclusiveStartKey?: Item;
  Limit?: number;
}

/** Items in one page of a query. */
const PAGE_SIZE = 500;

export interface MemoryTable extends Table {
  /** All items of a partition, by sort key. */
  partition(pk: string): Map<string, Item>;
}

/**
 * The few things of DynamoDB that a night of sync needs, in memory and without a connection: for thousands of accounts in
 * virtual time. Conditions other than "not there yet" are not looked at; the embedded database is what proves those.
 */
export function createMemoryTable(options: {
  /** Is waited for before each command. */
  latency: () => Promise<void>;
  /** False for items that are not to be kept. */
  keeps?: (sk: string) => boolean;
}): MemoryTable {
  const { latency, keeps = () => true } = options;
  const partitions = new Map<string, Map<string, Item>>();

  function partition(pk: string): Map<string, Item> {
    const found = partitions.get(pk) ?? new Map<string, Item>();
    partitions.set(pk, found);
    return found;
  }

  async function send(command: { constructor: { name: string }; input: Input }): Promise<object> {
    await latency();
    const { input } = command;
    switch (command.constructor.name) {
      case 'PutItemCommand':
        return put(input);
      case 'UpdateItemCommand':
        return update(input);
      case 'GetItemCommand':
        return { Item: partition(keyOf(input.Key).pk).get(keyOf(input.Key).sk) };
      case 'QueryCommand':
        return query(input);
      default:
        throw new Error(`The table in memory does not know ${command.constructor.name}.`);
    }
  }

  function put({ Item = {}, ConditionExpression }: Input): object {
    const { pk, sk } = keyOf(Item);
    if (ConditionExpression && partition(pk).has(sk)) throw new Error(`${pk} / ${sk} is there.`);
    if (keeps(sk)) partition(pk).set(sk, Item);
    return {};
  }

  function update({ Key = {}, UpdateExpression = '', ...input }: Input): object {
    const { pk, sk } = keyOf(Key);
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
    const item: Item = { ...Key, ...partition(pk).get(sk) };
    const [set = '', remove = ''] = UpdateExpression.replace(/^SET /, '').split(/ ?REMOVE /);
    for (const term of set.split(', ').filter(Boolean)) {
      const [name = '', value = ''] = term.split(' = ');
      const attribute = values[value];
      if (attribute) item[names[name] ?? name] = attribute;
    }
    for (const name of remove.split(', ').filter(Boolean)) delete item[names[name] ?? name];
    partition(pk).set(sk, item);
    return {};
  }

  function query(input: Input): object {
    const { ':pk': pk, ':prefix': prefix, ':from': from, ':to': to } = toTexts(input);
    const start = input.ExclusiveStartKey && keyOf(input.ExclusiveStartKey).sk;
    const keys = [...partition(pk ?? '').keys()]
      .filter((sk) => (prefix ? sk.startsWith(prefix) : sk >= (from ?? '') && sk <= (to ?? '~')))
      .sort();
    if (!input.ScanIndexForward) keys.reverse();
    const rest = start === undefined ? keys : keys.slice(keys.indexOf(start) + 1);
    const page = rest.slice(0, input.Limit ?? PAGE_SIZE);
    const Items = page.map((sk) => partition(pk ?? '').get(sk));
    const isCut = rest.length > page.length;
    return { Items, ...(isCut && { LastEvaluatedKey: Items.at(-1) }) };
  }

  const client = { send } as unknown as DynamoDBClient;
  return { client, name: 'memory', partition };
}

function keyOf(item: Item = {}): { pk: string; sk: string } {
  return { pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '' };
}

function toTexts({ ExpressionAttributeValues: values = {} }: Input): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, { S }]) => [name, S ?? '']));
}
