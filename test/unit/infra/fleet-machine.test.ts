import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAdmit } from '../../../infra/local/sandbox/limits.ts';
import {
  accountSchema,
  fromItem,
  runSchema,
  type StoredAccount,
  type StoredRun,
} from '../../../lambda/store/items.ts';
import { ACCOUNTS, partitionOf } from '../../../lambda/store/keys.ts';
import { runSync } from '../../../lambda/sync/run-sync.ts';
import { createFleetWorld, type FleetWorld } from '../../support/fleet-world.ts';
import { crashAt, interceptCalls } from '../../support/intercept.ts';
import type { StateMachine } from './state-machine.ts';
import { execute, type Invoke, parseDefinition, readDefinition } from './state-machine.ts';
import { synthesize } from './synthesize.ts';

/** With the safe margin of three minutes it leaves time for some 30 accounts. */
const SLICE_MS = 200_000;
const ACCOUNT_COUNT = 100;
const BROKEN = 'fleet-0042';

const toNight = (scheduledTime: string) => ({ scheduledTime, trigger: 'schedule' });
const FIRST_NIGHT = toNight('2026-11-01T02:15:00.000Z');
const SECOND_NIGHT = toNight('2026-11-02T02:15:00.000Z');

let machine: StateMachine;
let world: FleetWorld;

beforeAll(async () => {
  machine = parseDefinition(readDefinition(await synthesize({ fleet: 'true' })));
});
beforeEach(() => {
  world = createFleetWorld({ count: ACCOUNT_COUNT, latencyMs: () => 300 });
});

/** The function, in a new process each time. */
const invokeSync: Invoke = (_name, payload) =>
  runSync(world.newProcess(), payload, world.clock.now() + SLICE_MS);

const run = (event: object, invoke = invokeSync) =>
  execute(machine, event, { invoke, clock: world.clock });

const named = (name: string) => Object.assign(new Error(name), { name });

/** Takes the invocations one after the other: those that are not named go well. */
function script(faults: Record<number, (payload: unknown) => Promise<unknown>>): Invoke {
  let count = 0;
  return (name, payload) => {
    count += 1;
    return faults[count]?.(payload) ?? invokeSync(name, payload);
  };
}

const accountItem = (alias: string): StoredAccount =>
  fromItem(accountSchema, world.table.partition(ACCOUNTS).get(alias) ?? { sk: { S: alias } });

/** Accounts that are good for a time. */
const countGood = ({ scheduledTime }: { scheduledTime: string }) =>
  world.aliases.filter((alias) => accountItem(alias).lastGoodScheduledTime === scheduledTime)
    .length;

/** The process dies in the middle of its work, and nobody hears of what it did. */
async function crash(payload: unknown): Promise<never> {
  const before = countGood(FIRST_NIGHT);
  const deps = interceptCalls(world.newProcess(), crashAt(100, 'after'));
  await runSync(deps, payload, world.clock.now() + SLICE_MS).catch(() => undefined);
  expect(countGood(FIRST_NIGHT)).toBeGreaterThan(before);
  throw named('Lambda.Unknown');
}

const runsOf = (alias: string, scheduledTime: string): StoredRun[] =>
  [...world.table.partition(partitionOf(alias))]
    .filter(([sk]) => sk.startsWith('RUN#'))
    .map(([, item]) => fromItem(runSchema, item))
    .filter((run) => run.scheduledTime === scheduledTime);

const outcomesOf = (alias: string, { scheduledTime }: { scheduledTime: string }) =>
  runsOf(alias, scheduledTime).map(({ outcome }) =>
    outcome === 'unchanged' ? 'changed' : outcome,
  );

/** How many accounts have these outcomes of their runs at a time. */
function countOutcomes(night: { scheduledTime: string }): Record<string, number> {
  const lists = world.aliases.map((alias) => outcomesOf(alias, night).join(' ') || 'none');
  return Object.fromEntries(
    [...new Set(lists)].sort().map((list) => [list, lists.filter((one) => one === list).length]),
  );
}

const statuses = () => [...new Set(world.arrivals.map(({ status }) => status))];

