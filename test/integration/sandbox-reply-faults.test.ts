import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startSandbox } from '../support/sandbox.ts';
import { ADDRESS_PATH, FRANCE, fieldsOf } from '../support/sandbox-switches.ts';

type ReplyFault = Scenario[number]['fault'];

const EMAILS = 'GET /account/emails';
const SUMMARY = 'GET /account/summary';
const BOTH = 'GET /account/summary?extra_fields=physical_address';
const ADDRESS = `GET ${ADDRESS_PATH}`;

it.each<[ReplyFault, unknown[]]>([
  [{ type: 'missingSenders' }, [2, 3]],
  [{ type: 'missingSenders', count: 2 }, [3]],
  [{ type: 'missingSenders', addresses: ['dlang@example.com'] }, [1, 3]],
  [{ type: 'emptySenders' }, []],
])('leaves senders out once: %o', async (fault, ids) => {
  const { sandbox, call } = await startSandbox();
  sandbox.play([{ fault }]);

  const lacking = await call(EMAILS).then(fieldsOf('email_id'));
  const whole = await call(EMAILS).then(fieldsOf('email_id'));

  expect(lacking).toEqual(ids);
  expect(whole).toEqual([1, 2, 3]);
});

it.each<[ReplyFault, string, unknown[]]>([
  [{ type: 'missingRole', role: 'REPLY_TO' }, 'roles', [['CONTACT', 'BILLING'], [], ['OTHER']]],
  [
    { type: 'missingRole', role: 'OTHER', address: 'InstaPrinz@gmail.com' },
    'roles',
    [['CONTACT', 'BILLING', 'REPLY_TO'], [], ['OTHER']],
  ],
  [
    { type: 'unknownRole', address: 'dlang@example.com' },
    'roles',
    [['CONTACT', 'BILLING', 'REPLY_TO'], ['SANDBOX_ROLE'], ['OTHER']],
  ],
  [
    { type: 'unknownStatus', status: 'BOUNCED' },
    'confirm_status',
    ['BOUNCED', 'BOUNCED', 'BOUNCED'],
  ],
  [
    { type: 'missingField', at: 'sender', field: 'email_id', address: 'dlang@example.com' },
    'email_id',
    [1, undefined, 3],
  ],
  [{ type: 'wrongTypes', at: 'sender', field: 'email_id' }, 'email_id', [['1'], ['2'], ['3']]],
  [{ type: 'wrongTypes', at: 'sender', field: 'confirm_status' }, 'confirm_status', [42, 42, 42]],
  [{ type: 'wrongTypes', at: 'sender', field: 'roles', value: null }, 'roles', [null, null, null]],
  [
    { type: 'extraFields', at: 'sender', fields: { dkim: true }, address: 'dlang@example.com' },
    'dkim',
    [undefined, true, undefined],
  ],
])('changes senders once: %o', async (fault, field, seen) => {
  const { sandbox, call } = await startSandbox();
  sandbox.play([{ fault }]);

  const changed = await call(EMAILS).then(fieldsOf(field));
  const again = await call(EMAILS).then(fieldsOf(field));

  expect(changed).toEqual(seen);
  expect(again).toEqual(exampleAccount().senders.map((sender) => Object(sender)[field]));
});

it.each<[ReplyFault, string, unknown]>([
  [{ type: 'missingField', at: 'summary', field: 'website' }, 'website', undefined],
  [{ type: 'wrongTypes', at: 'summary', field: 'organization_name' }, 'organization_name', 42],
  [{ type: 'wrongTypes', at: 'summary', field: 'first_name', value: {} }, 'first_name', {}],
  [{ type: 'extraFields', at: 'summary', fields: { plan: 'pro' } }, 'plan', 'pro'],
])('changes the summary once: %o', async (fault, field, seen) => {
  const { sandbox, call } = await startSandbox();
  sandbox.play([{ fault }]);

  const changed = await call(SUMMARY);
  const again = await call(SUMMARY);

  expect(Object(changed.body)[field]).toEqual(seen);
  expect(Object(again.body)[field]).toEqual(Object(exampleAccount().summary)[field]);
});

