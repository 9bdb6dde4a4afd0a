import {
  DeleteSecretCommand,
  RestoreSecretCommand,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { auditAccounts } from '../../lambda/audit/audit-accounts.ts';
import { createSyncWorld, DAY_MS, type SyncWorld } from '../support/sync-world.ts';

let world: SyncWorld;
beforeEach(async () => {
  const accounts = ['acc-main', 'acc-shop'].map((encoded_account_id) =>
    exampleAccount({ encoded_account_id }),
  );
  world = await createSyncWorld({ accounts, limits: { perSecond: 'off' } });
  await world.connect('shop', 'acc-shop');
});
afterEach(() => world.close());

const secretId = (alias: string) => `constant-contact/${alias}`;

function pause(until: string, reason = 'moving') {
  const Tags = [
    { Key: 'constant-contact:paused-until', Value: until },
    { Key: 'constant-contact:paused-reason', Value: reason },
  ];
  return world.embedded.secrets.send(new TagResourceCommand({ SecretId: secretId('shop'), Tags }));
}

const deleteSecret = () =>
  world.embedded.secrets.send(new DeleteSecretCommand({ SecretId: secretId('shop') }));

async function nextNight() {
  world.clock.advance(DAY_MS);
  world.logs.length = 0;
  world.metrics.length = 0;
  return await world.pass();
}

const audited = async () => {
  const { table, clock } = world.deps;
  const limits = { staleAfterHours: 26, pendingTooLongDays: 7 };
  const { accounts } = await auditAccounts({ table, clock, limits });
  return accounts.map(({ account }) => account);
};

describe('an account that is paused by the tags of its secret', () => {
  it('is left out until the end of the pause, and every pass says why', async () => {
    await pause('2026-11-04');

    const nights = [await world.pass(), await nextNight()];

    expect(nights).toMatchObject([
      { checked: 1, skipped: 1, pending: 0 },
      { checked: 1, skipped: 1, pending: 0 },
    ]);
    expect(await world.runs('shop')).toEqual([]);
    expect(world.logs).toContain(
      '{"message":"account paused","account":"shop","until":"2026-11-04","reason":"moving"}',
    );
  });

  it('is out of the gauges, so that a known trouble rings no alarm', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-shop'];
    await world.pass();
    expect(world.metrics.at(-1)).toMatchObject({ AccountsFailed: 1 });

    await pause('2026-12-01');
    await nextNight();

    expect(world.metrics.at(-1)).toMatchObject({ AccountsFailed: 0 });
  });

  it.each([
    ['2026-11-01', 'pause has ended: take its tags off the secret'],
    ['after Easter', 'pause without a readable end: the account is checked'],
  ])('until %s is checked, and the pass tells of it', async (until, message) => {
    await pause(until);

    expect(await world.pass()).toMatchObject({ checked: 2, skipped: 0 });

    expect(world.logs.join()).toContain(`{"message":"${message}","account":"shop"`);
  });
});

describe('an account whose secret is gone', () => {
  beforeEach(async () => {
    await world.pass();
    await deleteSecret();
  });

  it('is retired by the next pass, with its history, and audits leave it out', async () => {
    expect(await nextNight()).toMatchObject({ checked: 1 });

    expect(await world.accountItem('shop')).toMatchObject({ retired: true, snapshot: 1 });
    expect(await audited()).toEqual(['main']);
    expect(await world.snapshots('shop')).toHaveLength(1);
  });

  it('is back when its secret is, even while it is paused', async () => {
    await nextNight();
    const restore = new RestoreSecretCommand({ SecretId: secretId('shop') });
    await world.embedded.secrets.send(restore);
    await pause('2026-12-01');

    expect(await nextNight()).toMatchObject({ checked: 1, skipped: 1 });

    expect(await world.accountItem('shop')).not.toHaveProperty('retired');
    expect(await audited()).toEqual(['main', 'shop']);
  });

  it('is back at once when it is checked by name', async () => {
    await nextNight();
    await world.embedded.secrets.send(new RestoreSecretCommand({ SecretId: secretId('shop') }));

    await world.syncOne('shop');

    expect(await audited()).toEqual(['main', 'shop']);
  });

  it('is not retired by a list that broke off, which also ends the pass', async () => {
    const listConnected = async function* () {
      yield { alias: 'main' };
      throw new Error('page two is missing');
    };
    world.deps.tokens.listConnected = listConnected;

    await expect(nextNight()).rejects.toThrow('page two is missing');

    expect(await world.accountItem('shop')).not.toHaveProperty('retired');
  });

  it('costs one write on the night it is retired and none afterwards', async () => {
    await nextNight();
    world.embedded.resetUnits();

    await nextNight();

    expect(world.embedded.units().writes).toBe(2);
  });
});

describe('the list of secrets', () => {
  it('is asked for page by page, tags and all, and no secret is asked about by itself', async () => {
    const before = world.embedded.secretCalls.length;

    await world.pass();

    const operations = world.embedded.secretCalls.slice(before).map(({ operation }) => operation);
    expect(operations.sort()).toEqual(['GetSecretValue', 'GetSecretValue', 'ListSecrets']);
  });
});

describe('the tokens of a pass', () => {
  it('are kept no longer than their accounts are under way, so that thousands take no memory', async () => {
    await world.pass();
    const before = world.embedded.secretCalls.length;

    await world.syncOne('main');
    await world.syncOne('main');

    const operations = world.embedded.secretCalls.slice(before).map(({ operation }) => operation);
    expect(operations).toEqual(['GetSecretValue']);
  });
});
