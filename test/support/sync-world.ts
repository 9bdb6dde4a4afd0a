import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AccountSeed, SandboxAccount } from '../../infra/local/sandbox/account.ts';
import type { Limits } from '../../infra/local/sandbox/limits.ts';
import { createSandbox, type Sandbox } from '../../infra/local/sandbox/sandbox.ts';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import type { Switches } from '../../infra/local/sandbox/switches.ts';
import type { Snapshot } from '../../lambda/account/snapshot.ts';
import { createConstantContact } from '../../lambda/constant-contact/client.ts';
import { createPace } from '../../lambda/constant-contact/pace.ts';
import type { RequestPolicy } from '../../lambda/constant-contact/policy.ts';
import { openTokens, secretNameOf } from '../../lambda/credentials/tokens.ts';
import { SYNC_BURST } from '../../lambda/shared/contract.ts';
import type { OutgoingEvent } from '../../lambda/shared/events.ts';
import type { MetricValues } from '../../lambda/shared/metrics.ts';
import { listHeaders } from '../../lambda/store/headers.ts';
import type { StoredAccount, StoredRun } from '../../lambda/store/items.ts';
import { readSnapshot } from '../../lambda/store/snapshots.ts';
import type { Dependencies } from '../../lambda/sync/dependencies.ts';
import { type AccountReply, runSync } from '../../lambda/sync/run-sync.ts';
import type { PassReply } from '../../lambda/sync/sync-pass.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

/** A day, in milliseconds. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** Time-outs of a real vendor would make a failing test slow; these do not. */
const FAST_POLICY = { attemptMs: 1_000, callMs: 3_500, backoffMs: 100 };

/** The sandbox, the embedded AWS parts and the dependencies of sync, all on one fake clock. */
export interface SyncWorld {
  clock: FakeClock;
  sandbox: Sandbox;
  embedded: Embedded;
  deps: Dependencies;
  /** Every line that was logged, as text. */
  logs: string[];
  /** What was put on the bus and emitted as metrics. */
  events: OutgoingEvent[];
  metrics: MetricValues[];
  /** Stores a token of a sandbox account under an alias and returns it; other fields go into the secret too. */
  connect(alias: string, accountId: string, fields?: object): Promise<string>;
  storeSecret(alias: string, text: string): Promise<void>;
  account(accountId?: string): SandboxAccount;
  syncOne(alias?: string, event?: object): Promise<AccountReply>;
  pass(event?: object): Promise<PassReply>;
  /** Everything the table holds, as plain objects. */
  items(): Promise<Record<string, unknown>[]>;
  runs(alias?: string): Promise<StoredRun[]>;
  accountItem(alias?: string): Promise<StoredAccount | undefined>;
  /** All snapshots of an account, oldest first. */
  snapshots(alias?: string): Promise<Snapshot[]>;
  close(): Promise<void>;
}

/** Builds a world with one connected account, `main`. */
export async function createSyncWorld(
  options: {
    accounts?: AccountSeed[];
    switches?: Partial<Switches>;
    limits?: Partial<Limits>;
    spacingMs?: number;
    policy?: Partial<RequestPolicy>;
  } = {},
): Promise<SyncWorld> {
  const {
    accounts = [exampleAccount()],
    switches = {},
    limits = {},
    spacingMs = 334,
    policy = {},
  } = options;
  const clock = createFakeClock();
  const sandbox = await createSandbox({ clock, accounts, switches, limits });
  const embedded = await startEmbedded();
  const logs: string[] = [];
  const events: OutgoingEvent[] = [];
  const metrics: MetricValues[] = [];
  const deps = createDependencies({
    sandbox,
    embedded,
    clock,
    logs,
    events,
    metrics,
    spacingMs,
    policy,
  });
  const world = {
    clock,
    sandbox,
    embedded,
    deps,
    logs,
    events,
    metrics,
    ...inspect(deps),
    ...act(deps, sandbox, embedded),
  };
  await world.connect('main', accounts[0]?.summary.encoded_account_id ?? '');
  return {
    ...world,
    close: async () => {
      await Promise.all([sandbox.close(), embedded.close()]);
    },
  };
}