describe('a night of the machine', () => {
  it('checks every account once, slice by slice, and ends', async () => {
    const { output, states } = await run(FIRST_NIGHT);

    expect(states.slice(0, 4)).toEqual(['CheckAccounts', 'IsAnyPending', 'Pause', 'CheckAccounts']);
    expect(states.slice(-2)).toEqual(['IsAnyPending', 'Done']);
    expect(states.filter((state) => state === 'CheckAccounts').length).toBeGreaterThan(2);
    expect(output).toMatchObject({ pending: 0, failed: 0, deferred: 0 });
    expect(countOutcomes(FIRST_NIGHT)).toEqual({ changed: ACCOUNT_COUNT });
    expect(statuses()).toEqual([200]);
  });

  it('survives a busy function, a crash in a slice and a lost account, without a refusal by the vendor', async () => {
    world.onRequest = ({ account }) =>
      account === BROKEN ? new Response('', { status: 403 }) : undefined;
    const busy = async () => {
      throw named('Lambda.TooManyRequestsException');
    };

    const { output } = await run(FIRST_NIGHT, script({ 1: busy, 2: busy, 4: crash }));

    expect(output).toMatchObject({ pending: 0 });
    const twice = world.aliases.filter((alias) => outcomesOf(alias, FIRST_NIGHT).length > 1);
    const others = twice.filter((alias) => alias !== BROKEN);
    expect(outcomesOf(BROKEN, FIRST_NIGHT)).toEqual(['failed', 'failed', 'failed']);
    expect(accountItem(BROKEN)).toMatchObject({ tries: 3, lastErrorName: 'ForbiddenError' });
    // Whose run was written when the process died, but not its account's item; as many as are under way at once.
    expect(others.length).toBeLessThanOrEqual(6);
    expect(countGood(FIRST_NIGHT)).toBe(ACCOUNT_COUNT - 1);
    expect(statuses().sort()).toEqual([200, 403]);
    // What fails again keeps nobody waiting: both repeats, of two requests each, come after all others.
    expect(world.arrivals.slice(-4).map(({ account }) => account)).toEqual(Array(4).fill(BROKEN));
  });

  it('ends when the quota is spent, asks nothing before the reset, and the first pass after it does the rest', async () => {
    world.vendor.admit = createAdmit(world.clock, { perSecond: 4, perDay: 101 });

    const first = await run(FIRST_NIGHT);
    const checked = countOutcomes(FIRST_NIGHT)['changed'] ?? 0;
    expect(first.output).toMatchObject({ pending: 0, resetsAt: '2026-11-02T00:00:00.000Z' });
    expect(first.states.at(-1)).toBe('Done');
    expect(checked).toBe(50);

    const sent = world.arrivals.length;
    const secondPass = {
      trigger: 'secondPass',
      scheduledTime: '2026-11-01T05:15:00.000Z',
      staleAfterHours: 12,
    };
    await world.clock.sleep(Date.parse(secondPass.scheduledTime) - world.clock.now());
    const second = await run(secondPass);
    expect(second.output).toMatchObject({ deferred: ACCOUNT_COUNT - checked, requests: 0 });
    expect(world.arrivals.length).toBe(sent);

    world.vendor.admit = createAdmit(world.clock, { perSecond: 4, perDay: 10_000 });
    await world.clock.sleep(Date.parse(SECOND_NIGHT.scheduledTime) - world.clock.now());
    const third = await run(SECOND_NIGHT);
    expect(third.output).toMatchObject({ pending: 0, deferred: 0 });
    expect(countOutcomes(SECOND_NIGHT)).toEqual({ changed: ACCOUNT_COUNT });
  });

  it('leaves nobody out when night after night is cut short', async () => {
    world.vendor.admit = createAdmit(world.clock, { perSecond: 4, perDay: 101 });

    await run(FIRST_NIGHT);
    await world.clock.sleep(Date.parse(SECOND_NIGHT.scheduledTime) - world.clock.now());
    await run(SECOND_NIGHT);

    const unchecked = world.aliases.filter((alias) => !accountItem(alias).goodCheckStartedAt);
    expect(unchecked).toEqual([]);
    expect(countGood(SECOND_NIGHT)).toBe(ACCOUNT_COUNT / 2);
  });

  it('checks every account once too when a person started it without a time', async () => {
    const { output } = await run({});

    expect(output).toMatchObject({ scheduledTime: '2026-11-01T02:15:00.000Z', pending: 0 });
    expect(world.arrivals).toHaveLength(2 * ACCOUNT_COUNT);
  });

  it('leaves a second pass nothing to do but what failed', async () => {
    let isBroken = true;
    world.onRequest = ({ account }) =>
      isBroken && account === BROKEN ? new Response('', { status: 403 }) : undefined;
    await run(FIRST_NIGHT);
    isBroken = false;
    world.arrivals.length = 0;

    const secondPass = {
      trigger: 'secondPass',
      scheduledTime: '2026-11-01T05:15:00.000Z',
      staleAfterHours: 12,
    };
    await world.clock.sleep(Date.parse(secondPass.scheduledTime) - world.clock.now());
    const { output } = await run(secondPass);

    expect(output).toMatchObject({ checked: 1, pending: 0 });
    expect(new Set(world.arrivals.map(({ account }) => account))).toEqual(new Set([BROKEN]));
  });

  it('fails, for the alarm to ring, when no account can be checked however often it is tried', async () => {
    world.onRequest = () => new Response('', { status: 403 });

    await expect(run(FIRST_NIGHT)).rejects.toMatchObject({ name: 'NoAccountCheckedError' });
  });

  it('times out when it makes no end', async () => {
    const endless: Invoke = async () => {
      await world.clock.sleep(60_000);
      return { pending: 1 };
    };

    await expect(run(FIRST_NIGHT, endless)).rejects.toMatchObject({ name: 'States.Timeout' });
  });
});
