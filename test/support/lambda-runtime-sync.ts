import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { buildFunctions } from '../../infra/build.ts';
import type { RecordedEvent } from '../../infra/local/eventbridge/put-events.ts';
import { startEventBridge } from '../../infra/local/eventbridge/server.ts';
import type { AccountSeed } from '../../infra/local/sandbox/account.ts';
import { createSandbox, type Sandbox } from '../../infra/local/sandbox/sandbox.ts';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { ENV, SECRET_PREFIX } from '../../lambda/shared/contract.ts';
import { startEmbedded } from './embedded.ts';
import { type LambdaFunction, startFunction } from './lambda-runtime.ts';

/** The bundles as the stack would deploy them, in a folder of their own. */
export async function buildArtifacts() {
  const folder = mkdtempSync(join(tmpdir(), 'artifacts-'));
  const built = await buildFunctions({ buildFolder: folder });
  return {
    /** Path of a function's bundle. */
    bundleOf: (name: string): string => {
      const found = built.find((one) => one.name === name);
      if (!found) throw new Error(`There is no function ${name}.`);
      return found.bundlePath;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Sandbox, table, secrets and event bus for functions in processes of their own, by the real clock. */
export interface ArtifactWorld {
  sandbox: Sandbox;
  /** What the functions have put on the default bus so far. */
  events: readonly RecordedEvent[];
  /** Starts a bundle with this world as its environment; a variable that is set to null is missing. */
  start(bundlePath: string, changes?: Record<string, string | null>): Promise<LambdaFunction>;
  storeSecret(alias: string, text: string): Promise<void>;
  secrets: SecretsManagerClient;
  /** Everything the table holds, as plain objects. */
  items(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Starts a world in which no account is connected yet. */
export async function startArtifactWorld(
  accounts: AccountSeed[] = [exampleAccount()],
): Promise<ArtifactWorld> {
  // No limit per second: two processes, as a test may start, do not know of each other's pace.
  const sandbox = await createSandbox({
    accounts,
    limits: { perSecond: 'off', tokensPerSecond: 'off' },
  });
  const embedded = await startEmbedded();
  const bridge = await startEventBridge();
  const { dynamodb, secrets, tableName } = embedded;
  const started: LambdaFunction[] = [];
  const environment = {
    [ENV.tableName]: tableName,
    [ENV.apiUrl]: sandbox.apiUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'embedded',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_ENDPOINT_URL_DYNAMODB: embedded.dynamodbUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: embedded.secretsUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bridge.url,
  };
  return {
    sandbox,
    secrets,
    events: bridge.events,
    start: async (bundlePath, changes = {}) => {
      const lambda = await startFunction({ bundlePath, environment: change(environment, changes) });
      started.push(lambda);
      return lambda;
    },
    storeSecret: async (alias, text) => {
      const secret = { Name: `${SECRET_PREFIX}${alias}`, SecretString: text };
      await secrets
        .send(new CreateSecretCommand(secret))
        .catch(() => secrets.send(new PutSecretValueCommand({ ...secret, SecretId: secret.Name })));
    },
    items: async () => {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: tableName }));
      return Items.map((item) => unmarshall(item));
    },
    close: async () => {
      await Promise.all(started.map((lambda) => lambda.close()));
      await Promise.all([sandbox.close(), embedded.close(), bridge.close()]);
    },
  };
}

function change(
  environment: Record<string, string>,
  changes: Record<string, string | null>,
): Record<string, string> {
  const all = Object.entries({ ...environment, ...changes });
  return Object.fromEntries(
    all.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
