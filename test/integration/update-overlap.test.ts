import { afterEach, describe, expect, it } from 'vitest';
import { takeLease } from '../../lambda/store/leases.ts';
import {
  createUpdateDependencies,
  createUpdateWorld,
  type UpdateWorld,
} from '../support/update-world.ts';

/** In the input of the command that gives a lease back. */
const RELEASE = /"leaseUntil":\{"N":"0"\}/;

let world: UpdateWorld;
afterEach(() => world.close());

/** The same as many Lambda processes at once would do: each with its own pace and token cache. */
const own = () => ({ deps: createUpdateDependencies(world) });

describe('updates of one account at once', () => {
  it('add an address once, with one confirmation mail, whoever asks', async () => {
    world = await createUpdateWorld();
    const request = { action: 'addAccountEmail', input: { email_address: 'new@example.com' } };

    const results = await Promise.all(
      Array.from({ length: 50 }, () =>
        world.update(request, own()).then(
          (reply) => (reply.ok ? reply.outcome : reply.error.code),
          (error: Error) => error.name,
        ),
      ),
    );

    expect(results.filter((outcome) => outcome === 'applied')).toHaveLength(1);
    const allowed = ['applied', 'unchanged', 'BusyError', 'RateLimitedError'];
    expect(results.filter((outcome) => !allowed.includes(outcome))).toEqual([]);
    expect(world.writes()).toEqual({ sent: 1, acted: 1 });
    expect(world.sandbox.confirmationMails).toHaveLength(1);
  }, 30_000);

  it.each([0, 4_000])(
    'of different fields of the address lose none, in any order (reads lag %i ms)',
    async (readAfterWriteLagMs) => {
      world = await createUpdateWorld({ switches: { readAfterWriteLagMs } });
      for (let turn = 1; turn <= 20; turn += 1) {
        const city = { action: 'updatePhysicalAddress', input: { city: `City ${turn}` } };
        const line = { action: 'updatePhysicalAddress', input: { address_line1: `Line ${turn}` } };
        const order = Math.random() < 0.5 ? [city, line] : [line, city];

        const replies = await Promise.all(order.map((request) => world.update(request, own())));

        expect(replies.map((reply) => reply.ok && reply.outcome)).toEqual(['applied', 'applied']);
        expect(world.account().physicalAddress).toMatchObject({
          city: `City ${turn}`,
          address_line1: `Line ${turn}`,
          address_line2: 'Unit 1',
          postal_code: '02451',
        });
      }
    },
    30_000,
  );

  it('take their own lease again when the answer to the first try was lost', async () => {
    world = await createUpdateWorld();
    let lost = false;
    const client = new Proxy(world.updateDeps.table.client, {
      get: (target, property) =>
        property === 'send'
          ? async (command: { input: object }) => {
              const reply = await target.send(command as never);
              if (lost || !JSON.stringify(command.input).includes('leaseUntil')) return reply;
              lost = true;
              return target.send(command as never);
            }
          : Reflect.get(target, property),
    });
    const deps = { ...world.updateDeps, table: { ...world.updateDeps.table, client } };

    const reply = await world.update(
      { action: 'updateAccountSummary', input: { first_name: 'Ada' } },
      { deps },
    );

    expect(lost).toBe(true);
    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
  });

  it('keep what was applied when the lease cannot be released', async () => {
    world = await createUpdateWorld();
    const client = new Proxy(world.updateDeps.table.client, {
      get: (target, property) =>
        property === 'send'
          ? async (command: { input: object }) => {
              if (RELEASE.test(JSON.stringify(command.input))) throw new Error('table on fire');
              return target.send(command as never);
            }
          : Reflect.get(target, property),
    });
    const deps = { ...world.updateDeps, table: { ...world.updateDeps.table, client } };

    const reply = await world.update(
      { action: 'updateAccountSummary', input: { first_name: 'Ada' } },
      { deps },
    );

    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
    expect(world.logs.join()).toContain('lease not released');
    expect(await world.isLeased()).toBe(true);
  });

  it('wait 20 s for a lease, then say that they are busy', async () => {
    world = await createUpdateWorld();
    const startedMs = world.clock.now();
    const lease = { owner: 'somebody', leaseUntil: startedMs + 120_000 };
    await takeLease(world.deps.table, 'main', lease, startedMs);

    const update = world.update({
      action: 'updateAccountSummary',
      input: { website: 'x.example.com' },
    });

    await expect(update).rejects.toMatchObject({ name: 'BusyError' });
    expect(world.clock.now() - startedMs).toBeGreaterThanOrEqual(20_000);
    expect(world.sandbox.record).toEqual([]);
    expect((await world.items()).find(({ sk }) => sk === 'LEASE')).toMatchObject({
      owner: 'somebody',
    });
  });

  it('take over the lease of a dead invocation', async () => {
    world = await createUpdateWorld();
    const nowMs = world.clock.now();
    await takeLease(
      world.deps.table,
      'main',
      { owner: 'dead', leaseUntil: nowMs - 1 },
      nowMs - 120_000,
    );

    const reply = await world.update({
      action: 'updateAccountSummary',
      input: { first_name: 'Ada' },
    });

    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
  });
});
