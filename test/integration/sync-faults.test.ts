import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SWITCH_VALUES, type Switches } from '../../infra/local/sandbox/switches.ts';
import { FATAL_FAULTS } from '../support/fatal-faults.ts';
import { createSyncWorld, DAY_MS, type SyncWorld } from '../support/sync-world.ts';

let world: SyncWorld;
afterEach(() => world.close());

describe('a run that meets a fault for as long as it lasts', () => {
  beforeEach(async () => {
    world = await createSyncWorld();
    await world.syncOne();
    world.clock.advance(DAY_MS);
  });

  it.each(FATAL_FAULTS)(
    'fails on %s, is recorded, and believes nothing',
    async (_, fault, name) => {
      world.sandbox.play([{ times: 100, fault }]);

      await expect(world.syncOne()).rejects.toMatchObject({ name });

      expect(await world.snapshots()).toHaveLength(1);
      expect((await world.runs()).at(-1)).toMatchObject({
        outcome: 'failed',
        errorName: name,
        errorMessage: expect.stringMatching(/\w/),
      });
      expect(await world.accountItem()).toMatchObject({
        lastOutcome: 'failed',
        lastErrorName: name,
        snapshot: 1,
        goodCheckStartedAt: '2026-11-01T02:15:00.000Z',
      });

      world.sandbox.clearFaults();
      expect(await world.syncOne()).toMatchObject({ outcome: 'unchanged', snapshot: 1 });
      expect(await world.accountItem()).not.toHaveProperty('lastErrorName');
    },
  );

  it.each(
    FATAL_FAULTS.filter(([, , name]) =>
      ['RateLimitedError', 'UpstreamUnavailableError', 'ReauthorizationRequiredError'].includes(
        name,
      ),
    ),
  )('gets over %s when it passes', async (_, fault) => {
    world.sandbox.play([{ fault }]);

    expect(await world.syncOne()).toMatchObject({ outcome: 'unchanged', requests: 3 });
  });

  it('is deferred, not failed, when the daily quota is spent', async () => {
    world.sandbox.play([{ times: 100, fault: { type: 'quotaExceeded' } }]);

    const reply = await world.syncOne();

    expect(reply).toMatchObject({
      outcome: 'deferred',
      snapshot: null,
      resetsAt: '2026-11-03T00:00:00.000Z',
    });
    expect((await world.runs()).at(-1)?.outcome).toBe('deferred');
    expect(await world.accountItem()).toMatchObject({
      lastOutcome: 'deferred',
      deferredUntil: '2026-11-03T00:00:00.000Z',
    });
  });
});

describe('a reply of more than 20 MB', () => {
  it.each([false, true])(
    'is unreadable (of unknown length: %s)',
    async (chunked) => {
      world = await createSyncWorld({ policy: { attemptMs: 30_000, callMs: 60_000 } });
      world.sandbox.play([{ times: 2, fault: { type: 'hugeBody', bytes: 21_000_000, chunked } }]);

      await expect(world.syncOne()).rejects.toMatchObject({ name: 'UnreadableReplyError' });

      expect(await world.snapshots()).toEqual([]);
      expect(await world.runs()).toMatchObject([{ errorName: 'UnreadableReplyError' }]);
    },
    30_000,
  );
});

const choices = Object.entries(SWITCH_VALUES).flatMap(([name, values]) =>
  values.map((value) => [name, value] as const),
);

describe('with every switch of the vendor', () => {
  it.each(choices)('%s = %s a night is good, the next is quiet', async (name, value) => {
    world = await createSyncWorld({ switches: { [name]: value } as Partial<Switches> });
    if (name === 'applicationDeactivated' && value === true) {
      await expect(world.syncOne()).rejects.toMatchObject({ name: 'ForbiddenError' });
      return;
    }
    await world.syncOne();
    world.clock.advance(60_000);

    expect(await world.syncOne()).toMatchObject({ outcome: 'unchanged', snapshot: 1, requests: 2 });
  });

  const absent = [...SWITCH_VALUES.missingAddressGet].flatMap((get) =>
    SWITCH_VALUES.missingAddressExtraField.map((extra) => [get, extra] as const),
  );

  it.each(absent)('an address that goes away is %s and %s', async (get, extra) => {
    const switches = { missingAddressGet: get, missingAddressExtraField: extra };
    world = await createSyncWorld({ switches });
    await world.syncOne();
    world.account().physicalAddress = undefined;

    const { changes } = await world.syncOne();

    expect(changes).toMatchObject([{ kind: 'PhysicalAddressRemoved' }]);
  });
});
