import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { TABLE } from '../../lambda/shared/contract.ts';
import { claimDynamoDbFolder } from './dynamodb-folder.ts';

/** Tables pass through their states at once: nobody here waits for a data centre. */
const INSTANT_TABLES = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };

/** In seconds, as the SDK's waiter counts. */
const TABLE_WAIT = { minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 10 };

export interface EmbeddedDynamoDb {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB's protocol on a free port of the loopback interface, with its data in `<folder>/dynamodb` or, without
 * a folder, in memory. Throws FolderInUseError, DamagedDataError or FolderUnusableError.
 */
export async function startDynamoDb(options: { folder?: string } = {}): Promise<EmbeddedDynamoDb> {
  const claim =
    options.folder === undefined ? undefined : await claimDynamoDbFolder(options.folder);
  const server = dynalite({ ...INSTANT_TABLES, ...(claim && { path: claim.path }) });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      });
      await claim?.release();
    },
  };
}

/** Makes the table from its keys alone (the embedded database knows no more of it), or leaves the one that is there. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const command = new CreateTableCommand({
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: TABLE.partitionKey, AttributeType: 'S' },
      { AttributeName: TABLE.sortKey, AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: TABLE.partitionKey, KeyType: 'HASH' },
      { AttributeName: TABLE.sortKey, KeyType: 'RANGE' },
    ],
  });
  try {
    await client.send(command);
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, ...TABLE_WAIT }, { TableName: tableName });
}
