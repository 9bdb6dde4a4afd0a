import { afterEach, describe, expect, it } from 'vitest';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { SWITCH_VALUES } from '../../infra/local/sandbox/switches.ts';
import { createUpdateWorld, type UpdateWorld } from '../support/update-world.ts';

let world: UpdateWorld;
afterEach(() => world.close());

const ID = exampleAccount().summary.encoded_account_id;
const SUMMARY = { action: 'updateAccountSummary', input: { first_name: 'Ada' } };

/** The account's secret holds a token of this kind. */
async function hold(options: object, fields: object = {}): Promise<void> {
  const expiresAtMs = Number.MAX_SAFE_INTEGER;
  const access_token = world.sandbox.issueToken(ID, { expiresAtMs, ...options });
  await world.storeSecret('main', JSON.stringify({ access_token, ...fields }));
}

describe('a forbidden update', () => {
  const bodies = [...SWITCH_VALUES.missingScopeBody];

  it.each(bodies)(
    'names the missing scope when the secret tells the scopes (body: %s)',
    async (body) => {
      world = await createUpdateWorld({ switches: { missingScopeBody: body } });
      await hold(
        { scopes: ['account_read', 'offline_access'] },
        { scope: 'account_read offline_access' },
      );

      const reply = await world.update(SUMMARY);

      expect(reply).toMatchObject({
        ok: false,
        error: {
          code: 'forbidden',
          message: expect.stringContaining('lacks the scope account_update'),
          details: [{ cause: 'missing_scope', scope: 'account_update', status: 403 }],
        },
      });
      expect(world.metrics).toEqual([{ UpdateRefused: 1 }]);
      expect(world.writes()).toEqual({ sent: 1, acted: 0 });
    },
  );

  it('says that scope, role or application may be the cause when it cannot tell', async () => {
    world = await createUpdateWorld();
    await hold({ scopes: ['account_read'] });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({
      error: {
        code: 'forbidden',
        details: [
          { cause: 'role_or_application', remedy: expect.stringContaining('may lack the scope') },
        ],
      },
    });
  });

  it('names the missing privilege of a user who is a manager', async () => {
    world = await createUpdateWorld();
    await hold({ role: 'manager' });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({
      error: {
        code: 'forbidden',
        details: [{ cause: 'missing_privilege', privilege: 'account:update' }],
        message: expect.stringContaining('authorize as Account Owner'),
      },
    });
  });

  it('points to the role of a manager who holds the privilege', async () => {
    world = await createUpdateWorld({ switches: { managerHoldsUpdate: true } });
    const scope = 'account_read account_update';
    await hold({ role: 'manager' }, { scope });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({
      error: {
        details: [
          {
            cause: 'role_or_application',
            remedy: expect.stringContaining('may not be Account Owner'),
          },
        ],
      },
    });
  });

  it('names the privilege for reading when even that is refused', async () => {
    world = await createUpdateWorld();
    await hold({ role: 'other' });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({ error: { details: [{ privilege: 'account:read' }] } });
    expect(world.writes().sent).toBe(0);
  });

  it('says that the application is probably deactivated when everything is refused', async () => {
    world = await createUpdateWorld({ switches: { applicationDeactivated: true } });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({
      error: { code: 'forbidden', details: [{ cause: 'application' }] },
    });
  });

  it('says so when the privileges cannot be read either', async () => {
    world = await createUpdateWorld();
    await hold({ scopes: ['account_read'] });
    const path = '/account/user/privileges';
    world.sandbox.play([{ on: { path }, times: 9, fault: { type: 'status', status: 500 } }]);

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({ error: { code: 'forbidden', details: [{ cause: 'unknown' }] } });
  });
});

