import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createTable } from '../../../infra/local/dynamodb.ts';
import type { SandboxAccount } from '../../../infra/local/sandbox/account.ts';
import type { Sandbox } from '../../../infra/local/sandbox/sandbox.ts';
import { readAccountItem } from '../../../lambda/store/accounts.ts';
import { readNewestHeader } from '../../../lambda/store/headers.ts';
import { listRuns } from '../../../lambda/store/runs.ts';
import { readSnapshot } from '../../../lambda/store/snapshots.ts';
import type { Embedded } from '../../support/embedded.ts';
import type { Meter } from './meter.ts';

/** Items in one batch write, by DynamoDB's limit. */
const BATCH = 25;

interface Parts {
  sandbox: Sandbox;
  embedded: Embedded;
  meter: Meter;
  /** What the functions have put on the bus. */
  events: readonly unknown[];
}

/** What the bench asks of the services' process, beside what the functions ask of the services. */
export function createCommands({ sandbox, embedded, meter, events }: Parts) {
  const { dynamodb } = embedded;
  return {
    /** Starts counting anew. */
    reset: async () => meter.reset(),
    used: async () => meter.used(),
    countEvents: async () => events.length,
    /** A new table; resolves with its name. */
    makeTable: async () => {
      const name = `table-${randomUUID()}`;
      await createTable(dynamodb, name);
      return name;
    },
    fillTable: (name: string, items: object[]) => putAll(dynamodb, name, items),
    items: async (name: string): Promise<Record<string, unknown>[]> => {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: name }));
      return Items.map((item) => unmarshall(item));
    },
    /** What sync has kept of an account in a table. */
    history: async (name: string, alias: string) => {
      const table = { client: dynamodb, name };
      const header = await readNewestHeader(table, alias);
      if (!header) throw new Error(`There is no snapshot of ${alias} in ${name}.`);
      const { body } = await readSnapshot(table, alias, header);
      const runs = await Array.fromAsync(listRuns(table, alias, { nowMs: Date.now() }));
      const account = await readAccountItem(table, alias);
      return { header, content: body.content, runs: runs.length, account };
    },
    /** The sandbox's account as it is. */
    account: async () => accountOf(sandbox),
    /** Confirms the sender that waits, or lets it wait again: a change in either direction. */
    flipSender: async () => {
      const sender = accountOf(sandbox).senders.find(({ roles }) => roles.length === 0);
      if (!sender) throw new Error('The account has no sender without a role.');
      const isWaiting = sender.confirm_status === 'UNCONFIRMED';
      sender.confirm_status = isWaiting ? 'CONFIRMED' : 'UNCONFIRMED';
    },
  };
}

export type Commands = ReturnType<typeof createCommands>;

function accountOf({ accounts }: Sandbox): SandboxAccount {
  const [account] = accounts.values();
  if (!account) throw new Error('The sandbox has no account.');
  return account;
}

async function putAll(client: DynamoDBClient, name: string, items: object[]): Promise<void> {
  for (let start = 0; start < items.length; start += BATCH) {
    const requests = items
      .slice(start, start + BATCH)
      .map((item) => ({ PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
  }
}
