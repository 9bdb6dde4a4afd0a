import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  RotateSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { giveConsent } from '../../../infra/local/sandbox/oauth/give-consent.ts';
import { createConstantContact } from '../../../lambda/constant-contact/client.ts';
import { createOAuth } from '../../../lambda/constant-contact/oauth.ts';
import { createPace } from '../../../lambda/constant-contact/pace.ts';
import { openSecretVersions, storeTokenSet } from '../../../lambda/credentials/secret-versions.ts';
import { serialiseTokenSet, type TokenSet } from '../../../lambda/credentials/token-set.ts';
import { openTokens, secretNameOf } from '../../../lambda/credentials/tokens.ts';
import { rotateToken } from '../../../lambda/rotate-token/rotate-token.ts';
import { SYNC_BURST, SYNC_SPACING_MS, UPDATE_SPACING_MS } from '../../../lambda/shared/contract.ts';
import { putEvents } from '../../../lambda/shared/events.ts';
import type { Table } from '../../../lambda/store/table.ts';
import type { Dependencies } from '../../../lambda/sync/dependencies.ts';
import { runSync } from '../../../lambda/sync/run-sync.ts';
import { updateAccount } from '../../../lambda/update/update-account.ts';
import { type Container, type FunctionName, type Invocation, TIME_OUT_MS } from './containers.ts';
import { type BusEvent, openEventBus } from './event-bus.ts';
import { createFates, type Fates } from './fates.ts';
import { createMemoryDynamoDb, type MemoryDynamoDb, type Write } from './memory-dynamodb.ts';
import { openMemorySecrets } from './memory-secrets.ts';
import { createRandom, type Random } from './random.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { toSeed } from './story.ts';
import { openVendor, type Vendor } from './vendor.ts';

/** A warm container serves again, but not always. */
const COLD_START_SHARE = 0.2;

/** An eventually consistent read may miss what was written so long ago, in milliseconds; DynamoDB says a second. */
const STALE_MS = 1_000;

/** As the stack sets it for the secret of `main`; with tokens of a day it makes two rotations a day. */
const ROTATION_RULES = { ScheduleExpression: 'rate(12 hours)', Duration: '1h' };

/** What a person sees who looks for something that must not be there: tokens, a client secret, an IP address. */
const SECRETS = /eyJraWQi|sandbox-secret-of-nobody|203\.0\.113\./;

/** One write to the table, one event or one metric, as it really happened. */
export interface Noted {
  atMs: number;
  /** Tells the order within a millisecond. */
  order: number;
  by: Invocation | undefined;
}
export type NotedWrite = Write & Noted;
export type NotedMetrics = Noted & { values: Readonly<Record<string, number>> };

/** What a mutant changes of the functions under test, to see that the model notices. */
export interface Mutation {
  sync?: (deps: Dependencies) => Dependencies;
  update?: (table: Table) => Table;
  versions?: (open: typeof openSecretVersions) => typeof openSecretVersions;
}

/** The whole outside of the functions, and all that they did to it since the last `forget`. */
export interface World {
  scheduler: Scheduler;
  random: Random;
  fates: Fates;
  vendor: Vendor;
  table: MemoryDynamoDb;
  /** The table without faults, for whoever looks at it from outside. */
  openTable: Table;
  /** Account ids by alias. */
  accounts: ReadonlyMap<string, string>;
  writes: NotedWrite[];
  events: BusEvent[];
  metrics: NotedMetrics[];
  invocations: Invocation[];
  /** Sentences about something secret that was seen where it must not be. */
  leaks: string[];
  invoke(name: FunctionName, event: unknown, id?: string): Promise<Invocation>;
  startDueRotations(): void;
  /** The current token set of an account. */
  readTokens(alias: string): TokenSet;
  /** A person consents anew. */
  consent(alias: string): Promise<void>;
  /** Told of every event as it is taken. */
  onEvent: (event: BusEvent) => void;
}

