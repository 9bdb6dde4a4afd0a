import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { toItem } from '../../lambda/store/items.ts';
import { createAuditWorld } from '../support/audit-world.ts';

it('an audit of all accounts takes a few paged reads for 4,800 accounts', async () => {
  const world = await createAuditWorld();
  onTestFinished(() => world.close());
  const { client, name } = world.deps.table;
  const fields = {
    accountId: 'a'.repeat(14),
    organization: 'o'.repeat(60),
    snapshot: 3,
    lastOutcome: 'unchanged',
    goodCheckStartedAt: '2026-11-01T02:15:00.000Z',
    senders: { confirmed: 2, unconfirmed: 1, other: 0 },
    addressState: 'complete',
  };
  for (let batch = 0; batch < 48; batch += 1) {
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const sk = `fleet-${String(batch * 100 + index).padStart(4, '0')}`;
        return client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem({ pk: 'ACCOUNTS', sk, ...fields }),
          }),
        );
      }),
    );
  }
  world.embedded.resetUnits();

  const reply = await world.askWell();

  expect(reply.accounts).toHaveLength(4_800);
  expect(reply.totals).toMatchObject({ accounts: 4_800, canSend: 4_800 });
  expect(world.embedded.units().requests.length).toBeLessThanOrEqual(4);
  expect(Buffer.byteLength(JSON.stringify(reply))).toBeLessThan(6_000_000);
}, 60_000);
