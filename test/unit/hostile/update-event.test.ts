import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS, type ParsedRequest, parseRequest } from '../../../lambda/update/request.ts';
import { checkAddress } from '../../../lambda/update/rules/check-address.ts';
import { addressInput, addressPatch, summaryInput } from '../../../lambda/update/rules/inputs.ts';
import { STATE_CODES } from '../../../lambda/update/rules/subdivisions.ts';
import { codeUnit } from '../../support/arbitraries.ts';
import { FUZZ_TIMEOUT_MS, fuzz, hostileJson } from '../../support/hostile.ts';

/** What nobody would send on purpose, beside what fast-check invents. */
const HUGE = 'x'.repeat(1_000_000);
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    HUGE,
    `${'a.'.repeat(200_000)}@x`,
    '\ud800',
    '',
    ' ',
    -0,
    1e308,
    nest(5_000),
  ),
  fc.constantFrom<unknown>(JSON.parse('{"__proto__":{"ok":true}}'), { constructor: 1 }, [[]]),
  fc.string({ unit: codeUnit }),
  fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true, withDate: true }),
);
const field = fc.constantFrom(
  ...Object.keys({ ...summaryInput.shape, ...addressInput.shape, ...addressPatch.shape }),
  ...['email_address', 'toString', 'constructor', 'hasOwnProperty', 'physical_address'],
);
const document = fc.dictionary(field, hostile);
const event = fc.record(
  {
    schemaVersion: fc.oneof(fc.constant(1), hostile),
    account: fc.oneof(fc.constant('main'), hostile),
    action: fc.oneof(fc.constantFrom(...ACTIONS), hostile),
    input: fc.oneof(document, hostile),
    expect: fc.oneof(document, hostile),
    dryRun: hostile,
    requestedBy: hostile,
  },
  { requiredKeys: [] },
);

const word = fc.stringMatching(/^[A-Za-zÀ-ÿ0-9]([A-Za-zÀ-ÿ0-9 .'-]{0,30}[A-Za-zÀ-ÿ0-9])?$/);
const lines = { address_line1: word, address_line2: word, address_line3: word, city: word };
const abroad = fc.record(
  {
    ...lines,
    country_code: fc.constantFrom('FR', 'ke', 'UM'),
    postal_code: word,
    state_name: word,
  },
  { requiredKeys: ['address_line1', 'city', 'country_code'] },
);
const withState = fc.constantFrom('US', 'us', 'CA', 'ca').chain((country) =>
  fc.record(
    {
      ...lines,
      country_code: fc.constant(country),
      postal_code: word,
      state_code: fc.constantFrom(...(STATE_CODES[country.toUpperCase()] ?? [])),
    },
    { requiredKeys: ['address_line1', 'city', 'country_code', 'postal_code', 'state_code'] },
  ),
);

const add = (input: unknown) =>
  parseRequest({ schemaVersion: 1, action: 'addPhysicalAddress', input });

function nest(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = { input: [value] };
  return value;
}

describe('hostile events', { timeout: FUZZ_TIMEOUT_MS }, () => {
  it('are refused with few, short, speaking problems and never make the reader throw', async () => {
    await fuzz(fc.oneof(event, hostile), async (sent) => expectToSpeak(parseRequest(sent)));
  });

  it('near valid ones are read, or refused in the same way', async () => {
    const head = { schemaVersion: 1, account: 'main', requestedBy: 'crm', dryRun: true };
    const address = { address_line1: '1 Main St', city: 'Waltham', country_code: 'FR' };
    const near = hostileJson(
      { ...head, action: 'updateAccountSummary', input: { website: 'https://example.com' } },
      { ...head, action: 'addPhysicalAddress', input: address, expect: { city: null } },
      { ...head, action: 'updatePhysicalAddress', input: { address_line2: null, city: 'Paris' } },
      { ...head, action: 'addAccountEmail', input: { email_address: 'news@example.com' } },
    );

    await fuzz(near, async (json) => expectToSpeak(parseRequest(JSON.parse(json))));
  });

  it('are never quoted', () => {
    const secret = 'canary-value';
    const values = fc.dictionary(field, fc.constantFrom<unknown>(secret, [secret], { a: secret }));

    fc.assert(
      fc.property(fc.constantFrom(...ACTIONS), values, values, (action, input, expected) => {
        const sent = {
          schemaVersion: secret,
          account: `${secret}!`,
          action,
          input,
          expect: expected,
        };

        expect(JSON.stringify(parseRequest(sent))).not.toContain(secret);
      }),
    );
  });

  it('with a thousand unknown fields are told the first twenty and how many more', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`f${index}`, 1]));

    const parsed = parseRequest({ schemaVersion: 1, action: 'addAccountEmail', input: many });

    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toEqual({ field: 'request', problem: 'has 981 more problems' });
  });

  it('cannot name a field that leaves its line or its length', () => {
    const name = `a\n\u202e\u{1f600}${'x'.repeat(500)}`;

    const parsed = parseRequest({ schemaVersion: 1, action: 'addAccountEmail', [name]: 1 });

    const fields = parsed.ok ? [] : parsed.problems.map(({ field: shown }) => shown);
    expect(fields).toContain(`a????${'x'.repeat(55)}`);
  });

  it('do not reach the prototype of anything', () => {
    const text =
      '{"schemaVersion":1,"action":"addAccountEmail","input":{"__proto__":{"email_address":"a@e.com"}}}';

    const parsed = parseRequest(JSON.parse(text));

    const fields = parsed.ok ? [] : parsed.problems.map(({ field: shown }) => shown);
    expect(fields).toContain('input.__proto__');
  });
});

function expectToSpeak(parsed: ParsedRequest): void {
  if (parsed.ok) return;
  expect(parsed.problems.length).toBeGreaterThan(0);
  expect(parsed.problems.length).toBeLessThanOrEqual(21);
  for (const { field: name, problem } of parsed.problems) {
    expect(name).toMatch(/^[\x20-\x7e]{1,130}$/);
    expect(problem).toMatch(/^(is|must|may|has|cannot)\b.{4,300}$/);
    expect(problem).not.toContain('Invalid input');
  }
}

describe('an address', () => {
  it('that is whole is taken as it is, and still is one after a round trip', () => {
    fc.assert(
      fc.property(fc.oneof(abroad, withState), (address) => {
        const parsed = add(address);

        expect(parsed).toMatchObject({ ok: true, request: { input: address } });
        expect(checkAddress(JSON.parse(JSON.stringify(address)))).toEqual([]);
      }),
    );
  });

  it('that is taken, whatever it is, passes the rules of a whole one', () => {
    const loose = fc.record(
      {
        ...lines,
        country_code: fc.constantFrom('US', 'ca', 'FR', 'XX'),
        state_code: fc.constantFrom('MA', 'ON', 'ZZ'),
        state_name: word,
        postal_code: word,
      },
      { requiredKeys: ['address_line1', 'city', 'country_code'] },
    );

    fc.assert(
      fc.property(loose, (address) => {
        expect(add(address).ok).toBe(
          address.country_code !== 'XX' &&
            address.state_code !== 'ZZ' &&
            checkAddress(address).length === 0,
        );
      }),
    );
  });
});