export async function createWorld(options: {
  seed: number;
  accounts: number;
  startMs: number;
  mutation?: Mutation | undefined;
}): Promise<World> {
  const random = createRandom(options.seed);
  const scheduler = createScheduler(options.startMs);
  const fates = createFates(random);
  const seeds = Array.from({ length: options.accounts }, (_, index) => toSeed(index, random));
  const vendor = openVendor({
    ...{ seeds, scheduler, random, fates },
    accessEndsMs: (accountId) => {
      const alias = [...accounts].find(([, id]) => id === accountId)?.[0] ?? '';
      return Number(world.readTokens(alias).expires_at) * 1_000;
    },
  });
  const accounts = new Map(
    seeds.map(({ summary }, index) => [`shop-${index + 1}`, summary.encoded_account_id]),
  );
  let writer: Invocation | undefined;
  const note = (by: Invocation | undefined): Noted => ({
    atMs: scheduler.now(),
    order: scheduler.order(),
    by,
  });
  const table = createMemoryDynamoDb({
    now: scheduler.now,
    pageItems: random.between(3, 40),
    staleMs: () => (random.chance(0.2) ? random.between(0, STALE_MS) : 0),
    onWrite: (write) => void world.writes.push({ ...write, ...note(writer) }),
  });
  const secrets = openMemorySecrets({
    now: scheduler.now,
    random,
    rotate: async (event) => {
      const { ending } = await world.invoke('rotate-token', event);
      if (ending?.kind !== 'replied') throw new Error('The step did not end well.');
    },
  });
  const bus = openEventBus({
    scheduler,
    random,
    onEvent: (event) => {
      world.events.push(event);
      if (SECRETS.test(JSON.stringify(event)))
        world.leaks.push(`An event holds a secret: ${event.id}`);
      world.onEvent(event);
    },
  });
  const openSecrets = asClient<SecretsManagerClient>(async (command) => secrets.answer(command));
  const pools: Record<FunctionName, Container[]> = { sync: [], update: [], 'rotate-token': [] };

  function start(name: FunctionName): Container {
    const container: Container = {
      name,
      isAlive: true,
      onDeath: () => undefined,
      invocation: undefined,
      handle: () => Promise.reject(new Error('not ready')),
    };
    container.handle = createHandler(container);
    return container;
  }

  function createHandler(container: Container): Container['handle'] {
    const by = () => container.invocation;
    const dynamodb = asClient<DynamoDBClient>((command) => {
      const invocation = by();
      return scheduler.call(container, fates.awsFate(container, 'dynamodb'), () => {
        writer = invocation;
        return table.answer(command);
      });
    });
    const secretsClient = asClient<SecretsManagerClient>((command) =>
      scheduler.call(container, fates.awsFate(container, 'secrets'), () => secrets.answer(command)),
    );
    const eventBridge = asClient<EventBridgeClient>((command) => {
      const invocation = by();
      const fate = fates.awsFate(container, 'events');
      // One of the kinds of failure that the service itself has: some entries are taken, some are not.
      const isPartial = fate.failure?.when === 'before' && random.chance(0.5);
      const { failure: _, ...good } = fate;
      return scheduler.call(container, isPartial ? good : fate, () =>
        bus.answer(command, invocation, isPartial),
      );
    });
    const clock = scheduler.clockOf(container, () => fates.crashesAsleep(container));
    const log = (message: string, fields?: object) => {
      if (SECRETS.test(JSON.stringify(fields ?? {})))
        world.leaks.push(`A log line holds a secret: ${message}`);
    };
    const { apiUrl, authUrl } = vendor.urlsFor(container);
    const shared = {
      table: { client: dynamodb, name: 'account-sync' },
      tokens: openTokens({ secrets: secretsClient, clock }),
      putEvents: (events: Parameters<typeof putEvents>[1]) => putEvents(eventBridge, events),
      emitMetrics: (values: Readonly<Record<string, number>>) => {
        if (!container.isAlive) return;
        by()?.metrics.push({ ...values });
        world.metrics.push({ values, ...note(by()) });
      },
      clock,
      log: { info: log, error: log },
    };
    const connect = (spacingMs: number, burst?: number) =>
      createConstantContact({
        apiUrl,
        pace: createPace({ spacingMs, ...(burst && { burst }), clock }),
        clock,
        random: random.next,
      });
    const { mutation = {} } = options;
    switch (container.name) {
      case 'sync': {
        const deps: Dependencies = {
          ...shared,
          constantContact: connect(SYNC_SPACING_MS, SYNC_BURST),
          pendingTooLongDays: 7,
          newRunId: random.newId,
        };
        const mutated = mutation.sync?.(deps) ?? deps;
        return (event, { endsAtMs }) => runSync(mutated, event, endsAtMs);
      }
      case 'update': {
        const deps = {
          ...shared,
          table: mutation.update?.(shared.table) ?? shared.table,
          constantContact: connect(UPDATE_SPACING_MS),
          random: random.next,
          newOwnerId: random.newId,
        };
        return (event, { id, endsAtMs }) => updateAccount(deps, event, { requestId: id, endsAtMs });
      }
      case 'rotate-token': {
        const open = mutation.versions?.(openSecretVersions) ?? openSecretVersions;
        const deps = {
          ...shared,
          openVersions: (secretId: string) => open(secretsClient, secretId),
          oauth: createOAuth({ authUrl, clock }),
          newId: random.newId,
        };
        return (event, { endsAtMs }) => rotateToken(deps, event, endsAtMs);
      }
    }
  }

  function invoke(name: FunctionName, event: unknown, id = random.newId()): Promise<Invocation> {
    const idle = pools[name].find(({ isAlive, invocation }) => isAlive && !invocation);
    const container = idle && !random.chance(COLD_START_SHARE) ? idle : start(name);
    if (container !== idle) pools[name].push(container);
    const startedMs = scheduler.now();
    const endsAtMs = startedMs + TIME_OUT_MS[name];
    const invocation: Invocation = {
      ...{ id, name, event, startedMs, endsAtMs, disturbances: [], metrics: [] },
    };
    world.invocations.push(invocation);
    container.invocation = invocation;
    const timer = scheduler.at(endsAtMs, () => scheduler.kill(container, 'timed out'));
    return new Promise((resolve) => {
      function end(ending: Invocation['ending'] & object): void {
        if (invocation.ending) return;
        invocation.ending = ending;
        invocation.endedMs = scheduler.now();
        timer.cancel();
        if (container.isAlive) container.invocation = undefined;
        else pools[name] = pools[name].filter((other) => other !== container);
        resolve(invocation);
      }
      container.onDeath = (why) => end({ kind: 'died', why });
      container.handle(event, invocation).then(
        (reply) => end({ kind: 'replied', reply }),
        (error: Error) => end({ kind: 'threw', error }),
      );
    });
  }

  function newTokens(alias: string): TokenSet {
    const accountId = accounts.get(alias) ?? '';
    const { client_id, client_secret, access_token, refresh_token, expires_in, scope } =
      giveConsent(accountId, vendor.state);
    return {
      ...{ account_id: accountId, client_id, client_secret, refresh_token, access_token, scope },
      expires_at: Math.floor(scheduler.now() / 1000) + expires_in,
      authorized_at: new Date(scheduler.now()).toISOString(),
    };
  }

  const world: World = {
    ...{ scheduler, random, fates, vendor, table, accounts, invoke },
    openTable: {
      client: asClient<DynamoDBClient>(async (command) => table.answer(command)),
      name: 'account-sync',
    },
    writes: [],
    events: [],
    metrics: [],
    invocations: [],
    leaks: [],
    startDueRotations: () => void secrets.startDueRotations(),
    readTokens: (alias) => {
      const get = new GetSecretValueCommand({ SecretId: secretNameOf(alias) });
      const { SecretString } = secrets.answer(get) as GetSecretValueCommandOutput;
      return JSON.parse(SecretString ?? '{}');
    },
    consent: async (alias) => {
      await storeTokenSet(openSecrets, alias, newTokens(alias));
    },
    onEvent: () => undefined,
  };
  for (const alias of accounts.keys()) {
    const Name = secretNameOf(alias);
    const SecretString = serialiseTokenSet(newTokens(alias));
    await openSecrets.send(new CreateSecretCommand({ Name, SecretString }));
    await openSecrets.send(
      new RotateSecretCommand({
        SecretId: Name,
        RotationLambdaARN: 'arn:aws:lambda:us-east-1:000000000000:function:rotate-token',
        RotationRules: ROTATION_RULES,
        RotateImmediately: false,
      }),
    );
  }
  return world;
}

type AnyCommand = { constructor: { name: string }; input: object };

/** An SDK client, of which the functions use nothing but `send`. */
function asClient<Client>(send: (command: AnyCommand) => Promise<object>): Client {
  return { send } as Client;
}
