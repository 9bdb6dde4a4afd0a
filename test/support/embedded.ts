import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createTable, startDynamoDb } from '../../infra/local/dynamodb.ts';
import {
  type RecordedCall,
  startSecretsManager,
} from '../../infra/local/secrets-manager/server.ts';
import type { Clock } from '../../lambda/shared/clock.ts';
import { countUnits, type Units } from './embedded-units.ts';

/** For real clients of embedded services; one attempt, so that a test that goes wrong says so at once. */
export const EMBEDDED_CONFIG = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
  maxAttempts: 1,
};

export interface Embedded {
  dynamodb: DynamoDBClient;
  secrets: SecretsManagerClient;
  tableName: string;
  /** Addresses for the SDK's own endpoint variables. */
  dynamodbUrl: string;
  secretsUrl: string;
  /** Every Secrets Manager call so far. */
  secretCalls: readonly RecordedCall[];
  /** What `dynamodb` has used since the start or the last `resetUnits`. */
  units(): Units;
  resetUnits(): void;
  close(): Promise<void>;
}

/** Starts both services in memory, with the table made and nothing counted yet. */
export async function startEmbedded(options: { clock?: Clock } = {}): Promise<Embedded> {
  const tableName = 'account-sync';
  const database = await startDynamoDb();
  const manager = await startSecretsManager(options);
  const dynamodb = new DynamoDBClient({ ...EMBEDDED_CONFIG, endpoint: database.url });
  const secrets = new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: manager.url });
  await createTable(dynamodb, tableName);
  const counter = countUnits(dynamodb);
  return {
    dynamodb,
    secrets,
    tableName,
    dynamodbUrl: database.url,
    secretsUrl: manager.url,
    secretCalls: manager.calls,
    units: counter.units,
    resetUnits: counter.reset,
    close: async () => {
      dynamodb.destroy();
      secrets.destroy();
      await Promise.all([database.close(), manager.close()]);
    },
  };
}
