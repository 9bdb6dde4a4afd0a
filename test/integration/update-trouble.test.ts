import { afterEach, describe, expect, it } from 'vitest';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import type { Dependencies } from '../../lambda/update/dependencies.ts';
import { interceptMethods } from '../support/intercept.ts';
import { createUpdateWorld, type UpdateWorld } from '../support/update-world.ts';

let world: UpdateWorld;
afterEach(() => world.close());

const ID = exampleAccount().summary.encoded_account_id;
const SUMMARY = { action: 'updateAccountSummary', input: { first_name: 'Ada' } };

describe('a token that is replaced during an update', () => {
  /** The secret gets a token of another account; the warm process learns of it by a 401. */
  async function replaceToken(path: string, method: 'GET' | 'PUT'): Promise<void> {
    const foreign = exampleAccount({ encoded_account_id: 'foreign' });
    world = await createUpdateWorld({ accounts: [exampleAccount(), foreign] });
    await world.syncOne();
    await world.update({ ...SUMMARY, dryRun: true });
    const access_token = world.sandbox.issueToken('foreign', {
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    });
    await world.storeSecret('main', JSON.stringify({ access_token }));
    world.sandbox.play([{ on: { path, method }, fault: { type: 'unauthorizedOnce' } }]);
  }

  it.each([
    ['/account/summary', 'PUT'],
    ['/account/summary', 'GET'],
  ] as const)('never lets a write reach another account (401 on %s %s)', async (path, method) => {
    await replaceToken(path, method);
    const before = structuredClone(world.account('foreign'));

    await expect(world.update(SUMMARY)).rejects.toMatchObject({ name: 'AccountMismatchError' });

    expect(world.account('foreign')).toEqual(before);
    expect(world.writes().acted).toBe(0);
  });
});

describe('what becomes of a write that was answered', () => {
  it('is unknown when neither the answer nor reading shows it', async () => {
    world = await createUpdateWorld();
    world.sandbox.play([
      { on: { method: 'PUT' }, fault: { type: 'status', status: 500, act: true } },
      { on: { method: 'GET' }, skip: 1, times: 50, fault: { type: 'status', status: 500 } },
    ]);

    await expect(world.update(SUMMARY)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    world.sandbox.clearFaults();
    await world.syncOne();

    expect(await world.updates()).toMatchObject([{ outcome: 'unknown' }]);
    expect(await world.update(SUMMARY)).toMatchObject({ ok: true, outcome: 'unchanged' });
  });

  it('is found with the new token when the old one is replaced while looking', async () => {
    world = await createUpdateWorld();
    await world.syncOne();
    world.sandbox.play([{ on: { method: 'PUT' }, fault: { type: 'dropAfter' } }]);

    const reply = await world.update(SUMMARY, { deps: replacingTheToken(ID) });

    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
    expect(world.writes().acted).toBe(1);
  });

  it('is not looked for in another account, which the new token opens', async () => {
    const foreign = exampleAccount({ encoded_account_id: 'foreign', ...SUMMARY.input });
    world = await createUpdateWorld({ accounts: [exampleAccount(), foreign] });
    await world.syncOne();
    world.sandbox.play([{ on: { method: 'PUT' }, fault: { type: 'dropBefore' } }]);

    const updating = world.update(SUMMARY, { deps: replacingTheToken('foreign') });

    await expect(updating).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    expect(world.writes()).toEqual({ sent: 1, acted: 0 });
  });

  /** Between the record of a write and the write a token of that account is stored, and the old one refused at a read. */
  function replacingTheToken(accountId: string): Dependencies {
    const { table } = world.updateDeps;
    const client = interceptMethods(table.client, ['send'], async (call, { input }) => {
      const reply = await call();
      if (!JSON.stringify(input).includes('"pending"')) return reply;
      await world.connect('main', accountId);
      world.sandbox.play([{ on: { method: 'GET' }, fault: { type: 'unauthorizedOnce' } }]);
      return reply;
    });
    return { ...world.updateDeps, table: { ...table, client } };
  }
});

describe('an empty list of senders, which no account has', () => {
  const empty = { on: { path: '/account/emails', method: 'GET' }, fault: { type: 'emptySenders' } };

  it.each([
    { action: 'addAccountEmail', input: { email_address: 'dlang@example.com' } },
    { action: 'updateAccountSummary', input: { contact_email: 'dlang@example.com' } },
  ])('is not believed: $action writes nothing and may be repeated', async (request) => {
    world = await createUpdateWorld();
    world.sandbox.play([empty as never]);

    await expect(world.update(request)).rejects.toMatchObject({ name: 'UpstreamUnavailableError' });

    expect(world.writes().sent).toBe(0);
  });
});

describe('faults of our own parts', () => {
  it('keep an update from being announced, never from being made', async () => {
    world = await createUpdateWorld();
    const putEvents = () => Promise.reject(new Error('bus on fire'));

    const reply = await world.update(SUMMARY, { deps: { ...world.updateDeps, putEvents } });

    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
    expect(world.logs.join()).toContain('update not announced');
  });

  it('keep a write from being sent when it cannot be recorded first', async () => {
    world = await createUpdateWorld();
    const client = new Proxy(world.updateDeps.table.client, {
      get: (target, property) =>
        property === 'send'
          ? (command: { input: object }) =>
              JSON.stringify(command.input).includes('UPDATE#')
                ? Promise.reject(new Error('table on fire'))
                : target.send(command as never)
          : Reflect.get(target, property),
    });
    const table = { ...world.updateDeps.table, client };

    await expect(world.update(SUMMARY, { deps: { ...world.updateDeps, table } })).rejects.toThrow(
      'table on fire',
    );

    expect(world.writes().sent).toBe(0);
    expect(await world.isLeased()).toBe(false);
  });
});
