import fc from 'fast-check';
import type {
  AccountSummary,
  Content,
  PhysicalAddress,
  Sender,
} from '../../lambda/account/content.ts';

/** For strings of anything, lone surrogates too: fast-check takes seconds to prepare its own binary strings. */
export const codeUnit = fc
  .oneof(fc.nat(0xff), fc.nat(0xffff))
  .map((code) => String.fromCharCode(code));

const word = fc.string({ minLength: 1, maxLength: 12 });
const country = fc.constantFrom('US', 'us', 'FR', 'ke', 'CA');
const role = fc.constantFrom('CONTACT', 'BILLING', 'REPLY_TO', 'OTHER', 'DEFAULT_FROM', 'NEW_ROLE');

const summary = fc.record(
  {
    encoded_account_id: fc.constantFrom('a1', 'b2'),
    contact_email: word,
    country_code: country,
    organization_name: word,
    website: word,
  },
  { requiredKeys: ['encoded_account_id'] },
) as fc.Arbitrary<AccountSummary>;

const physicalAddress = fc.record(
  { address_line1: word, city: word, country_code: country, state_code: word, postal_code: word },
  { requiredKeys: [] },
) as fc.Arbitrary<PhysicalAddress>;

const sender = fc.record(
  {
    email_id: fc.integer({ min: 1, max: 50 }),
    email_address: fc.constantFrom(
      ...'abcdefghijkl'.split('').map((name) => `${name}@example.com`),
    ),
    confirm_status: fc.constantFrom('CONFIRMED', 'UNCONFIRMED', 'PENDING_REVIEW'),
    confirm_time: fc.constantFrom('2026-09-29T14:37:13.521Z', '2026-10-01T00:00:00.000Z'),
    pending_roles: fc.uniqueArray(role),
    roles: fc.uniqueArray(role),
  },
  { requiredKeys: ['email_id', 'email_address', 'confirm_status', 'roles'] },
) as fc.Arbitrary<Sender>;

/** Any content that the client lets through: no two senders share an address. */
export const anyContent: fc.Arbitrary<Content> = fc.record({
  summary,
  physicalAddress: fc.option(physicalAddress),
  senders: fc.uniqueArray(sender, {
    minLength: 1,
    maxLength: 8,
    selector: ({ email_address }) => email_address,
  }),
});

/** The same content as the vendor could say it another time: other orders, letter cases and empty values. */
export function withNoise(content: Content): fc.Arbitrary<Content> {
  const shuffled = fc.shuffledSubarray(content.senders, { minLength: content.senders.length });
  return fc.tuple(shuffled, fc.boolean()).map(([senders, flip]) => ({
    summary: {
      ...withOtherCase(content.summary, flip),
      ...(flip && !content.summary.website && { website: '' }),
    },
    physicalAddress: content.physicalAddress && withOtherCase(content.physicalAddress, flip),
    senders: senders.map((one) => ({ ...one, roles: flip ? [...one.roles].reverse() : one.roles })),
  }));
}

function withOtherCase<T extends { country_code?: string }>(fields: T, flip: boolean): T {
  if (!flip || fields.country_code === undefined) return fields;
  return { ...fields, country_code: fields.country_code.toLowerCase() };
}
