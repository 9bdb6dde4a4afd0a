import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Snapshot } from '../../lambda/account/snapshot.ts';
import {
  listAccounts,
  readAccountItem,
  saveGoodRun,
  saveUnfinishedRun,
} from '../../lambda/store/accounts.ts';
import {
  commitHeader,
  findHeaderAsOf,
  listHeaders,
  markSettled,
  readHeader,
  readNewestHeader,
} from '../../lambda/store/headers.ts';
import type { Item } from '../../lambda/store/items.ts';
import { releaseLease, takeLease } from '../../lambda/store/leases.ts';
import { findGoodRunAsOf, listRuns, putRun } from '../../lambda/store/runs.ts';
import { readSnapshot, writeBody } from '../../lambda/store/snapshots.ts';
import type { Table } from '../../lambda/store/table.ts';
import { listUpdates, putUpdate } from '../../lambda/store/updates.ts';
import { contentOf, senderOf } from '../support/contents.ts';
import { startEmbedded } from '../support/embedded.ts';
import { createMemoryDynamoDb } from '../support/simulation/memory-dynamodb.ts';
import { createRandom, type Random } from '../support/simulation/random.ts';

/** One call of the store; the same for both tables, as everything in it was drawn before. */
type Operation = (table: Table) => Promise<unknown>;

const START_MS = Date.parse('2026-11-01T00:00:00.000Z');

/** Few enough values that keys, owners and times meet again and again. */
function drawOperation(random: Random): Operation {
  const alias = random.pick(['main', 'shop', 'z-9']);
  const nowMs = START_MS + random.between(0, 30) * 1_000;
  const at = new Date(nowMs).toISOString();
  const number = random.between(1, 12);
  const owner = random.pick(['a', 'b']);
  const id = `id-${random.between(1, 5)}`;
  const outcome = random.pick(['changed', 'unchanged', 'failed', 'deferred'] as const);
  const organization = random.pick(['Ä', 'Shop 1', null]);
  const header = {
    number,
    contentHash: 'c',
    accountId: 'a1',
    checkStartedAt: at,
    features: [owner],
  };
  const run = {
    outcome,
    checkStartedAt: at,
    ...(random.chance(0.5) && { scheduledTime: at, tries: number }),
    ...(random.chance(0.3) && { errorName: 'E', deferredUntil: at }),
  };
  const check = {
    accountId: 'a1',
    snapshot: number,
    oldestPendingSince: organization && at,
    organization,
    senders: { confirmed: number, unconfirmed: 0, other: 1 },
    addressState: random.pick(['complete', 'missing'] as const),
  };
  const body = toBody(random);
  return random.pick<Operation>([
    (table) => readNewestHeader(table, alias),
    (table) => readHeader(table, alias, number),
    (table) => Array.fromAsync(listHeaders(table, alias)),
    (table) => findHeaderAsOf(table, alias, at),
    (table) => commitHeader(table, alias, { ...header, oldestPendingSince: null, contentKeys: [] }),
    (table) => markSettled(table, alias, number, at),
    (table) => writeThenRead(table, alias, { ...header, oldestPendingSince: null }, body),
    (table) => saveGoodRun(table, alias, run, check),
    (table) => saveUnfinishedRun(table, alias, run),
    (table) => readAccountItem(table, alias),
    (table) => Array.fromAsync(listAccounts(table, { consistent: random.chance(0.5) })),
    (table) => takeLease(table, alias, { owner, leaseUntil: nowMs }, nowMs - 5_000),
    (table) => releaseLease(table, alias, owner),
    (table) =>
      putUpdate(table, alias, {
        at,
        requestId: id,
        action: 'x',
        written: { y: organization },
        outcome: 'applied',
      }),
    (table) =>
      Array.fromAsync(
        listUpdates(table, alias, random.chance(0.5) ? {} : { since: at, until: at }),
      ),
    (table) =>
      putRun(table, alias, {
        runId: id,
        checkStartedAt: at,
        finishedAt: at,
        trigger: 'person',
        outcome,
        snapshot: number,
        requests: 2,
        requestIds: [id],
      }),
    (table) => Array.fromAsync(listRuns(table, alias, { since: at, nowMs })),
    (table) => findGoodRunAsOf(table, alias, at, nowMs),
  ]);
}

function toBody(random: Random): Snapshot['body'] {
  const content = contentOf([senderOf(`s-${random.between(1, 9)}@example.com`)]);
  const tracks = new Map([[1, { firstSeenAt: 'x', statusSince: 'y' }]]);
  return { content, changes: [], tracks, lost: [], conditions: [] };
}

