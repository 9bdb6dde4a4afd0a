import { describe, expect, it } from 'vitest';
import { exampleAccount, largeAccount, recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import { startSandbox } from '../support/sandbox.ts';

const ADDRESS = {
  address_line1: '1 Main Road',
  city: 'Toronto',
  country_code: 'CA',
  postal_code: 'M5V 2T6',
  state_code: 'ON',
};

describe('reading', () => {
  it('lists 94 privileges to the owner, those of the account among them', async () => {
    const { call } = await startSandbox();

    const { status, body } = await call('GET /account/user/privileges');

    expect(status).toBe(200);
    expect(body).toHaveLength(94);
    expect(body).toContainEqual({ privilege_id: 2, privilege_name: 'account:read' });
    expect(body).toContainEqual({ privilege_id: 3, privilege_name: 'account:update' });
    expect(body).toContainEqual({ privilege_id: 89, privilege_name: 'account:emails:write' });
  });

  it('answers the documented example account without the extra fields', async () => {
    const { call } = await startSandbox();

    const { status, body } = await call('GET /account/summary');

    expect(status).toBe(200);
    expect(body).toEqual({ ...exampleAccount().summary, country_code: 'us' });
  });

  it.each([
    ['physical_address', { physical_address: expect.objectContaining({ city: 'Boston' }) }],
    ['company_logo', { company_logo: expect.objectContaining({ internal_id: 'ACCOUNT.IMAGE.5' }) }],
    [
      'physical_address,%20company_logo',
      { physical_address: expect.anything(), company_logo: expect.anything() },
    ],
  ])('adds what extra_fields=%s asks for', async (extraFields, added) => {
    const { call } = await startSandbox();

    const { body } = await call(`GET /account/summary?extra_fields=${extraFields}`);

    expect(body).toEqual({ ...exampleAccount().summary, country_code: 'us', ...added });
  });

  it('leaves out an asked-for logo that the account does not have', async () => {
    const { call } = await startSandbox({ accounts: [recordedAccount()] });

    const { body } = await call('GET /account/summary?extra_fields=company_logo');

    expect(body).not.toHaveProperty('company_logo');
  });

  it('answers the physical address', async () => {
    const { call } = await startSandbox();

    const { status, body } = await call('GET /account/summary/physical_address');

    expect(status).toBe(200);
    expect(body).toEqual(exampleAccount().physicalAddress);
  });

  it('answers senders as a bare array with the recorded form of confirm_time', async () => {
    const { call } = await startSandbox({ accounts: [recordedAccount()] });

    const { status, body } = await call('GET /account/emails');

    expect(status).toBe(200);
    expect(body).toEqual([
      {
        email_id: 1,
        email_address: 'owner@example.org',
        roles: ['BILLING', 'CONTACT', 'DEFAULT_FROM', 'REPLY_TO'],
        confirm_status: 'CONFIRMED',
        confirm_source: '203.0.113.24',
        confirm_time: '2026-09-29T14:37:13.521+0000',
        confirm_source_type: 'SITE_OWNER',
      },
    ]);
  });

  it.each([
    ['', [1, 2, 3]],
    ['?confirm_status=CONFIRMED', [1, 3]],
    ['?confirm_status=C', [1, 3]],
    ['?confirm_status=UNCONFIRMED', [2]],
    ['?confirm_status=U', [2]],
    ['?role_code=CONTACT', [1]],
    ['?role_code=C', [1]],
    ['?role_code=BILLING', [1]],
    ['?role_code=B', [1]],
    ['?role_code=REPLY_TO', [1]],
    ['?role_code=R', [1]],
    ['?role_code=JOURNALING', []],
    ['?role_code=J', []],
    ['?role_code=OTHER', [3]],
    ['?role_code=O', [3]],
    ['?email_address=dlang%40example.com', [2]],
    ['?email_address=nobody%40example.com', []],
  ])('filters senders by "%s"', async (query, ids) => {
    const { call } = await startSandbox();

    const { body } = await call(`GET /account/emails${query}`);

    expect(body).toEqual(ids.map((id) => expect.objectContaining({ email_id: id })));
  });

  it('answers 20 requests at once for 10,000 senders', async () => {
    const { call } = await startSandbox({ accounts: [largeAccount()] });

    const replies = await Promise.all(
      Array.from({ length: 20 }, () => call('GET /account/emails')),
    );

    for (const { body } of replies) expect(body).toHaveLength(10_000);
  });

  it('shows each token its own account', async () => {
    const accounts = [exampleAccount(), recordedAccount({ encoded_account_id: 'second' })];
    const { sandbox, call } = await startSandbox({ accounts });

    const { body } = await call('GET /account/summary', { token: sandbox.issueToken('second') });

    expect(body).toMatchObject({ organization_name: 'Rift Valley Prints' });
  });

  it('shows what a person changed in the web pages', async () => {
    const { sandbox, accountId, call } = await startSandbox();

    sandbox.accounts.get(accountId)?.senders.pop();

    const { body } = await call('GET /account/emails');
    expect(body).toHaveLength(2);
  });

  it('omits a field that a person emptied in the web pages', async () => {
    const { sandbox, accountId, call } = await startSandbox();

    Object.assign(sandbox.accounts.get(accountId)?.summary ?? {}, { website: '' });

    const { body } = await call('GET /account/summary');
    expect(body).not.toHaveProperty('website');
  });
});

describe('writing', () => {
  it('changes only the sent properties of the summary and answers all of it', async () => {
    const { call } = await startSandbox();

    const { status, body } = await call('PUT /account/summary', {
      body: { organization_name: 'Prinz & Co', contact_email: 'prints@example.com' },
    });

    const expected = {
      ...exampleAccount().summary,
      country_code: 'us',
      organization_name: 'Prinz & Co',
      contact_email: 'prints@example.com',
    };
    expect(status).toBe(200);
    expect(body).toEqual(expected);
    expect((await call('GET /account/summary')).body).toEqual(expected);
  });

  it('ignores the read-only ids in a summary', async () => {
    const { call, accountId } = await startSandbox({
      switches: { summaryPutUnknownProperty: '400' },
    });

    const { status, body } = await call('PUT /account/summary', {
      body: { encoded_account_id: 'other', encoded_partner_id: 'other' },
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ encoded_account_id: accountId });
    expect(body).not.toHaveProperty('encoded_partner_id');
  });

  it('unsets a summary field that is sent empty', async () => {
    const { call } = await startSandbox();

    const { body } = await call('PUT /account/summary', { body: { website: '' } });

    expect(body).not.toHaveProperty('website');
  });

  it('adds a physical address where there is none', async () => {
    const { physicalAddress: _, ...seed } = exampleAccount();
    const { call } = await startSandbox({ accounts: [seed] });

    const { status, body } = await call('POST /account/summary/physical_address', {
      body: ADDRESS,
    });

    expect(status).toBe(201);
    expect(body).toEqual(ADDRESS);
    expect((await call('GET /account/summary/physical_address')).body).toEqual(ADDRESS);
  });

  it('refuses a second physical address', async () => {
    const { call } = await startSandbox();

    const { status, body } = await call('POST /account/summary/physical_address', {
      body: ADDRESS,
    });

    expect(status).toBe(409);
    expect(body).toMatchObject([{ error_key: 'accountsvc.api.conflict' }]);
  });

  it('replaces the whole physical address: what is left out is gone', async () => {
    const { call } = await startSandbox();

    const { status, body } = await call('PUT /account/summary/physical_address', {
      body: ADDRESS,
    });

    expect(status).toBe(200);
    expect(body).toEqual(ADDRESS);
    expect((await call('GET /account/summary/physical_address')).body).toEqual(ADDRESS);
  });

  it('takes an address outside US and CA with a state_name and a postal_code', async () => {
    const { call } = await startSandbox();
    const address = {
      address_line1: '123 Maple Street',
      city: 'Paris',
      country_code: 'FR',
      postal_code: '01435678',
      state_name: 'France',
    };

    const { status, body } = await call('PUT /account/summary/physical_address', { body: address });

    expect(status).toBe(200);
    expect(body).toEqual(address);
  });

  it('adds an unconfirmed sender and sends it a confirmation mail', async () => {
    const { sandbox, accountId, call } = await startSandbox();

    const { status, body } = await call('POST /account/emails', {
      body: { email_address: 'new@example.com' },
    });

    const sender = { email_address: 'new@example.com', email_id: 4, confirm_status: 'UNCONFIRMED' };
    expect(status).toBe(201);
    expect(body).toEqual(sender);
    expect((await call('GET /account/emails?confirm_status=U')).body).toContainEqual({
      ...sender,
      roles: [],
    });
    expect(sandbox.confirmationMails).toEqual([
      { accountId, email_address: 'new@example.com', at: expect.any(Number) },
    ]);
  });

  it('refuses a sender that is already there and sends no mail', async () => {
    const { sandbox, call } = await startSandbox();

    const { status, body } = await call('POST /account/emails', {
      body: { email_address: 'DLang@example.com' },
    });

    expect(status).toBe(409);
    expect(body).toMatchObject([{ error_key: 'accountsvc.api.conflict' }]);
    expect(sandbox.confirmationMails).toEqual([]);
  });

  it('gives a sender that was deleted and added again a new id', async () => {
    const { sandbox, accountId, call } = await startSandbox();

    sandbox.accounts.get(accountId)?.senders.pop();

    const { body } = await call('POST /account/emails', {
      body: { email_address: 'prints@example.com' },
    });
    expect(body).toMatchObject({ email_id: 4, confirm_status: 'UNCONFIRMED' });
  });
});
