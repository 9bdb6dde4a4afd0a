import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../lambda/shared/clock.ts';
import type { Table } from '../../lambda/store/table.ts';
import { createTable, startDynamoDb } from './dynamodb.ts';
import type { RecordedEvent } from './eventbridge/put-events.ts';
import { startEventBridge } from './eventbridge/server.ts';
import type { Rotate } from './secrets-manager/rotations.ts';
import { type EmbeddedSecretsManager, startSecretsManager } from './secrets-manager/server.ts';

const REGION = 'us-east-1';
const TABLE_NAME = 'account-sync';

/** The embedded AWS services, with clients for them. */
export interface Services {
  dynamodbUrl: string;
  secretsUrl: string;
  eventsUrl: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  table: Table;
  secrets: SecretsManagerClient;
  /** The rotations that Secrets Manager has driven so far, and the end of those under way. */
  secretsManager: Pick<EmbeddedSecretsManager, 'rotations' | 'whenIdle'>;
  eventBridge: EventBridgeClient;
  /** What the functions have put on the default bus so far. */
  events: readonly RecordedEvent[];
}

/** Where the services are, and who may ask them. */
type Places = Omit<Services, 'region' | 'table' | 'secrets' | 'eventBridge'>;

interface ServicesOptions {
  folder?: string;
  clock?: Clock;
  /** Calls the function that rotates; without it no secret is rotated. */
  rotate?: Rotate;
  /** False where secrets are made anew in each run, and need not be written. */
  keepsSecrets?: boolean;
}

/**
 * Starts the services on `folder`, or in memory without one, makes the table, does `work` and stops them again. The
 * database comes first, because its lock is that of the whole folder. Throws as the services' own start does.
 */
export async function withServices<T>(
  options: ServicesOptions,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const database = await startDynamoDb(options);
  try {
    return await withOthers(options, (others) =>
      withClients({ dynamodbUrl: database.url, ...others }, work),
    );
  } finally {
    await database.close();
  }
}

/** Secrets Manager and EventBridge, for whoever holds a key that is made here. */
async function withOthers<T>(
  { folder, clock, rotate, keepsSecrets = true }: ServicesOptions,
  work: (others: Omit<Places, 'dynamodbUrl'>) => Promise<T>,
): Promise<T> {
  const accessKeyId = randomUUID();
  const options = { ...(clock && { clock }), accessKeyId };
  const manager = await startSecretsManager({
    ...(folder && keepsSecrets && { folder }),
    ...(rotate && { rotate }),
    ...options,
  });
  const bridge = await startEventBridge(options);
  try {
    return await work({
      secretsUrl: manager.url,
      secretsManager: manager,
      eventsUrl: bridge.url,
      events: bridge.events,
      credentials: { accessKeyId, secretAccessKey: 'unused' },
    });
  } finally {
    await Promise.all([manager.close(), bridge.close()]);
  }
}

async function withClients<T>(
  places: Places,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const config = { region: REGION, credentials: places.credentials };
  const client = new DynamoDBClient({ ...config, endpoint: places.dynamodbUrl });
  const secrets = new SecretsManagerClient({ ...config, endpoint: places.secretsUrl });
  const eventBridge = new EventBridgeClient({ ...config, endpoint: places.eventsUrl });
  const table = { client, name: TABLE_NAME };
  try {
    await createTable(client, TABLE_NAME);
    return await work({ ...places, region: REGION, table, secrets, eventBridge });
  } finally {
    for (const each of [client, secrets, eventBridge]) each.destroy();
  }
}

/** Makes the secret, or gives it a new value if it has another. */
export async function storeSecret(
  secrets: SecretsManagerClient,
  name: string,
  value: string,
): Promise<void> {
  try {
    const current = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
    if (current.SecretString === value) return;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await secrets.send(new CreateSecretCommand({ Name: name, SecretString: value }));
    return;
  }
  await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
}
