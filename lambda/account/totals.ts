import type { Content, PhysicalAddress, Sender } from './content.ts';

/** The few figures of an account that totals over all accounts need. */
export interface Totals {
  organization: string | null;
  senders: { confirmed: number; unconfirmed: number; other: number };
  addressState: AddressState;
}

/** Whether the vendor would let the account send with its address, and if not, whether it has one at all. */
export type AddressState = 'complete' | 'incomplete' | 'missing';

/** Names of organisations are cut to this many characters: at most 400 bytes, so an account item stays one write unit. */
const MAX_ORGANIZATION_LENGTH = 100;

/** Countries whose addresses need a state or province and a postal code, by the vendor's guide. */
const STATE_COUNTRIES: readonly string[] = ['US', 'CA'];
const STATE_FIELDS = ['state_code', 'postal_code'] as const;
const REQUIRED = ['address_line1', 'city', 'country_code'] as const;

export function countTotals(content: Content): Totals {
  const organization = content.summary.organization_name;
  return {
    organization: organization?.slice(0, MAX_ORGANIZATION_LENGTH).toWellFormed() ?? null,
    senders: countSenders(content.senders),
    addressState: toAddressState(content.physicalAddress),
  };
}

/** Senders by status; `other` are those whose status nobody has documented. */
export function countSenders(
  senders: readonly Pick<Sender, 'confirm_status'>[],
): Totals['senders'] {
  const count = (status: string) =>
    senders.filter(({ confirm_status }) => confirm_status === status).length;
  const [confirmed, unconfirmed] = [count('CONFIRMED'), count('UNCONFIRMED')];
  return { confirmed, unconfirmed, other: senders.length - confirmed - unconfirmed };
}

export function toAddressState(address: PhysicalAddress | null): AddressState {
  if (address === null) return 'missing';
  return listMissingAddressFields(address).length === 0 ? 'complete' : 'incomplete';
}

/** Fields that the vendor requires and the address lacks. */
export function listMissingAddressFields(address: PhysicalAddress): string[] {
  const needsState = STATE_COUNTRIES.includes(address.country_code?.toUpperCase() ?? '');
  const required = [...REQUIRED, ...(needsState ? STATE_FIELDS : [])];
  return required.filter((field) => !address[field]);
}
