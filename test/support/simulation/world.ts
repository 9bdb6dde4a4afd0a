import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../../../lambda/store/table.ts';
import { type Consents, openConsents } from './consents.ts';
import type { FunctionName, Invocation, Noted } from './containers.ts';
import { type BusEvent, openEventBus } from './event-bus.ts';
import { createFates, type Fates } from './fates.ts';
import { hasSecret } from './find-secret.ts';
import { asClient, type Mutation, type Outside, TABLE_NAME } from './functions.ts';
import { openLambda } from './lambda.ts';
import { createMemoryDynamoDb, type MemoryDynamoDb, type Write } from './memory-dynamodb.ts';
import { openMemorySecrets } from './memory-secrets.ts';
import { createRandom, type Random } from './random.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { toSeed } from './story.ts';
import { openVendor, type Vendor } from './vendor.ts';

/** An eventually consistent read may miss what was written so long ago, in milliseconds; DynamoDB says a second. */
const STALE = { share: 0.2, ms: 1_000 } as const;

export type NotedWrite = Write & Noted;

/** The whole outside of the functions, and all that they did to it since noon. */
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
  invocations: Invocation[];
  /** Sentences about something secret that was seen where it must not be. */
  leaks: string[];
  invoke(name: FunctionName, event: unknown, id?: string): Promise<Invocation>;
  startDueRotations(): void;
  consents: Consents;
  /** Told of every event as it is taken. */
  onEvent: (event: BusEvent) => void;
}

/** A world in which every account is connected and nothing has happened yet. */
export async function createWorld(options: {
  seed: number;
  accounts: number;
  startMs: number;
  mutation?: Mutation | undefined;
  onSent?: Outside['onSent'] | undefined;
}): Promise<World> {
  const random = createRandom(options.seed);
  const scheduler = createScheduler(options.startMs);
  const fates = createFates(random);
  const seeds = Array.from({ length: options.accounts }, (_, index) => toSeed(index, random));
  const accounts = new Map(
    seeds.map(({ summary }, index) => [`shop-${index + 1}`, summary.encoded_account_id]),
  );
  const vendor = openVendor({
    ...{ seeds, scheduler, random, fates },
    accessEndsMs: (chain) => consents.accessEndsMs(chain),
  });
  let writer: Invocation | undefined;
  const note = (by: Invocation | undefined): Noted => ({
    atMs: scheduler.now(),
    order: scheduler.order(),
    by,
  });
  const table = createMemoryDynamoDb({
    now: scheduler.now,
    pageItems: random.between(3, 40),
    staleMs: () => (random.chance(STALE.share) ? random.between(0, STALE.ms) : 0),
    onWrite: (write) => {
      world.writes.push({ ...write, ...note(writer) });
      lookFor(`the item ${write.pk} / ${write.sk}`, write.after);
    },
  });
  const secrets = openMemorySecrets({
    now: scheduler.now,
    random,
    rotate: async (event) => {
      const { ending } = await world.invoke('rotate-token', event);
      if (ending?.kind !== 'replied') throw new Error('The step did not end well.');
    },
  });
  const isRefreshToken = (text: string) => vendor.state.oauth.grants.findChain(text) !== undefined;
  const lookFor = (what: string, where: unknown) => {
    if (hasSecret(where, isRefreshToken)) world.leaks.push(`${what} holds a secret`);
  };
  const bus = openEventBus({
    scheduler,
    random,
    onEvent: (event) => {
      world.events.push(event);
      lookFor(`the event ${event.detailType}`, event.detail);
      world.onEvent(event);
    },
  });
  const answerTable = (command: unknown, by: Invocation | undefined) => {
    writer = by;
    return table.answer(command);
  };
  const lambda = openLambda(
    {
      ...{ scheduler, random, fates, vendor, secrets, bus, answerTable },
      onMetrics: (values, by) => void by?.metrics.push({ values, ...note(by) }),
      onSent: options.onSent ?? (() => undefined),
      onLog: (message, fields) => lookFor(`the log line "${message}"`, fields),
      onEnd: ({ name, ending }) => {
        if (ending?.kind === 'replied') lookFor(`a reply of ${name}`, ending.reply);
        if (ending?.kind === 'threw') lookFor(`the ${ending.error.name} of ${name}`, ending.error);
      },
      listUnfit: (name, event) => {
        if (name === 'rotate-token') return [];
        const { account } = event as { account?: string };
        const aliases = account === undefined ? [...accounts.keys()] : [account];
        return aliases.filter((alias) => consents.judge(alias) !== 'fit');
      },
    },
    options.mutation,
  );
  const consents = openConsents({ secrets, vendor, accounts, random, now: scheduler.now });
  const world: World = {
    ...{ scheduler, random, fates, vendor, table, accounts },
    openTable: {
      client: asClient<DynamoDBClient>(async (command) => table.answer(command)),
      name: TABLE_NAME,
    },
    writes: [],
    events: [],
    invocations: lambda.invocations,
    leaks: [],
    invoke: lambda.invoke,
    startDueRotations: () => void secrets.startDueRotations(),
    consents,
    onEvent: () => undefined,
  };
  await consents.connectAll();
  return world;
}
