import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../infra/local/eventbridge/failures.ts';
import { startEventBridge } from '../../infra/local/eventbridge/server.ts';
import { putEvents } from '../../lambda/shared/events.ts';
import type { Dependencies } from '../../lambda/sync/dependencies.ts';
import { syncAccount } from '../../lambda/sync/sync-account.ts';
import { EMBEDDED_CONFIG } from '../support/embedded.ts';
import { crashAt, type Interceptor, interceptCalls } from '../support/intercept.ts';
import {
  createDependencies,
  createSyncWorld,
  DAY_MS,
  type SyncWorld,
} from '../support/sync-world.ts';

const REQUEST = { account: 'main', trigger: 'schedule' } as const;

let world: SyncWorld;
let bus: Awaited<ReturnType<typeof startEventBridge>>;
let client: EventBridgeClient;
beforeEach(start);
afterEach(stop);

async function start(): Promise<void> {
  world = await createSyncWorld();
  bus = await startEventBridge();
  client = new EventBridgeClient({ ...EMBEDDED_CONFIG, endpoint: bus.url });
  await run();
  world.clock.advance(DAY_MS);
  loseSenders();
}

async function stop(): Promise<void> {
  client.destroy();
  await Promise.all([world.close(), bus.close()]);
}

/** A process of its own whose events go over HTTP to the embedded bus. */
function processOf(intercept: Interceptor = (call) => call()): Dependencies {
  const own = createDependencies(world);
  const put: Dependencies['putEvents'] = (events) => putEvents(client, events);
  return interceptCalls({ ...own, putEvents: put }, intercept);
}

const run = (intercept?: Interceptor) =>
  syncAccount(processOf(intercept), REQUEST).catch((error: Error) => error);

/** Two confirmed senders are lost: one flips, one is deleted. A sender that nobody knows comes. */
function loseSenders(): void {
  world.account().senders = world.account().senders.flatMap((sender) => {
    if (sender.email_id === 3) return [];
    return sender.email_id === 1 ? [{ ...sender, confirm_status: 'UNCONFIRMED' }] : [sender];
  });
  world.account().senders.push({
    email_id: 8,
    email_address: 'eve@example.com',
    confirm_status: 'CONFIRMED',
    roles: [],
  });
}

const delivered = () => bus.events.map(({ detail }) => detail as { id: string; snapshot: number });
const idsOf = (snapshot: number) =>
  new Set(
    delivered()
      .filter((one) => one.snapshot === snapshot)
      .map(({ id }) => id),
  );
const losses = () =>
  world.metrics.reduce((sum, values) => sum + (values['ConfirmedSendersLost'] ?? 0), 0);

describe('a night that found changes', () => {
  it('announces each as an event of its kind, counts the losses, and marks the snapshot', async () => {
    await run();

    const events = bus.events.filter(
      ({ detail }) => (detail as { snapshot: number }).snapshot === 2,
    );
    expect(events.map(({ source, detailType }) => [source, detailType])).toEqual([
      ['constant-contact.account-sync', 'SenderAdded'],
      ['constant-contact.account-sync', 'SenderUnconfirmed'],
      ['constant-contact.account-sync', 'SenderRemoved'],
    ]);
    expect(losses()).toBe(2);
    expect((await world.snapshots())[1]?.header).toHaveProperty('settledAt');
  });

  it('and the next quiet one announce nothing twice', async () => {
    await run();
    const before = bus.events.length;
    world.clock.advance(DAY_MS);

    await run();

    expect(bus.events).toHaveLength(before);
    expect(losses()).toBe(2);
  });
});

describe('a process that dies while it announces', () => {
  it('at any call loses no event and no loss, although the next night brings other changes', async () => {
    let calls = 0;
    await run((call) => {
      calls += 1;
      return call();
    });
    const expected = idsOf(2);
    expect(expected.size).toBe(3);

    for (let nth = 1; nth <= calls; nth += 1) {
      for (const when of ['before', 'after'] as const) {
        await stop();
        await start();
        await run(crashAt(nth, when));
        world.clock.advance(DAY_MS);
        world.account().summary.website = 'https://example.com/next-night';
        await run();
        await run();

        const label = `crash ${when} call ${nth}`;
        const snapshots = await world.snapshots();
        const kinds = snapshots
          .slice(1)
          .flatMap(({ body }) => body.changes.map(({ kind }) => kind));
        expect(kinds.toSorted(), label).toEqual(
          ['SenderAdded', 'SenderRemoved', 'SenderUnconfirmed', 'SummaryChanged'].toSorted(),
        );
        const announced = new Set(delivered().map(({ id }) => id));
        const all = snapshots.flatMap(({ header, body }) =>
          body.changes.map((_, index) => `main/${header.number}/${index}`),
        );
        expect(announced, label).toEqual(new Set(all));
        for (const { id } of delivered()) {
          const copies = delivered().filter((one) => one.id === id);
          expect(copies, label).toEqual(copies.map(() => copies[0]));
        }
        expect(losses(), label).toBeGreaterThanOrEqual(2);
        expect(
          snapshots.every(({ header }) => 'settledAt' in header),
          label,
        ).toBe(true);
      }
    }
  }, 60_000);
});

describe('a bus in trouble', () => {
  const troubles: [string, Failure][] = [
    ['refuses one entry', { kind: 'refuse', entries: [1] }],
    ['refuses all entries', { kind: 'refuse' }],
    ['throttles', { kind: 'throttle' }],
    ['fails before acting', { kind: 'internal' }],
    ['fails after acting', { kind: 'internal', taken: true }],
  ];

  it.each(troubles)(
    '%s: the run fails as SettleError and the next one delivers',
    async (_, failure) => {
      bus.failNext(failure);

      expect(await run()).toMatchObject({ outcome: 'failed', error: { name: 'SettleError' } });
      expect((await world.snapshots())[1]?.header).not.toHaveProperty('settledAt');

      expect(await run()).toMatchObject({ outcome: 'unchanged' });
      expect(idsOf(2).size).toBe(3);
      expect(losses()).toBe(2);
    },
  );

  it('lets nothing be committed past a snapshot that is not announced', async () => {
    bus.failNext({ kind: 'refuse' }, 2);
    await run();
    world.account().summary.website = 'https://example.com/other';

    expect(await run()).toMatchObject({ outcome: 'failed', error: { name: 'SettleError' } });
    expect(await world.snapshots()).toHaveLength(2);

    expect(await run()).toMatchObject({ outcome: 'changed', snapshot: 3 });
    const order = delivered()
      .map(({ snapshot }) => snapshot)
      .slice(-4);
    expect(order).toEqual([2, 2, 2, 3]);
  });

  it('takes very many changes in batches of ten', async () => {
    const many = Array.from({ length: 25 }, (_, index) => ({
      email_id: 100 + index,
      email_address: `many-${index}@example.com`,
      confirm_status: 'CONFIRMED',
      roles: [],
    }));
    world.account().senders.push(...many);

    await run();

    expect(bus.calls.slice(-3).map(({ entries }) => entries)).toEqual([10, 10, 9]);
    expect(delivered().at(-1)?.id).toBe('main/2/digest');
  });
});
