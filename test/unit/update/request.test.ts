import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../../lambda/update/request.ts';

const SUMMARY = { schemaVersion: 1, action: 'updateAccountSummary' };
const ADD = { schemaVersion: 1, action: 'addPhysicalAddress' };
const UPDATE = { schemaVersion: 1, action: 'updatePhysicalAddress' };
const SENDER = { schemaVersion: 1, action: 'addAccountEmail' };
const FRENCH = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' };
const AMERICAN = { ...FRENCH, country_code: 'us', state_code: 'MA', postal_code: '02451' };
const ADA = { ...SUMMARY, input: { first_name: 'Ada' } };

function problemsOf(event: unknown) {
  const parsed = parseRequest(event);
  return parsed.ok ? [] : parsed.problems;
}

const fieldsOf = (event: unknown) => problemsOf(event).map(({ field }) => field);

describe('a request', () => {
  it.each([
    { ...SUMMARY, input: { website: 'www.example.com', country_code: 'ke' } },
    { ...SUMMARY, input: { time_zone_id: 'US/Eastern', state_code: 'MA' } },
    { ...SUMMARY, input: { country_code: 'US' } },
    { ...ADA, expect: { first_name: null, encoded_account_id: 'a1' }, requestedBy: 'Zoë @ CRM' },
    { ...ADD, input: { ...FRENCH, postal_code: '75001' } },
    { ...ADD, input: AMERICAN, expect: { city: null } },
    { ...UPDATE, input: { address_line2: null, country_code: 'US' }, dryRun: true },
    { ...UPDATE, input: { state_code: 'MA', state_name: null, country_code: 'US' } },
    { ...SENDER, input: { email_address: 'a+b@example.com' } },
  ])('%j is taken, for the account main unless it says another', (event) => {
    expect(parseRequest(event)).toEqual({ ok: true, request: { ...event, account: 'main' } });
    expect(parseRequest({ ...event, account: 'shop-2' })).toMatchObject({
      request: { account: 'shop-2' },
    });
  });

  it.each<[object, string, string]>([
    [{ ...SUMMARY, input: {} }, 'input', 'at least one field'],
    [SUMMARY, 'input', 'is required'],
    [{ ...SUMMARY, input: [] }, 'input', 'must be an object'],
    [{ ...SUMMARY, input: { color: 'red' } }, 'input.color', 'its input has contact_email,'],
    [{ ...SUMMARY, input: { website: null } }, 'input.website', 'not cleared'],
    [{ ...SUMMARY, input: { website: '' } }, 'input.website', 'not cleared'],
    [{ ...SUMMARY, input: { website: 7 } }, 'input.website', 'must be a text'],
    [{ ...SUMMARY, input: { website: ['x'] } }, 'input.website', 'must be a text'],
    [{ ...SUMMARY, input: { contact_phone: '1'.repeat(26) } }, 'input.contact_phone', 'at most 25'],
    [{ ...SUMMARY, input: { last_name: 'x'.repeat(256) } }, 'input.last_name', 'of this contract'],
    [{ ...SUMMARY, input: { first_name: ' Ada' } }, 'input.first_name', 'blank'],
    [{ ...SUMMARY, input: { first_name: 'A\nda' } }, 'input.first_name', 'control characters'],
    [{ ...SUMMARY, input: { first_name: '\ud800' } }, 'input.first_name', 'well-formed'],
    [{ ...SUMMARY, input: { country_code: 'XX' } }, 'input.country_code', 'ISO 3166-1'],
    [{ ...SUMMARY, input: { state_code: 'ma' } }, 'input.state_code', 'two capital letters'],
    [
      { ...SUMMARY, input: { country_code: 'US', state_code: 'ON' } },
      'input.state_code',
      'of the US',
    ],
    [{ ...SUMMARY, input: { time_zone_id: '+05:00' } }, 'input.time_zone_id', 'IANA'],
    [{ ...SUMMARY, input: { contact_email: 'nobody' } }, 'input.contact_email', 'e-mail address'],
    [{ ...SUMMARY, input: { encoded_account_id: 'x' } }, 'input.encoded_account_id', 'is set by'],
    [
      { ...SUMMARY, input: { physical_address: {} } },
      'input.physical_address',
      'updatePhysicalAddress',
    ],
    [{ ...SUMMARY, input: { company_logo: {} } }, 'input.company_logo', 'upload the logo'],
    [{ ...ADA, expect: {} }, 'expect', 'at least one field'],
    [{ ...ADA, expect: { city: 'x' } }, 'expect.city', 'its expect has contact_email,'],
    [{ ...ADA, expect: { website: '' } }, 'expect.website', 'null stands for'],
    [{ ...ADA, expect: { website: 'x'.repeat(1_001) } }, 'expect.website', 'at most 1000'],
    [{ ...ADA, requestedBy: '' }, 'requestedBy', 'leave it out'],
    [{ ...ADA, requestedBy: 'x'.repeat(201) }, 'requestedBy', 'at most 200'],
    [{ ...ADA, requestedBy: 'a\u202eb' }, 'requestedBy', 'visible'],
    [{ ...ADA, dryRun: 'yes' }, 'dryRun', 'boolean'],
    [{ ...ADA, account: 'Main' }, 'account', 'must be an alias'],
    [{ ...ADA, schemaVersion: 2 }, 'schemaVersion', 'must be 1'],
    [{ ...ADA, retries: 2 }, 'retries', 'it has schemaVersion, account,'],
    [{ ...ADA, action: 'deleteAccount' }, 'action', 'must be one of updateAccountSummary,'],
    [{ ...ADD, input: { city: 'x', country_code: 'FR' } }, 'input.address_line1', 'is required'],
    [{ ...ADD, input: { ...FRENCH, address_line2: null } }, 'input.address_line2', 'leave it out'],
    [
      { ...ADD, input: { ...FRENCH, address_line1: 'x'.repeat(81) } },
      'input.address_line1',
      'at most 80',
    ],
    [{ ...ADD, input: { ...FRENCH, state_code: 'MA' } }, 'input.state_code', 'use state_name'],
    [{ ...ADD, input: { ...AMERICAN, state_code: 'QC' } }, 'input.state_code', 'of the US'],
    [{ ...ADD, input: { ...AMERICAN, state_code: 'XX' } }, 'input.state_code', 'of US or CA'],
    [{ ...ADD, input: { ...AMERICAN, state_name: 'x' } }, 'input.state_name', 'use state_code'],
    [{ ...UPDATE, input: { city: null } }, 'input.city', 'every address has it'],
    [{ ...UPDATE, input: { address_line2: '' } }, 'input.address_line2', 'null removes it'],
    [
      { ...UPDATE, input: { country_code: 'US', postal_code: null } },
      'input.postal_code',
      'required',
    ],
    [
      { ...UPDATE, input: { country_code: 'CA', state_name: 'x' } },
      'input.state_name',
      'use state_code',
    ],
    [
      { ...UPDATE, input: { country_code: 'FR', state_code: 'MA' } },
      'input.state_code',
      'use state_name',
    ],
    [
      { ...SENDER, input: { email_address: `${'x'.repeat(80)}@e.com` } },
      'input.email_address',
      'at most 80',
    ],
    [
      { ...SENDER, input: { email_address: 'a@e.com' }, expect: { email_address: null } },
      'expect',
      'not taken',
    ],
  ])('%j is refused for its %s: %s', (event, field, problem) => {
    expect(problemsOf(event)).toEqual([{ field, problem: expect.stringContaining(problem) }]);
  });

  it('is told everything that is wrong with it at once', () => {
    const input = { country_code: 'US', address_line1: 'x'.repeat(81), color: 'red' };

    const fields = fieldsOf({ ...ADD, input, dryRun: 1, account: 'A', retries: 1 });

    expect(fields.toSorted()).toEqual([
      ...['account', 'dryRun', 'input.address_line1', 'input.city', 'input.color'],
      ...['input.postal_code', 'input.state_code', 'retries'],
    ]);
  });

  it.each([
    [20, []],
    [22, [{ field: 'request', problem: 'has 2 more problems' }]],
  ])('with %i problems is told the first twenty, and how many more there are', (count, more) => {
    const names = Array.from({ length: count }, (_, index) => `field${index}`);

    const problems = problemsOf({ ...ADA, ...Object.fromEntries(names.map((name) => [name, 1])) });

    expect(problems.slice(0, 20).map(({ field }) => field)).toEqual(names.slice(0, 20));
    expect(problems.slice(20)).toEqual(more);
  });

  it('that is none at all is told so under its own name', () => {
    expect(problemsOf(7)).toEqual([{ field: 'request', problem: expect.any(String) }]);
  });

  it.each([
    { ...ADA, company_logo: 'x' },
    { ...ADA, expect: { company_logo: 'x' } },
    { ...ADD, input: { ...FRENCH, company_logo: 'x' } },
  ])('that names a field of the summary elsewhere is not told how to change it: %j', (event) => {
    expect(problemsOf(event)).toEqual([
      {
        field: expect.stringMatching(/(^|\.)company_logo$/),
        problem: expect.not.stringContaining('upload'),
      },
    ]);
  });

  it('without a known action is told of all but its input', () => {
    expect(fieldsOf({ schemaVersion: 2, input: 7, dryRun: 1 }).toSorted()).toEqual([
      ...['action', 'dryRun', 'schemaVersion'],
    ]);
  });

  it('is not judged by what a wrong field might have meant', () => {
    expect(fieldsOf({ ...ADD, input: { ...AMERICAN, country_code: 'XX' } })).toEqual([
      'input.country_code',
    ]);
  });

  it('that is partial leaves to the account what it does not name', () => {
    expect(fieldsOf({ ...UPDATE, input: { state_code: 'MA', state_name: 'x' } })).toEqual([]);
    expect(fieldsOf({ ...SUMMARY, input: { country_code: 'CA' } })).toEqual([]);
  });

  it.each([
    [{ ...ADA, schemaVersion: 2 }, 'updateAccountSummary', 'main'],
    [{ ...ADA, schemaVersion: 2, account: 'shop' }, 'updateAccountSummary', 'shop'],
    [{ ...ADA, account: 'No Alias' }, 'updateAccountSummary', null],
    [{ action: 'toString', account: 'shop' }, null, 'shop'],
    [{}, null, 'main'],
    [undefined, null, null],
    [null, null, null],
    ['text', null, null],
    [[], null, null],
  ])('%j is refused for the action %s of the account %s', (event, action, account) => {
    expect(parseRequest(event)).toMatchObject({ ok: false, action, account });
  });
});
