import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { SnapshotHeader } from '../account/snapshot.ts';
import { fromItem, headerSchema, type StoredHeader, toItem } from './items.ts';
import { headerKey, partitionOf, SORT } from './keys.ts';
import { queryItems } from './query.ts';
import { request, requestIf, type Table } from './table.ts';

/** The newest header of an account, read consistently (one unit), or null before the first snapshot. */
export async function readNewestHeader(table: Table, alias: string): Promise<StoredHeader | null> {
  const reply = await request(
    table,
    table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: toItem({ ':pk': partitionOf(alias), ':prefix': SORT.snapshot }),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: 1,
      }),
    ),
  );
  const item = reply.Items?.[0];
  return item ? fromItem(headerSchema, item) : null;
}

/** One header by its number, or null when there is none. */
export async function readHeader(
  table: Table,
  alias: string,
  snapshot: number,
): Promise<StoredHeader | null> {
  const get = new GetItemCommand({
    TableName: table.name,
    Key: toItem(headerKey(alias, snapshot)),
  });
  const { Item } = await request(table, table.client.send(get));
  return Item ? fromItem(headerSchema, Item) : null;
}

/** All headers of an account, newest first, page by page. */
export async function* listHeaders(table: Table, alias: string): AsyncGenerator<StoredHeader> {
  const range = { partition: partitionOf(alias), from: SORT.snapshot, to: `${SORT.snapshot}~` };
  for await (const item of queryItems(table, range)) yield fromItem(headerSchema, item);
}

/** The newest snapshot whose check started by `asOf` (ISO 8601): what the snapshots alone say was true then. */
export async function findHeaderAsOf(
  table: Table,
  alias: string,
  asOf: string,
): Promise<StoredHeader | null> {
  for await (const header of listHeaders(table, alias)) {
    if (header.checkStartedAt <= asOf) return header;
  }
  return null;
}

/**
 * The one conditional put that commits a snapshot. False when another run has put this number first: what was fetched
 * is then older than what is stored and must be thrown away.
 */
export function commitHeader(
  table: Table,
  alias: string,
  header: SnapshotHeader & { contentKeys: string[] },
): Promise<boolean> {
  const put = new PutItemCommand({
    TableName: table.name,
    Item: toItem({ ...headerKey(alias, header.number), ...header }),
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  return requestIf(table, table.client.send(put));
}

/** Marks a snapshot as announced. The first marker stays. */
export async function markSettled(
  table: Table,
  alias: string,
  snapshot: number,
  settledAt: string,
): Promise<void> {
  const update = new UpdateItemCommand({
    TableName: table.name,
    Key: toItem(headerKey(alias, snapshot)),
    UpdateExpression: 'SET settledAt = :at',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(settledAt)',
    ExpressionAttributeValues: toItem({ ':at': settledAt }),
  });
  await requestIf(table, table.client.send(update));
}
