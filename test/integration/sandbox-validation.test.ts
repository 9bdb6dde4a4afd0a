import { expect, it } from 'vitest';
import { startSandbox } from '../support/sandbox.ts';

const ADDRESS_PATH = '/account/summary/physical_address';
const US = {
  address_line1: '1 Elm Street',
  city: 'Boston',
  country_code: 'US',
  postal_code: '02451',
  state_code: 'MA',
};
const FRANCE = { address_line1: '1 rue Haute', city: 'Paris', country_code: 'FR' };

function without(address: Record<string, string>, field: string): Record<string, string> {
  return Object.fromEntries(Object.entries(address).filter(([name]) => name !== field));
}

it.each([
  ['a body that is no object', ['a'], 'the body must be an object'],
  ['a number', { first_name: 7 }, 'first_name must be a string'],
  ['a null', { first_name: null }, 'first_name must be a string'],
  ['a phone of 26 characters', { contact_phone: '1'.repeat(26) }, 'at most 25 characters'],
  ['an unconfirmed contact', { contact_email: 'dlang@example.com' }, 'must be a confirmed account'],
  ['an unknown contact', { contact_email: 'x@example.com' }, 'must be a confirmed account'],
  ['a country of three letters', { country_code: 'USA' }, 'must be a two letter'],
  ['a time zone of fantasy', { time_zone_id: 'Moon/Tycho' }, 'is not a known time zone'],
  ['a US summary without its state', { state_code: '' }, 'state_code is required'],
  ['a CA summary without a state', { country_code: 'CA', state_code: '' }, 'state_code is'],
])('refuses to change a summary to %s', async (_, body, message) => {
  const { sandbox, accountId, call } = await startSandbox();
  const before = structuredClone(sandbox.accounts.get(accountId));

  const reply = await call('PUT /account/summary', { body });

  expect(reply.status).toBe(400);
  expect(reply.body).toEqual([
    { error_key: 'accountsvc.api.validation', error_message: expect.stringContaining(message) },
  ]);
  expect(sandbox.accounts.get(accountId)).toEqual(before);
});

it.each([
  ['a phone of 25 characters', { contact_phone: '1'.repeat(25) }],
  ['a lower-case country', { country_code: 'us' }],
  ['a country that needs no state', { country_code: 'KE', state_code: '' }],
  ['an IANA time zone', { time_zone_id: 'Africa/Nairobi' }],
  ['an old time zone name', { time_zone_id: 'US/Eastern' }],
  ['a confirmed contact in other letter case', { contact_email: 'PRINTS@example.com' }],
])('changes a summary to %s', async (_, body) => {
  const { call } = await startSandbox();

  const reply = await call('PUT /account/summary', { body });

  expect(reply.status).toBe(200);
});

it.each([
  ['no body', undefined, 'the body must be an object'],
  ['no first line', without(US, 'address_line1'), 'address_line1 is required'],
  ['an empty first line', { ...US, address_line1: '' }, 'address_line1 must have 1 to 80'],
  ['an empty second line', { ...US, address_line2: '' }, 'address_line2 must have 1 to 80'],
  ['a third line of 81', { ...US, address_line3: 'x'.repeat(81) }, 'address_line3 must have 1'],
  ['a null', { ...US, address_line2: null }, 'address_line2 must be a string'],
  ['no country', without(US, 'country_code'), 'country_code is required'],
  ['a country of one letter', { ...US, country_code: 'U' }, 'country_code is required'],
  ['no city in US', without(US, 'city'), 'city is required'],
  ['no state in US', without(US, 'state_code'), 'state_code is required'],
  ['no postal code in US', without(US, 'postal_code'), 'postal_code is required'],
  ['no postal code in CA', { ...without(US, 'postal_code'), country_code: 'CA' }, 'postal_code is'],
  ['a state of three letters', { ...US, state_code: 'MAS' }, 'at most 2 characters'],
  ['a state name in US', { ...US, state_name: 'x' }, 'state_name must be excluded'],
  ['no city elsewhere', without(FRANCE, 'city'), 'city is required'],
  ['a state code elsewhere', { ...FRANCE, state_code: 'MA' }, 'state_code must be excluded'],
])('refuses a physical address with %s', async (_, body, message) => {
  const { sandbox, accountId, call } = await startSandbox();
  const before = structuredClone(sandbox.accounts.get(accountId));

  const put = await call(`PUT ${ADDRESS_PATH}`, { body });
  const post = await call(`POST ${ADDRESS_PATH}`, { body });

  for (const reply of [put, post]) {
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual([
      { error_key: 'accountsvc.api.validation', error_message: expect.stringContaining(message) },
    ]);
  }
  expect(sandbox.accounts.get(accountId)).toEqual(before);
});

it.each([
  ['lines of 80 characters', { ...US, address_line1: 'x'.repeat(80), address_line2: 'x' }],
  ['a country in lower case', { ...US, country_code: 'us' }],
  ['a state name elsewhere', { ...FRANCE, state_name: 'Paris' }],
  ['neither state nor postal code elsewhere', FRANCE],
])('takes a physical address with %s', async (_, body) => {
  const { call } = await startSandbox();

  const reply = await call(`PUT ${ADDRESS_PATH}`, { body });

  expect(reply.status).toBe(200);
});

it.each([
  ['no body', undefined],
  ['no address', {}],
  ['a number', { email_address: 7 }],
  ['no at sign', { email_address: 'example.com' }],
  ['81 characters', { email_address: `${'x'.repeat(69)}@example.com` }],
])('refuses a sender with %s', async (_, body) => {
  const { sandbox, call } = await startSandbox();

  const reply = await call('POST /account/emails', { body });

  expect(reply.status).toBe(400);
  expect(reply.body).toEqual([
    { error_key: 'accountsvc.api.validation', error_message: expect.any(String) },
  ]);
  expect(sandbox.confirmationMails).toEqual([]);
});

it('takes a sender of 80 characters', async () => {
  const { call } = await startSandbox();

  const reply = await call('POST /account/emails', {
    body: { email_address: `${'x'.repeat(68)}@example.com` },
  });

  expect(reply.status).toBe(201);
});

it.each(['confirm_status=MAYBE', 'confirm_status=constructor', 'role_code=DEFAULT_FROM'])(
  'refuses the filter %s',
  async (query) => {
    const { call } = await startSandbox();

    const reply = await call(`GET /account/emails?${query}`);

    expect(reply.status).toBe(400);
  },
);

it('names every broken rule in one reply', async () => {
  const { call } = await startSandbox();

  const reply = await call('PUT /account/summary', {
    body: { first_name: 7, country_code: 'USA' },
  });

  expect(reply.body).toHaveLength(2);
});