it.each<[ReplyFault, string, unknown]>([
  [{ type: 'missingField', at: 'address', field: 'city' }, 'city', undefined],
  [{ type: 'wrongTypes', at: 'address', field: 'city' }, 'city', 42],
  [{ type: 'extraFields', at: 'address', fields: { planet: 'Earth' } }, 'planet', 'Earth'],
])('changes the address in both operations that answer it: %o', async (fault, field, seen) => {
  const { sandbox, call } = await startSandbox();
  sandbox.play([{ times: 2, fault }]);

  const inSummary = await call(BOTH);
  const alone = await call(ADDRESS);

  expect(Object(inSummary.body).physical_address).toHaveProperty('address_line1');
  expect(Object(inSummary.body).physical_address[field]).toEqual(seen);
  expect(Object(alone.body)[field]).toEqual(seen);
});

describe('a missing physical address', () => {
  it('is missing as the switches say, in both operations', async () => {
    const { sandbox, call } = await startSandbox();
    sandbox.switches.missingAddressExtraField = 'empty';
    sandbox.play([{ times: 2, fault: { type: 'missingPhysicalAddress' } }]);

    const inSummary = await call(BOTH);
    const alone = await call(ADDRESS);
    const again = await call(ADDRESS);

    expect(inSummary.body).toMatchObject({ physical_address: {} });
    expect(alone.status).toBe(404);
    expect(again.status).toBe(200);
  });

  it('can be missing in one of the operations alone', async () => {
    const { sandbox, call } = await startSandbox();
    const on = { path: '/account/summary' };
    sandbox.play([{ on, fault: { type: 'missingPhysicalAddress' } }]);

    const alone = await call(ADDRESS);
    const inSummary = await call(BOTH);

    expect(alone.status).toBe(200);
    expect(inSummary.body).not.toHaveProperty('physical_address');
  });
});

describe('a fault that changes a part', () => {
  it('lets pass what does not hold that part', async () => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([
      { fault: { type: 'missingPhysicalAddress' } },
      { fault: { type: 'emptySenders' } },
    ]);

    const summary = await call(SUMMARY);
    const emails = await call(EMAILS);
    const both = await call(BOTH);

    expect(summary.body).toEqual({ ...exampleAccount().summary, country_code: 'us' });
    expect(emails.body).toEqual([]);
    expect(both.body).not.toHaveProperty('physical_address');
  });

  it('lets writes pass where it is about what an account lacks', async () => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([
      { fault: { type: 'missingPhysicalAddress' } },
      { fault: { type: 'unknownStatus' } },
    ]);

    await call('POST /account/emails', { body: { email_address: 'new@example.com' } });
    await call(`PUT ${ADDRESS_PATH}`, { body: FRANCE });
    await call(EMAILS);
    await call(ADDRESS);

    expect(sandbox.record.map((entry) => entry.fault)).toEqual([
      undefined,
      undefined,
      'unknownStatus',
      'missingPhysicalAddress',
    ]);
  });

  it('waits for a reply that is no refusal', async () => {
    const { sandbox, call } = await startSandbox({
      clock: createFakeClock(),
      limits: { perSecond: 1 },
    });
    sandbox.play([{ fault: { type: 'emptySenders' } }]);

    const refused = await call(EMAILS, { token: null });
    const lacking = await call(EMAILS);

    expect(refused.status).toBe(401);
    expect(lacking.body).toEqual([]);
    expect(sandbox.record.map((entry) => entry.fault)).toEqual([undefined, 'emptySenders']);
  });

  it('leaves the account itself as it is', async () => {
    const { sandbox, accountId, call } = await startSandbox();
    const before = structuredClone(sandbox.accounts.get(accountId));
    sandbox.play([
      { fault: { type: 'extraFields', at: 'summary', fields: { plan: 'pro' } } },
      { fault: { type: 'extraFields', at: 'address', fields: { planet: 'Earth' } } },
      { fault: { type: 'unknownRole' } },
    ]);

    await call(SUMMARY);
    await call(ADDRESS);
    await call(EMAILS);

    expect(sandbox.record.every((entry) => entry.fault !== undefined)).toBe(true);
    expect(sandbox.accounts.get(accountId)).toEqual(before);
  });
});
