import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { exampleAccount, largeAccount } from '../../infra/local/sandbox/seeds.ts';
import { createSyncWorld, DAY_MS, type SyncWorld } from '../support/sync-world.ts';

let world: SyncWorld;
afterEach(() => world.close());

describe('a night', () => {
  it('commits the first snapshot of an account', async () => {
    world = await createSyncWorld();

    const reply = await world.syncOne();

    expect(reply).toMatchObject({
      schemaVersion: 1,
      account: 'main',
      outcome: 'changed',
      snapshot: 1,
      checkedAt: '2026-11-01T02:15:00.000Z',
      requests: 2,
      changes: [{ kind: 'AccountConnected' }],
    });
    const [snapshot] = await world.snapshots();
    expect(snapshot?.body.content.senders.map((sender) => sender.email_address)).toEqual([
      'dlang@example.com',
      'InstaPrinz@gmail.com',
      'prints@example.com',
    ]);
    expect(snapshot?.header).toMatchObject({ number: 1, settledAt: expect.any(String) });
  });

  it('in which nothing changed keeps the snapshot and records the run', async () => {
    world = await createSyncWorld({ switches: { senderOrder: 'shuffled', roleOrder: 'shuffled' } });
    await world.syncOne();
    world.clock.advance(DAY_MS);

    const reply = await world.syncOne('main', {
      trigger: 'schedule',
      scheduledTime: '2026-11-02T02:15:00Z',
    });

    expect(reply).toMatchObject({ outcome: 'unchanged', snapshot: 1, changes: [] });
    expect(await world.snapshots()).toHaveLength(1);
    const run = (await world.runs())[1];
    expect(run).toMatchObject({
      outcome: 'unchanged',
      snapshot: 1,
      trigger: 'schedule',
      scheduledTime: '2026-11-02T02:15:00.000Z',
      requests: 2,
      requestIds: [expect.any(String), expect.any(String)],
      expiresAt: Date.parse('2026-11-02T02:15:00Z') / 1000 + 400 * 24 * 60 * 60,
    });
    expect(await world.accountItem()).toMatchObject({
      organization: 'InstaPrinz',
      senders: { confirmed: 2, unconfirmed: 1, other: 0 },
      snapshot: 1,
      lastOutcome: 'unchanged',
      lastGoodScheduledTime: '2026-11-02T02:15:00.000Z',
      oldestPendingSince: '2026-11-01T02:15:00.000Z',
      addressState: 'complete',
    });
  });

  it.each([3, 10_000])(
    'that is quiet costs 2 requests, 2 writes and 1 consistent read with %i senders',
    async (senders) => {
      const seed = senders === 3 ? exampleAccount() : largeAccount(senders);
      world = await createSyncWorld({ accounts: [seed] });
      await world.syncOne();
      world.clock.advance(DAY_MS);
      world.sandbox.record.length = 0;
      world.embedded.resetUnits();

      await world.syncOne('main', { trigger: 'schedule', scheduledTime: '2026-11-02T02:15:00Z' });

      expect(world.sandbox.record.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
        'GET /account/emails',
        'GET /account/summary',
      ]);
      const { requests, ...units } = world.embedded.units();
      expect(units).toEqual({ writes: 2, consistentReads: 1, eventualReads: 0 });
      expect(requests).toHaveLength(3);
    },
    30_000,
  );

  it('names each change once and keeps what was before', async () => {
    world = await createSyncWorld();
    await world.syncOne();
    world.clock.advance(DAY_MS);
    const account = world.account();
    account.summary.website = 'https://instaprinz.example';
    account.senders = account.senders.map((sender) =>
      sender.email_id === 2 ? { ...sender, confirm_status: 'CONFIRMED' } : sender,
    );

    const { changes } = await world.syncOne();

    expect(changes).toMatchObject([
      { kind: 'SummaryChanged', fields: ['website'], severity: 'info' },
      { kind: 'SenderConfirmed', emailAddress: 'dlang@example.com', origin: { by: 'outside' } },
    ]);
    const [first, second] = await world.snapshots();
    expect(first?.body.content.summary.website).toBe('http://InstaPriz4me.com');
    expect(second?.body.changes).toEqual(changes);
    expect(second?.body.tracks.get(2)).toEqual({
      firstSeenAt: '2026-11-01T02:15:00.000Z',
      statusSince: second?.header.checkStartedAt,
    });
  });

  it('splits a very large account into parts and reads them back whole', async () => {
    const seed = largeAccount(10_000);
    // Text that does not compress, so that one item of 400 KB is not enough.
    for (const sender of seed.senders)
      sender.email_address = `${randomUUID()}@${randomUUID()}.example`;
    world = await createSyncWorld({ accounts: [seed] });

    await world.syncOne();

    const [snapshot] = await world.snapshots();
    const parts = (await world.items()).filter((item) => String(item['sk']).startsWith('CONTENT#'));
    expect(parts.length).toBeGreaterThan(1);
    expect(snapshot?.body.content.senders).toHaveLength(10_000);
    expect(snapshot?.body.tracks.size).toBe(10_000);
  }, 30_000);

  it('commits reply drift alone once, and never an undocumented value', async () => {
    world = await createSyncWorld();
    await world.syncOne();
    const drift = { type: 'extraFields', at: 'summary', fields: { plan_name: 'canary' } } as const;
    world.sandbox.play([{ on: { path: '/account/summary' }, times: 2, fault: drift }]);

    const second = await world.syncOne();
    const third = await world.syncOne();

    expect(second.changes).toMatchObject([
      { kind: 'ReplyDrift', fields: ['summary.plan_name:string'] },
    ]);
    expect(third.outcome).toBe('unchanged');
    expect(JSON.stringify(await world.items())).not.toContain('canary');
  });
});
