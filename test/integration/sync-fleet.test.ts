import { afterEach, describe, expect, it } from 'vitest';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { audit } from '../../lambda/audit/audit.ts';
import { FATAL_FAULTS } from '../support/fatal-faults.ts';
import { createSyncWorld, type SyncWorld } from '../support/sync-world.ts';

const TONIGHT = { trigger: 'schedule', scheduledTime: '2026-11-01T02:15:00.000Z' };
const TOMORROW = { trigger: 'schedule', scheduledTime: '2026-11-02T02:15:00.000Z' };
const TIGHT_POLICY = { attemptMs: 500, callMs: 1_200, backoffMs: 10 };

const toAlias = (number: number) => `fleet-${String(number).padStart(4, '0')}`;

let world: SyncWorld;
afterEach(() => world.close());

/** A world of so many connected accounts, whose aliases are their ids; `main`, which every world has, is one of them. */
async function createFleet(count: number): Promise<string[]> {
  const aliases = ['main', ...Array.from({ length: count - 1 }, (_, index) => toAlias(index + 1))];
  const accounts = aliases.map((encoded_account_id) => exampleAccount({ encoded_account_id }));
  world = await createSyncWorld({ accounts, limits: { perSecond: 'off' }, policy: TIGHT_POLICY });
  for (const alias of aliases.slice(1)) await world.connect(alias, alias);
  return aliases;
}

/** Breaks one account in ten, each in its own way, and says with which error each of them must fail. */
async function breakOneInTen(aliases: readonly string[]): Promise<Map<string, string>> {
  const victims = aliases.filter((_, index) => index % 10 === 5);
  const next = () => victims.shift() ?? '';
  const expected = new Map<string, string>();
  for (const [, fault, errorName] of FATAL_FAULTS) {
    const account = next();
    world.sandbox.play([{ on: { account }, times: 1_000, fault }]);
    expected.set(account, errorName);
  }
  const deactivated = next();
  world.sandbox.switches.deactivatedAccounts = [deactivated];
  expected.set(deactivated, 'ForbiddenError');
  const revoked = next();
  world.sandbox.revokeToken(await world.connect(revoked, revoked));
  expected.set(revoked, 'ReauthorizationRequiredError');
  const unscoped = next();
  const token = world.sandbox.issueToken(unscoped, { scopes: ['offline_access'] });
  await world.storeSecret(unscoped, token);
  expected.set(unscoped, 'ForbiddenError');
  const exchanged = next();
  await world.connect(exchanged, 'main', { account_id: exchanged });
  expected.set(exchanged, 'AccountMismatchError');
  const malformed = next();
  await world.storeSecret(malformed, '{"access_token":');
  expected.set(malformed, 'TokenUnusableError');
  return expected;
}

describe('of a fleet in which one account in ten fails, each in another way', () => {
  it('all others are checked, and it is told how many failed, and which and why', async () => {
    const aliases = await createFleet(10 * (FATAL_FAULTS.length + 5));
    const expected = await breakOneInTen(aliases);
    const good = aliases.filter((alias) => !expected.has(alias)).sort();

    const reply = await world.pass(TONIGHT);

    const [checked, failed] = [good.length, expected.size];
    expect(failed).toBe(aliases.length / 10);
    expect(reply).toMatchObject({ checked, changed: checked, failed, deferred: 0, skipped: 0 });
    expect(Object.assign({}, ...world.metrics)).toMatchObject({
      AccountsChecked: checked,
      AccountsFailed: failed,
    });
    const items = (await world.items()).filter(({ pk }) => pk === 'ACCOUNTS');
    const failing = items.filter(({ lastErrorName }) => lastErrorName !== undefined);
    expect(new Map(failing.map(({ sk, lastErrorName }) => [sk, lastErrorName]))).toEqual(
      new Map([...expected].sort()),
    );
    const announced = world.events.map(({ detail }) => (detail as { account: string }).account);
    expect(announced.sort()).toEqual(good);
    for (const [account, error] of expected) {
      expect(world.logs.join('\n')).toContain(
        `{"message":"run failed","account":"${account}","error":"${error}"`,
      );
    }
    const limits = { staleAfterHours: 26, pendingTooLongDays: 7 };
    const { table, clock } = world.deps;
    expect(await audit({ table, clock, limits }, { schemaVersion: 1 })).toMatchObject({
      totals: { accounts: aliases.length, canSend: checked, unknown: failed, failing: failed },
    });
  });
});

describe('a quiet night', () => {
  it('costs each account of many as much as a single one', async () => {
    const perAccount = [];
    for (const count of [1, 40]) {
      await createFleet(count);
      await world.pass(TONIGHT);
      world.clock.advance(24 * 60 * 60 * 1000);
      world.embedded.resetUnits();
      const { unchanged, requests } = await world.pass(TOMORROW);
      const units = world.embedded.units();
      // Two lists of all account items belong to the pass: one before it and one for the gauges.
      const queries = units.requests.filter(({ operation }) => operation === 'Query');
      perAccount.push({
        unchanged: unchanged / count,
        requests: requests / count,
        writes: units.writes / count,
        reads: (queries.length - 2) / count,
      });
      if (count === 1) await world.close();
    }

    const [one] = perAccount;
    expect(one).toEqual({ unchanged: 1, requests: 2, writes: 2, reads: 1 });
    expect(perAccount[1]).toEqual(one);
  });
});
