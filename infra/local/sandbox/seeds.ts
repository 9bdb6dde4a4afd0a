import type { AccountSummary } from '../../../lambda/account/content.ts';
import type { AccountSeed, SandboxSender } from './account.ts';

/** The vendor's documented example account, with one unconfirmed and one more confirmed sender. */
export function exampleAccount(overrides: Partial<AccountSummary> = {}): AccountSeed {
  return {
    summary: {
      contact_email: 'InstaPrinz@gmail.com',
      contact_phone: '5081111212',
      country_code: 'US',
      encoded_account_id: 'p07e1l8cdif9dl',
      first_name: 'Lola',
      last_name: 'Zang',
      organization_name: 'InstaPrinz',
      organization_phone: '333-333-3335',
      state_code: 'MA',
      time_zone_id: 'US/Eastern',
      website: 'http://InstaPriz4me.com',
      ...overrides,
    },
    physicalAddress: {
      address_line1: '123 Maple Street',
      address_line2: 'Unit 1',
      address_line3: 'Apartment 234',
      city: 'Boston',
      country_code: 'US',
      postal_code: '02451',
      state_code: 'MA',
    },
    companyLogo: {
      url: 'https://files.constantcontact.com/3a20c2f5701/780c1ff3-7fc6-4712-a862-ad5b6af57d38.jpg',
      external_url: 'https://www.google.com/images/logos/google_logo_41.png',
      internal_id: 'ACCOUNT.IMAGE.5',
    },
    senders: [
      {
        email_id: 1,
        email_address: 'InstaPrinz@gmail.com',
        confirm_status: 'CONFIRMED',
        confirm_source_type: 'SITE_OWNER',
        confirm_time: '2020-06-29T14:37:13.000Z',
        roles: ['CONTACT', 'BILLING', 'REPLY_TO'],
      },
      {
        email_id: 2,
        email_address: 'dlang@example.com',
        confirm_status: 'UNCONFIRMED',
        roles: [],
      },
      {
        email_id: 3,
        email_address: 'prints@example.com',
        confirm_status: 'CONFIRMED',
        confirm_source_type: 'SUPPORT',
        confirm_time: '2020-07-14T09:05:41.000Z',
        roles: ['OTHER'],
      },
    ],
  };
}

/** An account of the shape that live replies have: the undocumented fields are there, unset ones are not. */
export function recordedAccount(overrides: Partial<AccountSummary> = {}): AccountSeed {
  return {
    summary: {
      contact_email: 'owner@example.org',
      country_code: 'ke',
      encoded_account_id: 'a07f2m9debjg0m',
      encoded_partner_id: 'b18g3n0efckh1n',
      first_name: 'Amina',
      last_name: 'Otieno',
      organization_name: 'Rift Valley Prints',
      time_zone_id: 'Africa/Nairobi',
      ...overrides,
    },
    physicalAddress: {
      address_line1: '12 Moi Avenue',
      city: 'Nairobi',
      country_code: 'ke',
      postal_code: '00100',
      state_name: 'Nairobi County',
    },
    senders: [
      {
        email_id: 1,
        email_address: 'owner@example.org',
        confirm_status: 'CONFIRMED',
        confirm_source: '203.0.113.24',
        confirm_source_type: 'SITE_OWNER',
        confirm_time: '2026-09-29T14:37:13.521Z',
        roles: ['BILLING', 'CONTACT', 'DEFAULT_FROM', 'REPLY_TO'],
      },
    ],
  };
}

/** An account with very many senders; every tenth is still unconfirmed, the first one holds the roles. */
export function largeAccount(
  senders = 10_000,
  overrides: Partial<AccountSummary> = {},
): AccountSeed {
  return {
    ...recordedAccount({
      contact_email: 'sender-1@example.org',
      encoded_account_id: 'c29h4o1fgdli2o',
      organization_name: 'Very Large Prints',
      ...overrides,
    }),
    senders: Array.from({ length: senders }, (_, index) => toLargeSender(index + 1)),
  };
}

function toLargeSender(emailId: number): SandboxSender {
  const sender = { email_id: emailId, email_address: `sender-${emailId}@example.org` };
  if (emailId % 10 === 0) return { ...sender, confirm_status: 'UNCONFIRMED', roles: [] };
  return {
    ...sender,
    confirm_status: 'CONFIRMED',
    confirm_source: '203.0.113.24',
    confirm_source_type: 'SITE_OWNER',
    confirm_time: '2026-09-29T14:37:13.521Z',
    roles: emailId === 1 ? ['BILLING', 'CONTACT', 'DEFAULT_FROM', 'REPLY_TO'] : [],
  };
}
