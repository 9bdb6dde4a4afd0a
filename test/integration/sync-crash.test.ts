import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../lambda/account/snapshot.ts';
import { syncAccount } from '../../lambda/sync/sync-account.ts';
import { crashAt, type Interceptor, interceptCalls } from '../support/intercept.ts';
import {
  createDependencies,
  createSyncWorld,
  DAY_MS,
  type SyncWorld,
} from '../support/sync-world.ts';

const REQUEST = { account: 'main', trigger: 'schedule' } as const;

let world: SyncWorld;
afterEach(() => world.close());

/** Night 1 connects the account; before night 2 it changes in every way at once, a removal among them. */
async function startNightTwo(): Promise<void> {
  world = await createSyncWorld();
  await world.syncOne();
  world.clock.advance(DAY_MS);
  const account = world.account();
  account.summary.website = 'https://example.com/new';
  account.senders = account.senders.slice(0, 2);
  account.senders.push({
    email_id: 9,
    email_address: 'x@example.com',
    confirm_status: 'UNCONFIRMED',
    roles: [],
  });
}

/** Runs night 2 in a process of its own, from its own start of the clock. */
async function runNightTwo(intercept: Interceptor): Promise<void> {
  const startedMs = world.clock.now();
  const process = interceptCalls(createDependencies(world), intercept);
  await syncAccount(process, REQUEST).catch(() => undefined);
  world.clock.advance(startedMs - world.clock.now());
}

/** What must not depend on crashes; only the time of settling may. */
function essence(snapshots: Snapshot[]) {
  return snapshots.map(({ header, body }) => ({
    header: { ...header, settledAt: expect.any(String) as unknown },
    body,
  }));
}

async function countCalls(): Promise<number> {
  let calls = 0;
  await startNightTwo();
  await runNightTwo((call) => {
    calls += 1;
    return call();
  });
  return calls;
}

describe('a process that dies', () => {
  it('at any outside call leaves the next run to end where an undisturbed one does', async () => {
    const calls = await countCalls();
    const undisturbed = essence(await world.snapshots());

    expect(calls).toBeGreaterThanOrEqual(11);
    for (let nth = 1; nth <= calls; nth += 1) {
      for (const when of ['before', 'after'] as const) {
        await world.close();
        await startNightTwo();
        await runNightTwo(crashAt(nth, when));
        await runNightTwo((call) => call());

        expect(await world.snapshots(), `crash ${when} call ${nth}`).toEqual(undisturbed);
        expect(await world.accountItem()).toMatchObject({
          snapshot: 2,
          lastOutcome: expect.stringMatching(/changed/),
        });
      }
    }
  }, 60_000);

  it('between commit and marker leaves a snapshot that the next run settles before it commits another', async () => {
    await startNightTwo();
    await runNightTwo(async (call, { input }) => {
      if (String(input['UpdateExpression']).includes('settledAt')) throw new Error('crash');
      return call();
    });
    expect((await world.snapshots())[1]?.header).not.toHaveProperty('settledAt');
    world.account().summary.website = 'https://example.com/newer';
    const writes: string[] = [];

    await runNightTwo(async (call, { name, input }) => {
      if (/^(Put|Update)/.test(name)) writes.push(JSON.stringify(input['Key'] ?? input['Item']));
      return call();
    });

    const settled = writes.findIndex((key) => key.includes('SNAPSHOT#0000000002'));
    const committed = writes.findIndex((key) => key.includes('SNAPSHOT#0000000003'));
    expect(settled).toBeGreaterThanOrEqual(0);
    expect(settled).toBeLessThan(committed);
    expect((await world.snapshots()).every(({ header }) => 'settledAt' in header)).toBe(true);
  });

  it('cannot settle: the run fails as SettleError and the next one, quiet, settles', async () => {
    await startNightTwo();
    await runNightTwo(async (call, { input }) => {
      if (String(input['UpdateExpression']).includes('settledAt')) throw new Error('no');
      return call();
    });
    const failed = (await world.runs()).find(({ outcome }) => outcome === 'failed');

    await runNightTwo((call) => call());

    expect(failed).toMatchObject({ errorName: 'SettleError' });
    expect((await world.snapshots())[1]?.header).toHaveProperty('settledAt');
  });
});

it('a run that cannot be recorded leaves no write running into the next invocation', async () => {
  world = await createSyncWorld();
  let isSaved = false;
  const process = interceptCalls(world.deps, async (call, { name, input }) => {
    if (JSON.stringify(input['Item'] ?? '').includes('RUN#')) throw new Error('table on fire');
    const reply = await call();
    if (name === 'UpdateItemCommand') isSaved = (await world.accountItem()) !== undefined;
    return reply;
  });

  await expect(syncAccount(process, REQUEST)).rejects.toThrow('table on fire');

  expect(isSaved).toBe(true);
});