async function writeThenRead(
  table: Table,
  alias: string,
  header: Snapshot['header'],
  body: Snapshot['body'],
) {
  const contentKeys = await writeBody(table, alias, body);
  return readSnapshot(table, alias, { ...header, contentKeys });
}

function openMemoryTable(pageItems?: number) {
  const memory = createMemoryDynamoDb(pageItems === undefined ? {} : { pageItems });
  const client = { send: async (command: unknown) => memory.answer(command) };
  return { memory, table: { client: client as unknown as DynamoDBClient, name: 'account-sync' } };
}

describe('the table in memory', () => {
  it.each([1, 2, 3])(
    'answers the store as the embedded database does, and keeps the same (seed %i)',
    async (seed) => {
      const embedded = await startEmbedded();
      onTestFinished(embedded.close);
      const other: Table = { client: embedded.dynamodb, name: embedded.tableName };
      const { memory, table } = openMemoryTable(seed);

      for (let step = 0; step < 400; step += 1) {
        // Each table has the same draw: a call may draw once more while it runs.
        const drawFor = () => drawOperation(createRandom(seed * 1_000 + step));
        expect(await drawFor()(table), `step ${step}`).toEqual(await drawFor()(other));
      }

      const { Items = [] } = await other.client.send(new ScanCommand({ TableName: other.name }));
      const kept = [...new Set(Items.map(({ pk }) => pk?.S ?? ''))].flatMap((pk) =>
        memory.list(pk),
      );
      expect(sort(kept)).toEqual(sort(Items));
      expect(Items.length).toBeGreaterThan(50);
    },
  );

  const key = { pk: { S: 'A' }, sk: { S: 'B' } };
  const item = { TableName: 'account-sync', Key: key };
  const put = { TableName: 'account-sync', Item: key };
  const values = { ':a': { S: 'x' } };

  it.each([
    ['an operation', new ScanCommand({ TableName: 'account-sync' })],
    ['a deletion', new DeleteItemCommand(item)],
    ['a field of a request', new GetItemCommand({ ...item, ProjectionExpression: 'pk' })],
    [
      'a function',
      new PutItemCommand({
        ...put,
        ConditionExpression: 'contains(pk, :a)',
        ExpressionAttributeValues: values,
      }),
    ],
    [
      'an operator',
      new PutItemCommand({
        ...put,
        ConditionExpression: 'pk <> :a',
        ExpressionAttributeValues: values,
      }),
    ],
    [
      'more than a condition',
      new PutItemCommand({ ...put, ConditionExpression: 'attribute_exists(pk) pk' }),
    ],
    ['a value that is not given', new PutItemCommand({ ...put, ConditionExpression: 'pk = :a' })],
    ['a value that is not used', new PutItemCommand({ ...put, ExpressionAttributeValues: values })],
    [
      'a name that is not given',
      new PutItemCommand({ ...put, ConditionExpression: 'attribute_exists(#a)' }),
    ],
    [
      'an update of another kind',
      new UpdateItemCommand({
        ...item,
        UpdateExpression: 'ADD a :a',
        ExpressionAttributeValues: values,
      }),
    ],
    ['a query without an index', new QueryCommand({ TableName: 'account-sync', IndexName: 'i' })],
    [
      'an item of more than 400 KB',
      new PutItemCommand({ ...put, Item: { ...key, bytes: { B: new Uint8Array(410_000) } } }),
    ],
    ['an item without a key', new PutItemCommand({ ...put, Item: { pk: { S: 'A' } } })],
  ])('refuses %s that it does not know', async (_what, command) => {
    const { table } = openMemoryTable();

    await expect(
      (table.client.send as (command: unknown) => Promise<unknown>)(command),
    ).rejects.toThrow();
  });

  it('may miss in a read that is not consistent what was just written, and in no other', async () => {
    const memory = createMemoryDynamoDb({ now: () => 500, staleMs: () => 1_000 });
    memory.answer(new PutItemCommand(put));

    const stale = memory.answer(new GetItemCommand(item));
    const consistent = memory.answer(new GetItemCommand({ ...item, ConsistentRead: true }));

    expect(stale).toEqual({});
    expect(consistent).toEqual({ Item: key });
  });
});

function sort(items: readonly Item[]): Item[] {
  const keyOf = ({ pk, sk }: Item) => `${pk?.S} ${sk?.S}`;
  return items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
