import { afterEach, describe, expect, it } from 'vitest';
import { SWITCH_VALUES } from '../../infra/local/sandbox/switches.ts';
import { createUpdateWorld, type UpdateWorld } from '../support/update-world.ts';

let world: UpdateWorld;
afterEach(() => world.close());

const SUMMARY = { action: 'updateAccountSummary', input: { first_name: 'Ada' } };

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
      error: {
        code: 'rejected',
        message:
          'Constant Contact accepted the request but the account still shows another time_zone_id.',
        details: [{ fields: ['time_zone_id'] }],
      },
    });
    expect(await world.updates()).toMatchObject([{ outcome: 'unknown' }]);
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
