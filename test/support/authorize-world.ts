import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createTable, startDynamoDb } from '../../infra/local/dynamodb.ts';
import {
  PUBLIC_APPLICATION,
  SECRET_APPLICATION,
} from '../../infra/local/sandbox/oauth/applications.ts';
import { createSandbox, type Sandbox } from '../../infra/local/sandbox/sandbox.ts';
import { exampleAccount, recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import { startSecretsManager } from '../../infra/local/secrets-manager/server.ts';
import type { TokenSet } from '../../lambda/credentials/token-set.ts';
import { secretNameOf } from '../../lambda/credentials/tokens.ts';
import { systemClock } from '../../lambda/shared/clock.ts';
import { PARAMETERS } from '../../lambda/shared/contract.ts';
import type { Table } from '../../lambda/store/table.ts';
import { EMBEDDED_CONFIG } from './embedded.ts';
import { startParameters } from './parameters.ts';
import type { Ended } from './run-command.ts';

const AUTHORIZE = fileURLToPath(new URL('../../infra/operate/authorize.ts', import.meta.url));
const TABLE_NAME = 'account-sync';

export const ROTATE_TOKEN_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:rotate-token';

/** The sandbox and what a deployed stack has, as far as connecting an account needs it. */
export interface AuthorizeWorld {
  sandbox: Sandbox;
  /** Ids of the two accounts of the sandbox. */
  accountIds: readonly [string, string];
  secrets: SecretsManagerClient;
  table: Table;
  /** Steps that the rotation function was called with. */
  rotationSteps: readonly string[];
  /** What the stack has published, by name. */
  parameters: Record<string, string>;
  /** Where the redirect comes back; registered with both applications. */
  port: number;
  /** What an operator's environment holds; the client secret with it. */
  env: Record<string, string>;
  /** Moves the clock of the sandbox alone. */
  advanceVendor(byMs: number): void;
  store(alias: string, text: string): Promise<void>;
  /** The tokens of an alias, or undefined when nothing is stored. */
  read(alias: string): Promise<TokenSet | undefined>;
  describe(alias: string): Promise<object>;
  close(): Promise<void>;
}

export async function createAuthorizeWorld(): Promise<AuthorizeWorld> {
  let aheadMs = 0;
  const rotationSteps: string[] = [];
  const port = await findFreePort();
  const redirectUris = [`http://localhost:${port}/callback`];
  const accounts = [exampleAccount(), recordedAccount()];
  const parameters: Record<string, string> = {
    [PARAMETERS.tableName]: TABLE_NAME,
    [PARAMETERS.staleAfterHours]: '26',
    [PARAMETERS.pendingTooLongDays]: '7',
    [PARAMETERS.rotateTokenFunctionArn]: ROTATE_TOKEN_ARN,
  };
  const [sandbox, database, manager, ssm] = await Promise.all([
    createSandbox({
      accounts,
      clock: { ...systemClock, now: () => systemClock.now() + aheadMs },
      applications: [SECRET_APPLICATION, PUBLIC_APPLICATION].map((application) => ({
        ...application,
        redirectUris,
      })),
      limits: { perSecond: 'off', tokensPerSecond: 'off' },
    }),
    startDynamoDb(),
    startSecretsManager({ rotate: async ({ Step }) => void rotationSteps.push(Step) }),
    startParameters(parameters),
  ]);
  const secrets = new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: manager.url });
  const client = await connectTable(database.url);
  return {
    sandbox,
    accountIds: [
      accounts[0]?.summary.encoded_account_id ?? '',
      accounts[1]?.summary.encoded_account_id ?? '',
    ],
    secrets,
    table: { client, name: TABLE_NAME },
    rotationSteps,
    parameters,
    port,
    env: {
      AWS_REGION: EMBEDDED_CONFIG.region,
      AWS_ACCESS_KEY_ID: EMBEDDED_CONFIG.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMBEDDED_CONFIG.credentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: database.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.url,
      AWS_ENDPOINT_URL_SSM: ssm.url,
      CONSTANT_CONTACT_API_URL: sandbox.apiUrl,
      CONSTANT_CONTACT_AUTH_URL: sandbox.authUrl,
      CONSTANT_CONTACT_CLIENT_ID: SECRET_APPLICATION.clientId,
      CONSTANT_CONTACT_CLIENT_SECRET: SECRET_APPLICATION.clientSecret,
    },
    advanceVendor: (byMs) => {
      aheadMs += byMs;
    },
    ...openSecrets(secrets),
    close: async () => {
      secrets.destroy();
      client.destroy();
      const started = [sandbox, database, manager, ssm];
      await Promise.all(started.map((server) => server.close()));
    },
  };
}

async function connectTable(endpoint: string): Promise<Table['client']> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({ ...EMBEDDED_CONFIG, endpoint });
  await createTable(client, TABLE_NAME);
  return client;
}

function openSecrets(secrets: SecretsManagerClient) {
  return {
    store: async (alias: string, text: string) => {
      await secrets.send(
        new CreateSecretCommand({ Name: secretNameOf(alias), SecretString: text }),
      );
    },
    read: async (alias: string): Promise<TokenSet | undefined> => {
      try {
        const get = new GetSecretValueCommand({ SecretId: secretNameOf(alias) });
        return JSON.parse((await secrets.send(get)).SecretString ?? '');
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },
    describe: (alias: string) =>
      secrets.send(new DescribeSecretCommand({ SecretId: secretNameOf(alias) })),
  };
}

/** One that nobody listens on, and below those that the system gives to whoever asks for any. */
async function findFreePort(port = 20_000 + (process.pid % 10_000)): Promise<number> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return await findFreePort(port + 1);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Authorizing {
  /** The vendor's page, once it is printed. Rejects when the command ends before. */
  page: Promise<string>;
  ended: Promise<Ended>;
  child: ChildProcess;
}

/** Runs what `npm run authorize -- --no-open` runs, on the world's port. */
export function startAuthorize({ port, env }: AuthorizeWorld, args: string[]): Authorizing {
  const child = spawn(process.execPath, [AUTHORIZE, '--no-open', '--port', String(port), ...args], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env },
    stdio: 'pipe',
  });
  child.stdin.end();
  const output = { stdout: '', stderr: '' };
  const printed = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
    const address = /^ {2}(http\S+)\n/m.exec(output.stderr)?.[1];
    if (address !== undefined) printed.resolve(address);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      printed.reject(new Error(`It ended before: ${output.stderr}`));
      resolve({ code: code ?? -1, ...output });
    });
  });
  // Whoever does not wait for the page looks at the end.
  printed.promise.catch(() => undefined);
  return { page: printed.promise, ended, child };
}
