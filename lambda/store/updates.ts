import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { fromItem, type StoredUpdate, toItem, updateSchema } from './items.ts';
import { partitionOf, SORT, updateKey } from './keys.ts';
import { queryItems } from './query.ts';
import { request, type Table } from './table.ts';

/** Writes an update's record, once before the write is sent and once more with its outcome. */
export async function putUpdate(table: Table, alias: string, update: StoredUpdate): Promise<void> {
  const key = updateKey(alias, update.at, update.requestId);
  const put = new PutItemCommand({ TableName: table.name, Item: toItem({ ...key, ...update }) });
  await request(table, table.client.send(put));
}

/** Updates that were about to be sent within the period (ISO 8601, both ends included), newest first. */
export async function* listUpdates(
  table: Table,
  alias: string,
  period: { since?: string; until?: string },
): AsyncGenerator<StoredUpdate> {
  const from = `${SORT.update}${period.since ?? ''}`;
  const to = `${SORT.update}${period.until ?? ''}~`;
  // A sync starts right after an update: what was just written must be seen.
  const range = { partition: partitionOf(alias), from, to, consistent: true };
  for await (const item of queryItems(table, range)) {
    yield fromItem(updateSchema, item);
  }
}
