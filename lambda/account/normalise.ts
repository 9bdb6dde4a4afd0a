import type { AccountSummary, Content, PhysicalAddress, Sender } from './content.ts';

/**
 * Brings a content into the one form in which contents are compared, hashed and stored: order of senders and roles,
 * letter case of `country_code`, and absent against empty mean nothing. Normalising twice changes nothing.
 */
export function normaliseContent(content: Content): Content {
  return {
    physicalAddress: normaliseAddress(content.physicalAddress),
    senders: content.senders.map(normaliseSender).sort(bySender),
    summary: withUpperCaseCountry<AccountSummary>(content.summary),
  };
}

/** Two senders are one when only the letter case of their addresses differs: mail systems treat them as one mailbox. */
export function senderKey(sender: Pick<Sender, 'email_address'>): string {
  return sender.email_address.toLowerCase();
}

/**
 * What the vendor answers while no address is set is unknown: nothing, `{}`, or a partial object. Without a line and a
 * city, both of which it requires, it is no address.
 */
export function hasAddress(address: PhysicalAddress | null): address is PhysicalAddress {
  return Boolean(address?.address_line1 || address?.city);
}

function normaliseAddress(address: PhysicalAddress | null): PhysicalAddress | null {
  return hasAddress(address) ? withUpperCaseCountry<PhysicalAddress>(address) : null;
}

function normaliseSender(sender: Sender): Sender {
  const { pending_roles = [], roles, ...rest } = sender;
  const pending = sortedUnique(pending_roles);
  return sortKeys<Sender>({
    ...rest,
    ...(pending.length > 0 && { pending_roles: pending }),
    roles: sortedUnique(roles),
  });
}

function withUpperCaseCountry<T extends { country_code?: string }>(fields: T): T {
  const country = fields.country_code?.toUpperCase();
  return sortKeys<T>(country === undefined ? fields : { ...fields, country_code: country });
}

/** Sorted keys make the JSON text of equal objects equal; empty values are left out on the way. */
function sortKeys<T extends object>(fields: T): T {
  const entries = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries) as T;
}

function sortedUnique(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '').sort(compareText);
}

function bySender(a: Sender, b: Sender): number {
  return compareText(senderKey(a), senderKey(b)) || a.email_id - b.email_id;
}

/** By UTF-16 code units: the same on every machine, whatever its locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
