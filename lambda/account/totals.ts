import type { Content, PhysicalAddress } from './content.ts';

/** The few figures of an account that totals over all accounts need. */
export interface Totals {
  organization: string | null;
  senders: { confirmed: number; unconfirmed: number; other: number };
  addressComplete: boolean;
}

/** Names of organisations are cut to this many characters: at most 400 bytes, so an account item stays one write unit. */
const MAX_ORGANIZATION_LENGTH = 100;

/** Countries whose addresses need a state or province and a postal code, by the vendor's guide. */
const STATE_COUNTRIES: readonly string[] = ['US', 'CA'];
const STATE_FIELDS = ['state_code', 'postal_code'] as const;
const REQUIRED = ['address_line1', 'city', 'country_code'] as const;

/** Counts a content. `other` counts senders whose status nobody has documented. */
export function countTotals(content: Content): Totals {
  const count = (status: string) =>
    content.senders.filter((sender) => sender.confirm_status === status).length;
  const organization = content.summary.organization_name;
  const [confirmed, unconfirmed] = [count('CONFIRMED'), count('UNCONFIRMED')];
  return {
    organization: organization?.slice(0, MAX_ORGANIZATION_LENGTH).toWellFormed() ?? null,
    senders: { confirmed, unconfirmed, other: content.senders.length - confirmed - unconfirmed },
    addressComplete: isCompleteAddress(content.physicalAddress),
  };
}

/** True when the vendor would let the account send with this address. */
export function isCompleteAddress(address: PhysicalAddress | null): boolean {
  return address !== null && listMissingAddressFields(address).length === 0;
}

/** Fields that the vendor requires and the address lacks. */
export function listMissingAddressFields(address: PhysicalAddress): string[] {
  const needsState = STATE_COUNTRIES.includes(address.country_code?.toUpperCase() ?? '');
  const required = [...REQUIRED, ...(needsState ? STATE_FIELDS : [])];
  return required.filter((field) => !address[field]);
}
