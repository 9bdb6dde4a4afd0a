import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import { createSyncWorld, DAY_MS, type SyncWorld } from '../support/sync-world.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await createSyncWorld();
  await world.syncOne();
  world.clock.advance(DAY_MS);
  world.sandbox.record.length = 0;
});
afterEach(() => world.close());

const paths = () => world.sandbox.record.map(({ path }) => path).sort();

describe('a removal', () => {
  it('of a sender is believed when a second look, a second later, lacks the same', async () => {
    world.account().senders = world.account().senders.slice(0, 2);

    const { changes, requests } = await world.syncOne();

    expect(changes).toMatchObject([{ kind: 'SenderRemoved', emailAddress: 'prints@example.com' }]);
    expect(requests).toBe(3);
    const [first, second] = world.sandbox.record.filter(({ path }) => path === '/account/emails');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it('of the address is asked for by its own operation', async () => {
    world.account().physicalAddress = undefined;

    const { changes } = await world.syncOne();

    expect(changes).toMatchObject([{ kind: 'PhysicalAddressRemoved' }]);
    expect(paths()).toEqual([
      '/account/emails',
      '/account/summary',
      '/account/summary/physical_address',
    ]);
  });

  it('of fields and roles is looked at again, each part by its own operation', async () => {
    delete world.account().summary.website;
    delete world.account().physicalAddress?.address_line3;
    world.account().senders = world.account().senders.map((sender) => ({ ...sender, roles: [] }));

    const { changes, requests } = await world.syncOne();

    expect(requests).toBe(5);
    expect(changes.map(({ kind, fields }) => [kind, fields])).toEqual([
      ['SummaryChanged', ['website']],
      ['PhysicalAddressChanged', ['address_line3']],
      ['SenderChanged', ['roles']],
      ['SenderChanged', ['roles']],
    ]);
  });

  it('stores what the second look said', async () => {
    world.account().senders = world.account().senders.slice(0, 2);
    const confirmed = {
      type: 'unknownStatus',
      status: 'ON_HOLD',
      address: 'dlang@example.com',
    } as const;
    world.sandbox.play([{ on: { path: '/account/emails' }, skip: 1, fault: confirmed }]);

    const { changes } = await world.syncOne();

    expect(changes).toMatchObject([
      { kind: 'SenderChanged', after: { confirm_status: 'ON_HOLD' } },
      { kind: 'SenderRemoved' },
      { kind: 'ReplyDrift', fields: ['confirm_status:ON_HOLD'] },
    ]);
  });

  const emails = { path: '/account/emails' };
  const summary = { path: '/account/summary' };
  const oneOff: [string, Scenario][] = [
    ['a sender', [{ on: emails, fault: { type: 'missingSenders', count: 1 } }]],
    ['all but one sender', [{ on: emails, fault: { type: 'missingSenders', count: 2 } }]],
    ['a role', [{ on: emails, fault: { type: 'missingRole', role: 'CONTACT' } }]],
    ['the address', [{ on: summary, fault: { type: 'missingPhysicalAddress' } }]],
    [
      'a field of the address',
      [{ on: summary, fault: { type: 'missingField', at: 'address', field: 'city' } }],
    ],
    [
      'a field of the summary',
      [{ on: summary, fault: { type: 'missingField', at: 'summary', field: 'website' } }],
    ],
    [
      'more the second time',
      [
        { on: emails, fault: { type: 'missingSenders', addresses: ['prints@example.com'] } },
        {
          on: emails,
          fault: { type: 'missingSenders', addresses: ['prints@example.com', 'dlang@example.com'] },
        },
      ],
    ],
  ];

  it.each(oneOff)('of %s in one reply alone is never believed', async (_, scenario) => {
    world.sandbox.play(scenario);

    await expect(world.syncOne()).rejects.toMatchObject({ name: 'RemovalNotConfirmedError' });

    expect(await world.snapshots()).toHaveLength(1);
    expect((await world.runs()).at(-1)).toMatchObject({
      outcome: 'failed',
      errorName: 'RemovalNotConfirmedError',
      snapshot: null,
    });
  });

  it('of all senders is never believed, however often the list is empty', async () => {
    world.account().senders = [];

    await expect(world.syncOne()).rejects.toMatchObject({ name: 'EmptySendersError' });
    await expect(world.syncOne()).rejects.toMatchObject({ name: 'EmptySendersError' });

    expect(await world.snapshots()).toHaveLength(1);
  });

  it('that ends in an empty list at the second look is no removal', async () => {
    world.sandbox.play([
      { on: emails, fault: { type: 'missingSenders', count: 1 } },
      { on: emails, fault: { type: 'emptySenders' } },
    ]);

    await expect(world.syncOne()).rejects.toMatchObject({ name: 'EmptySendersError' });
  });
});
