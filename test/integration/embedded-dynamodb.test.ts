import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTable, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { EMBEDDED_CONFIG } from '../support/embedded.ts';

const TABLE_NAME = 'things';

let folder: string;
let dataFolder: string;
let sealFile: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'embedded-')), '.local');
  dataFolder = join(folder, 'dynamodb', 'data');
  sealFile = join(folder, 'dynamodb', 'seal.json');
});

afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true });
});

/** Runs `work` on a database that is closed afterwards. */
async function withDatabase<T>(work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const database = await startDynamoDb({ folder });
  const client = new DynamoDBClient({ ...EMBEDDED_CONFIG, endpoint: database.url });
  try {
    await createTable(client, TABLE_NAME);
    return await work(client);
  } finally {
    client.destroy();
    await database.close();
  }
}

async function putThing(client: DynamoDBClient): Promise<void> {
  const Item = { pk: { S: 'a' }, sk: { S: 'b' }, value: { S: 'kept' } };
  await client.send(new PutItemCommand({ TableName: TABLE_NAME, Item }));
}

async function getThing(client: DynamoDBClient): Promise<string | undefined> {
  const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
  const reply = await client.send(
    new GetItemCommand({ TableName: TABLE_NAME, Key, ConsistentRead: true }),
  );
  return reply.Item?.['value']?.S;
}

/** All of the database, file by file. */
async function readFiles(): Promise<[string, Buffer][]> {
  const names = await readdir(dataFolder);
  return Promise.all(
    names.map(async (name): Promise<[string, Buffer]> => {
      return [name, await readFile(join(dataFolder, name))];
    }),
  );
}

