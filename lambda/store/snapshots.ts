import { gunzipSync, gzipSync } from 'node:zlib';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Snapshot, SnapshotBody } from '../account/snapshot.ts';
import { sha256 } from '../shared/sha256.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { decodeBody, encodeBody } from './body-lines.ts';
import { SnapshotTooLargeError, UnreadableItemError } from './errors.ts';
import { type StoredHeader, toItem } from './items.ts';
import { contentKey } from './keys.ts';
import { request, type Table } from './table.ts';

/** DynamoDB takes items of up to 400 KB; the rest is room for the key. */
const MAX_PART_BYTES = 380_000;

/**
 * Of a body as text: 50,000 senders, all changed at once, and those lost before have less. A kilobyte of gzip can stand
 * for a megabyte, so without an end damaged parts could take all memory.
 */
const MAX_BODY_BYTES = 128_000_000;

/**
 * Writes the content parts of a body and returns their hashes, for the header to name. They are slices of gzipped JSON
 * Lines: 10,000 senders are 3 MB of text, more than a partition takes in a second, and a tenth of that compressed. Each
 * part stands under the hash of its own bytes, so writing it twice changes nothing, and one that no header names does no
 * harm. Throws `SnapshotTooLargeError` for what could not be read again.
 */
export async function writeBody(
  table: Table,
  alias: string,
  body: SnapshotBody,
): Promise<string[]> {
  const lines = encodeBody(body);
  if (Buffer.byteLength(lines) > MAX_BODY_BYTES) {
    throw new SnapshotTooLargeError(alias, MAX_BODY_BYTES);
  }
  const parts = cut(gzipSync(lines));
  const hashes: string[] = [];
  for (const bytes of parts) {
    const hash = sha256(bytes);
    const item = toItem({ ...contentKey(alias, hash), bytes });
    const put = new PutItemCommand({ TableName: table.name, Item: item });
    await request(table, table.client.send(put));
    hashes.push(hash);
  }
  return hashes;
}

/**
 * Reads the snapshot that a header heads. Throws `UnreadableItemError` when a part is missing or not its own hash, or
 * when the parts together are not what was written.
 */
export async function readSnapshot(
  table: Table,
  alias: string,
  header: StoredHeader,
): Promise<Snapshot> {
  const parts = await waitForAll(header.contentKeys.map((hash) => readPart(table, alias, hash)));
  const name = `snapshot ${header.number} of ${alias}`;
  return { header, body: decodeBody(unzip(Buffer.concat(parts), name), name) };
}

function unzip(bytes: Buffer, name: string): string {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BODY_BYTES }).toString();
  } catch {
    throw new UnreadableItemError(name, 'its parts are not gzip of a size that is ever written');
  }
}

async function readPart(table: Table, alias: string, hash: string): Promise<Uint8Array> {
  const get = new GetItemCommand({
    TableName: table.name,
    Key: toItem(contentKey(alias, hash)),
    ConsistentRead: true,
  });
  const { Item } = await request(table, table.client.send(get));
  const bytes = Item?.['bytes']?.B;
  if (bytes && sha256(bytes) === hash) return bytes;
  const problem = Item ? 'its bytes are not those it was written with' : 'it is missing';
  throw new UnreadableItemError(contentKey(alias, hash).sk, problem);
}

function cut(bytes: Buffer): Buffer[] {
  const count = Math.ceil(bytes.length / MAX_PART_BYTES);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * MAX_PART_BYTES, (index + 1) * MAX_PART_BYTES),
  );
}
