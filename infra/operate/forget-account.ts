import { setTimeout as delay } from 'node:timers/promises';
import { BatchWriteItemCommand, QueryCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { secretNameOf } from '../../lambda/credentials/tokens.ts';
import { type Item, toItem } from '../../lambda/store/items.ts';
import { accountKey, partitionOf } from '../../lambda/store/keys.ts';
import { request, type Table } from '../../lambda/store/table.ts';
import { RefusedError } from './errors.ts';
import { describeSecret } from './find-secret.ts';
import type { Source } from './source.ts';

/** DynamoDB takes at most 25 writes at once. */
const BATCH = 25;

/** Of what a busy table does not take at once. */
const RETRY = { times: 8, firstDelayMs: 100 } as const satisfies Record<string, number>;

/** Keys of an account's items, page by page. */
type Keys = Item[];

/**
 * Throws RefusedError unless the account is retired, which is to say that its secret is gone, and known to the table.
 */
export async function checkForgettable(source: Source, account: string): Promise<void> {
  await checkSecretGone(source, account);
  for await (const page of listKeys(source.table, account)) if (page.length > 0) return;
  throw new RefusedError(`Nothing is kept of an account "${account}": look at the alias.`);
}

/**
 * Deletes every item of an account, its line in totals last, so that what was interrupted can be repeated. Returns how
 * many they were. Ask checkForgettable first.
 */
export async function forgetAccount(
  table: Table,
  account: string,
  onPage: (deleted: number) => void = () => undefined,
): Promise<number> {
  let deleted = 0;
  for await (const page of listKeys(table, account)) {
    for (let start = 0; start < page.length; start += BATCH) {
      await deleteBatch(table, page.slice(start, start + BATCH));
    }
    deleted += page.length;
    onPage(deleted);
  }
  return deleted;
}

async function checkSecretGone(
  { secrets, isLocal, place }: Source,
  account: string,
): Promise<void> {
  const name = secretNameOf(account);
  const secret = await describeSecret(secrets, account);
  if (secret === undefined) return;
  if (secret.DeletedDate !== undefined) {
    throw new RefusedError(
      `The secret ${name} is only marked for deletion: wait until it is gone, or delete it without recovery.`,
    );
  }
  throw new RefusedError(
    isLocal
      ? `The account "${account}" is not retired, its secret is still in ${place}: "npm start -- --reset" deletes all that is kept there.`
      : `The account "${account}" is not retired: delete the secret ${name} first.`,
  );
}

async function* listKeys(table: Table, account: string): AsyncGenerator<Keys> {
  yield* queryKeys(table, 'pk = :pk', { ':pk': partitionOf(account) });
  const { pk, sk } = accountKey(account);
  yield* queryKeys(table, 'pk = :pk AND sk = :sk', { ':pk': pk, ':sk': sk });
}

async function* queryKeys(
  table: Table,
  condition: string,
  values: Record<string, string>,
): AsyncGenerator<Keys> {
  let start: Item | undefined;
  do {
    const query = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: toItem(values),
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
      ...(start && { ExclusiveStartKey: start }),
    });
    const reply = await request(table, table.client.send(query));
    yield reply.Items ?? [];
    start = reply.LastEvaluatedKey;
  } while (start);
}

async function deleteBatch(table: Table, keys: Keys): Promise<void> {
  let writes: WriteRequest[] = keys.map((Key) => ({ DeleteRequest: { Key } }));
  for (let attempt = 0; writes.length > 0; attempt += 1) {
    if (attempt > RETRY.times) {
      throw new RefusedError('The table takes no more deletions now: run the command again.');
    }
    if (attempt > 0) await delay(RETRY.firstDelayMs * 2 ** (attempt - 1));
    const command = new BatchWriteItemCommand({ RequestItems: { [table.name]: writes } });
    const reply = await request(table, table.client.send(command));
    writes = reply.UnprocessedItems?.[table.name] ?? [];
  }
}