describe('rules that depend on the account', () => {
  it.each([
    ['dlang@example.com', 'not confirmed yet'],
    ['stranger@example.com', 'is not an email of this account'],
  ])('refuse %s as contact: it must be a confirmed sender', async (contact_email, problem) => {
    world = await createUpdateWorld();

    const reply = await world.update({ action: 'updateAccountSummary', input: { contact_email } });

    expect(reply).toMatchObject({
      ok: false,
      error: {
        code: 'invalid_input',
        details: [{ field: 'input.contact_email', problem: expect.stringContaining(problem) }],
      },
    });
    expect(world.writes().sent).toBe(0);
  });

  it('take a confirmed sender as contact, in whatever letter case', async () => {
    world = await createUpdateWorld();

    const reply = await world.update({
      action: 'updateAccountSummary',
      input: { contact_email: 'Prints@example.com' },
    });

    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
  });

  it.each([...SWITCH_VALUES.summaryStateJudgedBy])(
    'send the state with a country that needs one (vendor judges by %s)',
    async (summaryStateJudgedBy) => {
      world = await createUpdateWorld({ switches: { summaryStateJudgedBy } });
      world.account().summary.country_code = 'FR';

      const reply = await world.update({
        action: 'updateAccountSummary',
        input: { country_code: 'US' },
      });

      expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
    },
  );

  it('require a state that fits the summary’s new country', async () => {
    world = await createUpdateWorld();

    const reply = await world.update({
      action: 'updateAccountSummary',
      input: { country_code: 'CA' },
    });

    expect(reply).toMatchObject({ ok: false, error: { details: [{ field: 'input.state_code' }] } });
    expect(world.writes().sent).toBe(0);
  });

  it('leave a summary alone that breaks the rule already, unless its place is changed', async () => {
    world = await createUpdateWorld({ switches: { summaryStateRequired: 'US' } });
    world.account().summary.country_code = 'CA';
    delete world.account().summary.state_code;

    expect(await world.update(SUMMARY)).toMatchObject({ ok: true, outcome: 'applied' });
  });

  it('judge a changed address whole', async () => {
    world = await createUpdateWorld();
    const move = (input: object) => world.update({ action: 'updatePhysicalAddress', input });

    const wrong = await move({ country_code: 'CA' });
    const abroad = await move({ country_code: 'FR', state_name: 'Bretagne' });

    expect(wrong).toMatchObject({ ok: false, error: { details: [{ field: 'input.state_code' }] } });
    expect(abroad).toMatchObject({ ok: true, outcome: 'applied' });
    expect(world.account().physicalAddress).toEqual({
      address_line1: '123 Maple Street',
      address_line2: 'Unit 1',
      address_line3: 'Apartment 234',
      city: 'Boston',
      country_code: 'FR',
      postal_code: '02451',
      state_name: 'Bretagne',
    });
  });

  it('find no address to change, however the vendor says so', async () => {
    for (const missingAddressGet of SWITCH_VALUES.missingAddressGet) {
      world = await createUpdateWorld({ switches: { missingAddressGet } });
      world.account().physicalAddress = undefined;

      const reply = await world.update({
        action: 'updatePhysicalAddress',
        input: { city: 'Paris' },
      });

      expect(reply, missingAddressGet).toMatchObject({ ok: false, error: { code: 'not_found' } });
      if (missingAddressGet !== SWITCH_VALUES.missingAddressGet.at(-1)) await world.close();
    }
  });

  it('add no address where another one is', async () => {
    world = await createUpdateWorld();
    const input = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' };

    const reply = await world.update({ action: 'addPhysicalAddress', input });

    expect(reply).toMatchObject({ ok: false, error: { code: 'already_exists' } });
    expect(world.writes().sent).toBe(0);
  });

  it('leave a sender of any status as it is, in whatever letter case', async () => {
    world = await createUpdateWorld();
    const input = { email_address: 'DLANG@example.com' };

    const reply = await world.update({ action: 'addAccountEmail', input });

    expect(reply).toMatchObject({
      ok: true,
      outcome: 'unchanged',
      result: { email_address: 'dlang@example.com', confirm_status: 'UNCONFIRMED' },
    });
  });

  it.each([...SWITCH_VALUES.conflictBody])(
    'resolve a real 409 by reading (body: %s)',
    async (conflictBody) => {
      world = await createUpdateWorld({ switches: { conflictBody } });
      const input = { email_address: 'new@example.com' };
      world.sandbox.play([
        {
          on: { path: '/account/emails' },
          fault: { type: 'missingSenders', addresses: ['new@example.com'] },
        },
      ]);
      world
        .account()
        .senders.push({ email_id: 50, confirm_status: 'UNCONFIRMED', roles: [], ...input });

      const reply = await world.update({ action: 'addAccountEmail', input });

      expect(reply).toMatchObject({ ok: true, outcome: 'unchanged', result: { email_id: 50 } });
      expect(world.writes()).toEqual({ sent: 1, acted: 0 });
      expect(await world.updates()).toMatchObject([{ outcome: 'unchanged' }]);
    },
  );

  it('say that the vendor took a change and did not make it', async () => {
    world = await createUpdateWorld({ switches: { timeZonePut: 'ignored' } });

    const reply = await world.update({
      action: 'updateAccountSummary',
      input: { time_zone_id: 'Europe/Paris' },
    });

    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'rejected', details: [{ fields: ['time_zone_id'] }] },
    });
  });
});

describe('an update of an account that nobody connected', () => {
  it('is refused as unknown', async () => {
    world = await createUpdateWorld();

    const reply = await world.update({ ...SUMMARY, account: 'nobody' });

    expect(reply).toMatchObject({
      ok: false,
      account: 'nobody',
      error: { code: 'unknown_account' },
    });
  });

  it.each(['{"status":"unseeded"}', 'not a token'])('throws for the secret %s', async (secret) => {
    world = await createUpdateWorld();
    await world.storeSecret('main', secret);

    await expect(world.update(SUMMARY)).rejects.toMatchObject({ name: 'TokenUnusableError' });
  });
});

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
    const old = await world.connect('main', ID);
    await world.deps.tokens.forAccount('main').reread();
    world.sandbox.play([{ on: { method: 'PUT' }, fault: { type: 'dropAfter' } }]);
    const putEvents = world.updateDeps.putEvents;
    const deps = { ...world.updateDeps, putEvents };
    const client = new Proxy(deps.table.client, {
      get: (target, property) =>
        property === 'send'
          ? async (command: { input: object }) => {
              const reply = await target.send(command as never);
              if (JSON.stringify(command.input).includes('"pending"')) await rotate(old);
              return reply;
            }
          : Reflect.get(target, property),
    });

    const reply = await world.update(SUMMARY, {
      deps: { ...deps, table: { ...deps.table, client } },
    });

    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
    expect(world.writes().acted).toBe(1);
  });

  /** A new token is stored; the old one is refused from the next read on. */
  async function rotate(old: string): Promise<void> {
    await world.connect('main', ID);
    world.sandbox.play([{ on: { method: 'GET' }, fault: { type: 'unauthorizedOnce' } }]);
    expect(old).not.toBe('');
  }
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
    expect((await world.items()).map(({ sk }) => sk)).not.toContain('LEASE');
  });
});
