import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../lambda/audit/audit.ts';
import { toItem } from '../../lambda/store/items.ts';
import { accountKey } from '../../lambda/store/keys.ts';
import { DAY_MS } from '../support/sync-world.ts';
import { createUpdateWorld, type UpdateWorld } from '../support/update-world.ts';

let world: UpdateWorld;
beforeEach(async () => {
  world = await createUpdateWorld();
  await world.syncOne();
  world.clock.advance(DAY_MS);
});
afterEach(() => world.close());

const OURS = { by: 'ours', requestId: 'r-7', requestedBy: 'crm' };
const update = (action: string, input: object) =>
  world.update({ action, input, requestedBy: 'crm' }, { requestId: 'r-7' });

describe('the origin of a change', () => {
  it('is ours for a sender that we added, and never a warning', async () => {
    await update('addAccountEmail', { email_address: 'new@example.com' });

    const { changes } = await world.syncOne();

    expect(changes).toMatchObject([{ kind: 'SenderAdded', severity: 'info', origin: OURS }]);
  });

  it('is told by an audit too: a sender that we added is no sign of takeover', async () => {
    await update('addAccountEmail', { email_address: 'new@example.com' });
    await world.syncOne();
    const limits = { staleAfterHours: 26, pendingTooLongDays: 7 };

    const reply = await audit({ ...world.deps, limits }, { schemaVersion: 1, account: 'main' });

    expect(reply).toMatchObject({
      accounts: [
        {
          senders: expect.arrayContaining([
            expect.objectContaining({ addedBy: { requestedBy: 'crm', requestId: 'r-7' } }),
          ]),
          findings: expect.arrayContaining([
            expect.objectContaining({
              code: 'NEW_SENDER',
              sender: 'new@example.com',
              remedy: 'Nothing to do: it was added through update, asked by crm (request r-7).',
            }),
          ]),
        },
      ],
    });
  });

  it('is ours for what one update wrote of the summary or the address', async () => {
    await update('updateAccountSummary', { website: 'https://a.example.com', first_name: 'Ada' });
    await update('updatePhysicalAddress', { city: 'Waltham', address_line3: null });

    const { changes } = await world.syncOne();

    expect(changes).toMatchObject([
      { kind: 'SummaryChanged', origin: OURS },
      { kind: 'PhysicalAddressChanged', origin: OURS },
    ]);
  });

  it('is outside when somebody changed more than we wrote, or something else', async () => {
    await update('updateAccountSummary', { website: 'https://a.example.com' });
    world.account().summary.first_name = 'Eve';
    world.account().senders.push({
      email_id: 77,
      email_address: 'eve@example.com',
      confirm_status: 'CONFIRMED',
      roles: [],
    });

    const { changes } = await world.syncOne();

    expect(changes).toMatchObject([
      { kind: 'SummaryChanged', origin: { by: 'outside' } },
      { kind: 'SenderAdded', severity: 'warning', origin: { by: 'outside' } },
    ]);
  });

  it('is outside when the write was refused and somebody else made the change', async () => {
    world.sandbox.play([{ on: { method: 'PUT' }, fault: { type: 'status', status: 400 } }]);
    await update('updateAccountSummary', { website: 'https://a.example.com' });
    world.account().summary.website = 'https://a.example.com';

    const { changes } = await world.syncOne();

    expect(changes).toMatchObject([{ kind: 'SummaryChanged', origin: { by: 'outside' } }]);
  });

  it('is ours for a change that shows only after the sync it started', async () => {
    world.sandbox.switches.readAfterWriteLagMs = 30_000;
    await update('addAccountEmail', { email_address: 'new@example.com' });
    expect(await world.syncOne('main', { trigger: 'update' })).toMatchObject({
      outcome: 'unchanged',
    });
    world.clock.advance(DAY_MS);

    const { changes } = await world.syncOne();

    expect(changes).toMatchObject([{ kind: 'SenderAdded', origin: OURS }]);
  });

  it.each(['kept', 'lost'])(
    'is outside for the same change made again by somebody after we made it and it was seen (account item %s)',
    async (fate) => {
      await update('updateAccountSummary', { website: 'https://a.example.com' });
      await world.syncOne();
      world.account().summary.website = 'https://b.example.com';
      world.clock.advance(DAY_MS);
      await world.syncOne();
      world.account().summary.website = 'https://a.example.com';
      world.clock.advance(DAY_MS);
      if (fate === 'lost') await loseAccountItem();

      const { changes } = await world.syncOne();

      expect(changes).toMatchObject([{ kind: 'SummaryChanged', origin: { by: 'outside' } }]);
    },
  );
});

async function loseAccountItem(): Promise<void> {
  const { client, name } = world.deps.table;
  await client.send(new DeleteItemCommand({ TableName: name, Key: toItem(accountKey('main')) }));
}
