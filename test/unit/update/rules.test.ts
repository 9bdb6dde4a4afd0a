import { iso31661, iso31662 } from 'iso-3166';
import { describe, expect, it } from 'vitest';
import { checkAddress, usesStateCode } from '../../../lambda/update/rules/check-address.ts';
import { checkSummary } from '../../../lambda/update/rules/check-summary.ts';
import { COUNTRY_CODES, isCountryCode } from '../../../lambda/update/rules/countries.ts';
import { isStateCode, STATE_CODES } from '../../../lambda/update/rules/subdivisions.ts';
import {
  EMAIL_ADDRESS,
  isPlainText,
  isPrintable,
  isTimeZone,
  isWebsite,
} from '../../../lambda/update/rules/text-forms.ts';

const BOSTON = {
  address_line1: '1 Main St',
  city: 'Boston',
  country_code: 'US',
  postal_code: '02451',
  state_code: 'MA',
};
const PARIS = { address_line1: '1 Rue', city: 'Paris', country_code: 'fr' };

const fieldsOf = (problems: { field: string }[]) => problems.map(({ field }) => field);

describe('the tables', () => {
  it('hold exactly the countries that ISO has assigned', () => {
    const assigned = iso31661
      .filter(({ state }) => state === 'assigned')
      .map(({ alpha2 }) => alpha2);

    expect([...COUNTRY_CODES].toSorted()).toEqual(assigned.toSorted());
  });

  it.each([
    ['US', ['AA', 'AE', 'AP']],
    ['CA', []],
  ])('hold the subdivisions that ISO lists for %s, and beside them %j', (country, military) => {
    const listed = iso31662
      .filter(({ parent }) => parent === country)
      .map(({ code }) => code.slice(3));

    expect([...(STATE_CODES[country] ?? [])].toSorted()).toEqual(
      [...listed, ...military].toSorted(),
    );
  });

  it('take a code in either letter case, and nothing that an object has by birth', () => {
    expect([isCountryCode('ke'), isStateCode('ma', 'us'), usesStateCode('ca')]).toEqual(
      Array(3).fill(true),
    );
    expect([isCountryCode('UK'), isStateCode('ON', 'US'), usesStateCode('toString')]).toEqual(
      Array(3).fill(false),
    );
  });
});

describe('a whole address', () => {
  it.each([
    BOSTON,
    { ...BOSTON, country_code: 'ca', state_code: 'ON' },
    { ...BOSTON, state_code: 'AE' },
    PARIS,
    { ...PARIS, state_name: 'Bretagne', postal_code: '75001' },
  ])('%j is good', (address) => {
    expect(checkAddress(address)).toEqual([]);
  });

  it.each([
    [{}, ['address_line1', 'city', 'country_code']],
    [{ ...PARIS, country_code: 'US' }, ['state_code', 'postal_code']],
    [{ ...BOSTON, state_code: 'ON' }, ['state_code']],
    [{ ...BOSTON, country_code: 'CA' }, ['state_code']],
    [{ ...BOSTON, state_name: 'Massachusetts' }, ['state_name']],
    [{ ...BOSTON, city: '' }, ['city']],
    [{ ...PARIS, state_code: 'MA' }, ['state_code']],
  ])('%j has problems in %j', (address, fields) => {
    expect(fieldsOf(checkAddress(address))).toEqual(fields);
  });
});

describe('a problem of an address', () => {
  it.each([
    [{ ...PARIS, city: '' }, 'city', 'is required in every address'],
    [
      { ...PARIS, state_code: 'MA' },
      'state_code',
      'is only for the US and Canada: use state_name here',
    ],
    [{ ...BOSTON, postal_code: '' }, 'postal_code', 'is required in the US and in Canada'],
    [{ ...BOSTON, state_code: '' }, 'state_code', 'is required in the US and in Canada'],
    [
      { ...BOSTON, state_code: 'ON' },
      'state_code',
      'is not the two-letter code of a state of the US',
    ],
    [
      { ...BOSTON, country_code: 'ca' },
      'state_code',
      'is not the two-letter code of a province of Canada',
    ],
    [
      { ...BOSTON, state_name: 'x' },
      'state_name',
      'is not for the US and Canada: use state_code there',
    ],
  ])('of %j is told at %s: %s', (address, field, problem) => {
    expect(checkAddress(address)).toEqual([{ field, problem }]);
  });

  it('is none of a state without a country', () => {
    expect(usesStateCode(undefined)).toBe(false);
    expect(usesStateCode(null)).toBe(false);
  });
});

describe('a summary', () => {
  it.each([
    [{ country_code: 'us' }, ['state_code']],
    [{ country_code: 'CA', state_code: 'MA' }, ['state_code']],
    [{ country_code: 'US', state_code: 'MA' }, []],
    [{ country_code: 'ke' }, []],
    [{ state_code: 'MA' }, []],
    [{}, []],
  ])('%j has problems in %j', (summary, fields) => {
    expect(fieldsOf(checkSummary(summary))).toEqual(fields);
  });
});

describe('an e-mail address', () => {
  it.each(['a@example.com', "o'brien+tag@mail.example.co", 'a/b&c@x-y.xn--p1ai'])(
    '%s is taken',
    (address) => {
      expect(address).toMatch(EMAIL_ADDRESS);
    },
  );

  it.each([
    ...['a', 'a@b', '@example.com', 'a@@example.com', 'a b@example.com', '.a@example.com'],
    ...['a..b@example.com', 'a.@example.com', 'a@-x.com', 'a@x-.com', 'a@example.com.', 'a@1.2'],
    ...['ä@example.com', `${'a'.repeat(65)}@example.com`, '"a b"@example.com', 'a@example.com\n'],
  ])('%j is refused', (address) => {
    expect(address).not.toMatch(EMAIL_ADDRESS);
  });
});

describe('a website', () => {
  it.each([
    ...['http://InstaPriz4me.com', 'HTTPS://example.com/a?b=c#d', 'https://example.com:8443/'],
    ...['www.example.com', 'example.com', 'müller.de', 'shop24.example7.co2m', 'हिन्दी.भारत'],
  ])('%s is taken', (address) => {
    expect(isWebsite(address)).toBe(true);
  });

  it.each([
    ...['ftp://example.com', 'javascript:alert(1)', 'mailto:a@example.com', 'http://', 'example'],
    ...['two words.com', 'https://example.com/a b', 'http:\\\\example.com', '127.0.0.1', '.com'],
    ...['https://user:secret@example.com', 'https://:secret@example.com', 'a@example.com'],
    ...['see https://example.com', 'example.com/a', 'https://user@example.com', 'a!b.example.com'],
  ])('%s is refused', (address) => {
    expect(isWebsite(address)).toBe(false);
  });
});

describe('a time zone', () => {
  it.each(['US/Eastern', 'America/New_York', 'Etc/GMT+5', 'UTC'])('%s is taken', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['+05:00', '-0500', 'Moon/Base', '', 'GMT+25', 'Eastern Time'])(
    '%j is refused',
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});

describe('text', () => {
  it.each(['line\nbreak', 'nul\u0000', 'half \ud83d of a pair', 'line\u2028separator'])(
    '%j is not plain',
    (text) => {
      expect(isPlainText(text)).toBe(false);
    },
  );

  it('may hold what a writer of any language needs', () => {
    expect(isPlainText('Zoë 東京 👩‍🚀 «שלום»')).toBe(true);
  });

  it.each(['a\u202eb', 'zero\u200bwidth', 'a\tb'])('%j is not printable', (text) => {
    expect(isPrintable(text)).toBe(false);
  });
});
