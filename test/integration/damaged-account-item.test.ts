import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { accountSchema, type Item, toItem } from '../../lambda/store/items.ts';
import { type AuditWorld, createAuditWorld } from '../support/audit-world.ts';
import { DAY_MS } from '../support/sync-world.ts';

const [ID, OTHER_ID] = ['acc-1', 'acc-2'];
/** What a good run writes; `addressComplete` is not written any more, nor read beside `addressState`. */
const { sk: _sk, addressComplete: _, ...fields } = accountSchema.def.shape;

let world: AuditWorld;
beforeEach(async () => {
  const accounts = [ID, OTHER_ID].map((encoded_account_id) =>
    exampleAccount({ encoded_account_id }),
  );
  world = await createAuditWorld({ accounts });
  await world.connect('whole', OTHER_ID);
});
afterEach(() => world.close());

/** Puts a value in place of these fields of the account item. */
async function damage(value: AttributeValue, names = Object.keys(fields)): Promise<void> {
  const { client, name } = world.deps.table;
  const item: Item = toItem((await world.accountItem()) ?? {});
  for (const field of names) item[field] = value;
  await client.send(new PutItemCommand({ TableName: name, Item: item }));
}

/** A night after the one before, on which a sender of each account is gone. */
async function passWithChanges(): Promise<void> {
  world.clock.advance(DAY_MS);
  for (const id of [ID, OTHER_ID]) world.account(id).senders.pop();
  await world.pass();
}

const gauges = () => world.metrics.filter((values) => 'AccountsFailed' in values);

describe('an account item', () => {
  it.each<[string, AttributeValue]>([
    ['of another type', { M: {} }],
    ['of the type of numbers', { N: '7' }],
    ['no time, no name, no number', { S: 'yesterday' }],
    ['a text that sorts among times', { S: '5' }],
    ['a time far ahead', { S: '2999-01-01T00:00:00.000Z' }],
    ['a number that JavaScript cannot say', { N: '1e120' }],
  ])('with every field %s is as good as any after the next good check', async (_, value) => {
    await world.pass();
    await damage(value);

    await passWithChanges();

    const items = [await world.accountItem(), await world.accountItem('whole')];
    const [healed, whole] = items.map((item) => ({ ...item, sk: '', accountId: '' }));
    expect(healed).toEqual(whole);
    expect(await world.runs()).toMatchObject([{ outcome: 'changed' }, { outcome: 'changed' }]);
  });

  it('stays readable whatever the secret says of the end of its token', async () => {
    for (const wrong of [
      { expires_at: world.clock.now() },
      { refresh_token: 'r', refreshed_at: '9999-12-31T23:59:59.999Z' },
      { refresh_token: 'r', authorized_at: '+275760-09-13T00:00:00.000Z' },
    ]) {
      await world.connect('main', ID, wrong);

      const reply = await world.pass({ scheduledTime: new Date(world.clock.now()).toISOString() });

      expect(reply).toMatchObject({ checked: 2 });
      expect(await world.accountItem()).not.toHaveProperty('tokenEndsAt');
      world.clock.advance(DAY_MS);
    }
  });

  it('that is damaged counts as failing, and as unknown, until it is healed', async () => {
    await world.pass();
    await damage({ M: {} });
    world.sandbox.switches.deactivatedAccounts = [ID];

    const before = await world.askWell();
    await passWithChanges();

    expect(before.totals).toMatchObject({ accounts: 2, canSend: 1, unknown: 1, failing: 1 });
    expect(before.accounts).toContainEqual({
      ...{ account: 'main', accountId: null, organization: null, checkedAt: null, stale: true },
      ...{ verdict: 'unknown', reasons: ['CHECK_STALE'], snapshot: null },
    });
    expect(gauges()).toMatchObject([{ AccountsFailed: 0 }, { AccountsFailed: 1 }]);
  });

  it.each(['senders', 'addressState'])(
    'whose %s nobody can read does not say that the account cannot send',
    async (field) => {
      await world.pass();
      await damage({ S: 'many' }, [field]);

      const { totals } = await world.askWell();

      expect(totals).toMatchObject({ canSend: 1, cannotSend: 0, unknown: 1 });
    },
  );
});
