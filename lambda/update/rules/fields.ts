import * as z from 'zod/mini';
import { COUNTRIES } from './countries.ts';

/** Characters; the vendor documents 80 for parts of an address and addresses of senders, and 25 for a phone. */
const LIMITS = { address: 80, emailAddress: 80, phone: 25, undocumented: 255 } as const;

/** Plain text of at most so many characters, as it should stand: nothing is trimmed for the caller. */
const text = (maxLength: number) =>
  z.string('must be a text').check(
    z.minLength(1, 'must not be empty'),
    z.maxLength(maxLength, `must have at most ${maxLength} characters`),
    z.refine((value) => !/\p{Cc}/u.test(value), 'must not hold control characters'),
    z.refine((value) => value.isWellFormed(), 'must be well-formed Unicode'),
    z.refine((value) => value === value.trim(), 'must not begin or end with a blank'),
  );

const country = text(2).check(
  z.refine((value) => COUNTRIES.has(value.toUpperCase()), 'must be an ISO 3166-1 code such as US'),
);
const state = text(2).check(z.regex(/^[A-Z]{2}$/, 'must be two capital letters such as MA'));
const email = text(LIMITS.emailAddress).check(z.email('must be an e-mail address'));

/** A web address or a bare host name: the vendor's own example is of the first kind. */
const website = text(LIMITS.undocumented).check(
  z.refine(isWebsite, 'must be a web address such as https://example.com'),
);
const timeZone = text(LIMITS.undocumented).check(
  z.refine(isTimeZone, 'must be an IANA time zone such as America/New_York'),
);

export const SUMMARY_FIELDS = {
  contact_email: email,
  contact_phone: text(LIMITS.phone),
  country_code: country,
  first_name: text(LIMITS.undocumented),
  last_name: text(LIMITS.undocumented),
  organization_name: text(LIMITS.undocumented),
  organization_phone: text(LIMITS.undocumented),
  state_code: state,
  time_zone_id: timeZone,
  website,
};

/** What a summary has beside: the vendor sets it, callers may only expect it. */
export const READ_ONLY_FIELDS = { encoded_account_id: text(255), encoded_partner_id: text(255) };

export const ADDRESS_FIELDS = {
  address_line1: text(LIMITS.address),
  address_line2: text(LIMITS.address),
  address_line3: text(LIMITS.address),
  city: text(LIMITS.address),
  country_code: country,
  postal_code: text(LIMITS.address),
  state_code: state,
  state_name: text(LIMITS.address),
};

export const SENDER_FIELDS = { email_address: email };

/** Who asks, in the caller's own words. */
export const requestedBy = text(200);

function isWebsite(value: string): boolean {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `http://${value}`);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  return (
    isWeb && !/\s/.test(value) && url.username === '' && /^[^.]+(\.[^.]+)+$/.test(url.hostname)
  );
}

/** Links such as US/Eastern are zones too; an offset such as +05:00, which Intl also takes, is not. */
function isTimeZone(value: string): boolean {
  if (!/^[A-Z]/i.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
