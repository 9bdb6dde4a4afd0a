import * as z from 'zod/mini';
import { isCountryCode } from './countries.ts';
import { isStateCode } from './subdivisions.ts';
import { EMAIL_ADDRESS, isPlainText, isTimeZone, isWebsite } from './text-forms.ts';

/** Most characters of a field, in UTF-16 code units. */
export const CHARACTERS = {
  /** Vendor's guide, physical address. */
  addressLine: 80,
  /** Vendor's guide, account emails. */
  emailAddress: 80,
  /** Vendor's guide, account summary. */
  contactPhone: 25,
  /** Vendor's guide, physical address; the two letters of a country are the standard's. */
  twoLetters: 2,
  /** Ours, where the vendor documents none. */
  undocumented: 255,
} satisfies Record<string, number>;

/** What is said of a field that is null or "". */
export const EMPTY = {
  summary: 'may be neither null nor empty: a summary field can be changed, but not cleared',
  optional: 'may be neither null nor empty: leave it out',
  required: 'may be neither null nor empty: every address has it',
  removable: 'may not be empty: null removes it',
  sender: 'may be neither null nor empty',
} satisfies Record<string, string>;

const NOT_A_COUNTRY = 'must be an assigned two-letter code of ISO 3166-1 such as US or DE';
const NOT_A_STATE =
  'must be the two upper-case letters of a US state or a Canadian province such as MA or ON';

/** One line of text as it is to stand at the vendor: nothing of it is trimmed or mended on the way. */
export function text(empty: string, characters: number = CHARACTERS.undocumented) {
  const source = characters === CHARACTERS.undocumented ? ', the limit of this contract' : '';
  return z.string({ error: ({ input }) => describeOther(input, empty) }).check(
    z.minLength(1, { error: empty, abort: true }),
    z.maxLength(characters, {
      error: `must have at most ${characters} characters${source}`,
      abort: true,
    }),
    z.refine(isPlainText, {
      error: 'must be one line of text without control characters',
      abort: true,
    }),
    z.refine((value) => value === value.trim(), {
      error: 'may not begin or end with a blank',
      abort: true,
    }),
  );
}

export function emailAddress(empty: string) {
  return text(empty, CHARACTERS.emailAddress).check(
    z.regex(EMAIL_ADDRESS, { error: 'must be an email address such as news@example.com' }),
  );
}

export function countryCode(empty: string) {
  return text(empty, CHARACTERS.twoLetters).check(
    z.regex(/^[A-Za-z]{2}$/, { error: NOT_A_COUNTRY, abort: true }),
    z.refine(isCountryCode, { error: NOT_A_COUNTRY }),
    z.meta({ description: 'An assigned two-letter code of ISO 3166-1, in either letter case.' }),
  );
}

/** Upper case, as the vendor's own examples: whether it takes others is unknown. */
export function stateCode(empty: string) {
  return text(empty, CHARACTERS.twoLetters).check(
    z.regex(/^[A-Z]{2}$/, { error: NOT_A_STATE, abort: true }),
    z.refine((code) => isStateCode(code), { error: NOT_A_STATE }),
    z.meta({
      description: 'US and CA only: a code of ISO 3166-2 without its country, or AA, AE, AP.',
    }),
  );
}

export function website(empty: string) {
  return text(empty).check(
    z.refine(isWebsite, {
      error: 'must be an http or https address or a host name, without user name and password',
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
  if (input === undefined) return 'is required';
  return input === null ? empty : 'must be text';
}
