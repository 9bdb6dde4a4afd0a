import * as z from 'zod/mini';
import { isCountryCode } from './countries.ts';
import { isStateCode } from './subdivisions.ts';
import { EMAIL_ADDRESS, isPlainText, isTimeZone, isWebsite } from './text-forms.ts';

/** Most characters of a field, in UTF-16 code units. */
export const CHARACTERS = {
  /** Vendor's guide, physical address. */
  address: 80,
  /** Vendor's guide, account emails. */
  emailAddress: 80,
  /** Vendor's guide, account summary. */
  contactPhone: 25,
  /** Vendor's guide, physical address; the two letters of a country are the standard's. */
  twoLetters: 2,
  /** Ours, where the vendor documents none. */
  undocumented: 255,
} satisfies Record<string, number>;

/** What else is said of a field that is null or "". */
export const EMPTY = {
  summary: 'a summary field can be changed, but not cleared',
  optional: 'leave it out instead',
  required: 'every address has it',
  removable: 'null removes it',
  sender: 'name the address to add',
} satisfies Record<string, string>;

/** One line of text as it is to stand at the vendor: nothing of it is trimmed or mended on the way. */
export function text(empty: string, characters: number = CHARACTERS.undocumented) {
  const source = characters === CHARACTERS.undocumented ? ', the limit of this contract' : '';
  return z.string({ error: ({ input }) => describeOther(input, empty) }).check(
    z.minLength(1, { error: `must not be empty: ${empty}`, abort: true }),
    z.maxLength(characters, {
      error: `must have at most ${characters} characters${source}`,
      abort: true,
    }),
    z.refine(isPlainText, {
      error: 'must be well-formed text on one line, without control characters',
      abort: true,
    }),
    z.refine((value) => value === value.trim(), {
      error: 'must not begin or end with a blank',
      abort: true,
    }),
  );
}

export function emailAddress(empty: string) {
  return text(empty, CHARACTERS.emailAddress).check(
    z.regex(EMAIL_ADDRESS, { error: 'must be an e-mail address such as news@example.com' }),
  );
}

export function countryCode(empty: string) {
  const notACountry = 'must be an assigned code of ISO 3166-1 such as US';
  return text(empty, CHARACTERS.twoLetters).check(
    z.regex(/^[A-Za-z]{2}$/, { error: notACountry, abort: true }),
    z.refine(isCountryCode, { error: notACountry }),
    z.meta({ description: 'An assigned two-letter code of ISO 3166-1, in either letter case.' }),
  );
}

/** A state of a summary: which ones countries other than the US and Canada have is not documented. */
export function twoCapitals(empty: string) {
  return text(empty, CHARACTERS.twoLetters).check(
    z.regex(/^[A-Z]{2}$/, { error: 'must be two capital letters such as MA', abort: true }),
  );
}

/** A state of an address, where only the US and Canada have one. */
export function stateCode(empty: string) {
  return twoCapitals(empty).check(
    z.refine((code) => isStateCode(code), {
      error: 'is no state or province of US or CA',
    }),
    z.meta({ description: 'US and CA only: ISO 3166-2 without its country, or AA, AE or AP.' }),
  );
}

export function website(empty: string) {
  return text(empty).check(
    z.refine(isWebsite, {
      error:
        'must be a web address such as https://example.com or a host name, and hold no password',
    }),
    z.meta({ description: 'An http or https address, or a host name such as www.example.com.' }),
  );
}

export function timeZone(empty: string) {
  return text(empty).check(
    z.refine(isTimeZone, { error: 'must be an IANA time zone such as US/Eastern, not an offset' }),
    z.meta({ description: 'A name of the IANA time zone database, such as US/Eastern.' }),
  );
}

/** For what is no text at all. */
export function describeOther(input: unknown, empty: string): string {
  if (input === undefined) return 'is required and must be a text';
  return input === null ? `must be a text: ${empty}` : 'must be a text';
}