/** Starts another process on the folder that puts a thing, says so, and runs until it is killed. */
async function spawnHolder(script: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    kill: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function holderScript(afterStart: string): string {
  return `
    import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
    const { createTable, startDynamoDb } = await import(${JSON.stringify(
      new URL('../../infra/local/dynamodb.ts', import.meta.url).href,
    )});
    const database = await startDynamoDb({ folder: ${JSON.stringify(folder)} });
    const client = new DynamoDBClient({
      ...${JSON.stringify(EMBEDDED_CONFIG)}, endpoint: database.url,
    });
    ${afterStart}
    console.log('ready');
  `;
}

const PUT_THING = `
  await createTable(client, '${TABLE_NAME}');
  await client.send(new PutItemCommand({
    TableName: '${TABLE_NAME}', Item: { pk: { S: 'a' }, sk: { S: 'b' }, value: { S: 'kept' } },
  }));
`;

test('data survive closing and opening again', async () => {
  await withDatabase(putThing);

  const value = await withDatabase(getThing);

  expect(value).toBe('kept');
});

test('data survive a process that is killed', async () => {
  const holder = await spawnHolder(holderScript(PUT_THING));
  await holder.kill();

  const value = await withDatabase(getThing);

  expect(value).toBe('kept');
  expect(await readdir(join(folder, 'dynamodb'))).toEqual(['data', 'lock', 'seal.json']);
});

test('a database in memory starts empty each time', async () => {
  const first = await startDynamoDb();
  const second = await startDynamoDb();
  const client = new DynamoDBClient({ ...EMBEDDED_CONFIG, endpoint: first.url });
  const other = new DynamoDBClient({ ...EMBEDDED_CONFIG, endpoint: second.url });
  await createTable(client, TABLE_NAME);
  await createTable(other, TABLE_NAME);
  await putThing(client);

  const value = await getThing(other);

  expect(value).toBeUndefined();
  client.destroy();
  other.destroy();
  await Promise.all([first.close(), second.close()]);
});

test('a folder that another process has open is refused, and that process goes on', async () => {
  const holder = await spawnHolder(holderScript(PUT_THING));

  const start = startDynamoDb({ folder });

  await expect(start).rejects.toMatchObject({
    name: 'FolderInUseError',
    message: `Another "npm start" is running on ${folder}: wait for it to end, or stop it.`,
  });
  await holder.kill();
});

test('a folder is free again when its holder was killed', async () => {
  const holder = await spawnHolder(holderScript(''));
  await holder.kill();

  await expect(withDatabase(putThing)).resolves.toBeUndefined();
});

test('a table whose creation was cut off by a kill can be used', async () => {
  await mkdir(dataFolder, { recursive: true });
  const server = dynalite({ path: dataFolder, createTableMs: 3_600_000 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = new DynamoDBClient({ ...EMBEDDED_CONFIG, endpoint: `http://127.0.0.1:${port}` });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE_NAME,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  client.destroy();
  await new Promise((resolve) => server.close(resolve));

  await expect(withDatabase(putThing)).resolves.toBeUndefined();
});

test.each([
  ['CURRENT', 'garbage'],
  ['CURRENT', ''],
  ['MANIFEST', 'garbage'],
  ['.log', 'garbage'],
  ['.log', ''],
])('a damaged %s file is refused and left as it is', async (kind, content) => {
  await withDatabase(putThing);
  const name = (await readdir(dataFolder)).find((file) => file.includes(kind)) ?? '';
  await writeFile(join(dataFolder, name), content);

  const start = startDynamoDb({ folder });

  await expect(start).rejects.toMatchObject({ name: 'DamagedDataError' });
  await expect(start).rejects.toThrow(folder);
  expect(await readFile(join(dataFolder, name), 'utf8')).toBe(content);
});

test.each(['CURRENT', 'MANIFEST'])('a missing %s is damage, not a new database', async (kind) => {
  await withDatabase(putThing);
  const name = (await readdir(dataFolder)).find((file) => file.includes(kind)) ?? '';
  await rm(join(dataFolder, name));
  await rm(sealFile);

  await expect(startDynamoDb({ folder })).rejects.toMatchObject({ name: 'DamagedDataError' });
});

test.each([
  ['bytes that mean nothing', (bytes: Buffer) => bytes.fill(0xa5)],
  ['a damaged beginning', (bytes: Buffer) => bytes.fill(0xa5, 0, 100)],
])(
  '%s in the log of a killed process are damage, and not one byte is lost',
  async (_what, spoil) => {
    const holder = await spawnHolder(holderScript(PUT_THING));
    await holder.kill();
    const log = (await readdir(dataFolder)).find((file) => file.endsWith('.log')) ?? '';
    await writeFile(join(dataFolder, log), spoil(await readFile(join(dataFolder, log))));
    const before = await readFiles();

    const start = startDynamoDb({ folder });

    await expect(start).rejects.toMatchObject({ name: 'DamagedDataError' });
    expect(await readFiles()).toEqual(before);
  },
);

test('a damaged seal is refused', async () => {
  await withDatabase(putThing);
  await writeFile(sealFile, 'garbage');

  await expect(startDynamoDb({ folder })).rejects.toMatchObject({ name: 'DamagedDataError' });
});

test('damage is found again at the next start', async () => {
  await withDatabase(putThing);
  await writeFile(join(dataFolder, 'CURRENT'), 'garbage');
  await startDynamoDb({ folder }).catch(() => undefined);

  await expect(startDynamoDb({ folder })).rejects.toMatchObject({ name: 'DamagedDataError' });
});

test('a damaged lock is no damage of the data', async () => {
  await withDatabase(putThing);
  await writeFile(join(folder, 'dynamodb', 'lock', 'CURRENT'), 'garbage');

  const value = await withDatabase(getThing);

  expect(value).toBe('kept');
});

test('a folder that cannot be made is said in one sentence', async () => {
  await writeFile(folder, 'a file stands here');

  await expect(startDynamoDb({ folder })).rejects.toMatchObject({
    name: 'FolderUnusableError',
    message: expect.stringMatching(/^The folder .* cannot be used: E[A-Z]+: .*\.$/),
  });
});
