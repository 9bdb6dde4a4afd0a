import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Snapshot, SnapshotBody } from '../account/snapshot.ts';
import { sha256 } from '../shared/sha256.ts';
import { decodeBody, encodeBody } from './body-lines.ts';
import { UnreadableItemError } from './errors.ts';
import { type StoredHeader, toItem } from './items.ts';
import { contentKey } from './keys.ts';
import { request, type Table } from './table.ts';

/**
 * Writes the content parts of a body and returns their hashes, for the header to name. Each part stands under the hash
 * of its own bytes, so writing it twice changes nothing, and parts that no header names do no harm.
 */
export async function writeBody(
  table: Table,
  alias: string,
  body: SnapshotBody,
): Promise<string[]> {
  return Promise.all(
    encodeBody(body).map(async (lines) => {
      const hash = sha256(lines);
      const put = new PutItemCommand({
        TableName: table.name,
        Item: toItem({ ...contentKey(alias, hash), lines }),
      });
      await request(table, table.client.send(put));
      return hash;
    }),
  );
}

/** Reads the snapshot that a header heads. Throws `UnreadableItemError` when a part is missing or not its own hash. */
export async function readSnapshot(
  table: Table,
  alias: string,
  header: StoredHeader,
): Promise<Snapshot> {
  const parts = await Promise.all(header.contentKeys.map((hash) => readPart(table, alias, hash)));
  return { header, body: decodeBody(parts, `snapshot ${header.number} of ${alias}`) };
}

async function readPart(table: Table, alias: string, hash: string): Promise<string> {
  const get = new GetItemCommand({
    TableName: table.name,
    Key: toItem(contentKey(alias, hash)),
    ConsistentRead: true,
  });
  const { Item } = await request(table, table.client.send(get));
  const lines: unknown = Item && unmarshall(Item)['lines'];
  if (typeof lines === 'string' && sha256(lines) === hash) return lines;
  const problem = Item ? 'its bytes are not those it was written with' : 'it is missing';
  throw new UnreadableItemError(contentKey(alias, hash).sk, problem);
}