/**
 * A world in which `main` and these aliases are connected, each as the account `acc-<alias>`. Without the vendor's limits:
 * the fake clock runs ahead of real connections, so that it would see too much at once; see fleet-pace.
 */
export async function createSyncWorldOf(...aliases: string[]): Promise<SyncWorld> {
  const accounts = ['main', ...aliases].map((alias) =>
    exampleAccount({ encoded_account_id: `acc-${alias}` }),
  );
  const world = await createSyncWorld({ accounts, limits: { perSecond: 'off' } });
  for (const alias of aliases) await world.connect(alias, `acc-${alias}`);
  return world;
}

/** Dependencies of one Lambda process: a token cache and a pace of its own. */
export function createDependencies(parts: {
  sandbox: Sandbox;
  embedded: Embedded;
  clock: FakeClock;
  logs?: string[];
  events?: OutgoingEvent[];
  metrics?: MetricValues[];
  spacingMs?: number;
  policy?: Partial<RequestPolicy>;
}): Dependencies {
  const {
    sandbox,
    embedded,
    clock,
    logs = [],
    events = [],
    metrics = [],
    spacingMs = 334,
    policy = {},
  } = parts;
  const write = (message: string, fields?: object) =>
    void logs.push(JSON.stringify({ message, ...fields }));
  return {
    table: { client: embedded.dynamodb, name: embedded.tableName },
    tokens: openTokens({ secrets: embedded.secrets, clock }),
    constantContact: createConstantContact({
      apiUrl: sandbox.apiUrl,
      pace: createPace({ spacingMs, burst: SYNC_BURST, clock }),
      clock,
      random: () => 0.5,
      policy: { ...FAST_POLICY, ...policy },
    }),
    clock,
    log: { info: write, error: write },
    putEvents: async (put) => void events.push(...put),
    emitMetrics: (values) => void metrics.push(values),
    requestSpacingMs: spacingMs,
    pendingTooLongDays: 7,
    newRunId: randomUUID,
  };
}

function act(deps: Dependencies, sandbox: Sandbox, { secrets }: Embedded) {
  const endsAtMs = Number.MAX_SAFE_INTEGER;
  async function storeSecret(alias: string, text: string): Promise<void> {
    const secret = { Name: secretNameOf(alias), SecretString: text };
    await secrets
      .send(new CreateSecretCommand(secret))
      .catch(() => secrets.send(new PutSecretValueCommand({ ...secret, SecretId: secret.Name })));
  }
  return {
    storeSecret,
    connect: async (alias: string, accountId: string, fields: object = {}) => {
      const token = sandbox.issueToken(accountId, { expiresAtMs: Number.MAX_SAFE_INTEGER });
      await storeSecret(alias, JSON.stringify({ access_token: token, ...fields }));
      return token;
    },
    account: (accountId?: string) => {
      const found = accountId ? sandbox.accounts.get(accountId) : [...sandbox.accounts.values()][0];
      if (!found) throw new Error(`The sandbox has no account ${accountId}`);
      return found;
    },
    syncOne: async (account = 'main', event: object = {}) =>
      (await runSync(deps, { account, ...event }, endsAtMs)) as AccountReply,
    pass: async (event: object = { trigger: 'schedule' }) =>
      (await runSync(deps, event, endsAtMs)) as PassReply,
  };
}

function inspect({ table }: Dependencies) {
  async function items(): Promise<Record<string, unknown>[]> {
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
    return Items.map((item) => unmarshall(item));
  }
  const startsWith = (prefix: string) => (item: Record<string, unknown>) =>
    String(item['sk']).startsWith(prefix);
  return {
    items,
    runs: async (alias = 'main') => {
      const own = (await items()).filter((item) => item['pk'] === `ACCOUNT#${alias}`);
      return own.filter(startsWith('RUN#')) as unknown as StoredRun[];
    },
    accountItem: async (alias = 'main') => {
      const accounts = (await items()).filter((item) => item['pk'] === 'ACCOUNTS');
      return accounts.find((item) => item['sk'] === alias) as StoredAccount | undefined;
    },
    snapshots: async (alias = 'main') => {
      const headers = (await Array.fromAsync(listHeaders(table, alias))).reverse();
      return Promise.all(headers.map((header) => readSnapshot(table, alias, header)));
    },
  };
}
