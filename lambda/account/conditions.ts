import type { Content } from './content.ts';
import { isConfirmed } from './diff.ts';
import { senderKey } from './normalise.ts';
import { holdsNamedRole } from './severity.ts';
import type { Snapshot } from './snapshot.ts';
import { listMissingAddressFields } from './totals.ts';

/** Something wrong that a content shows by itself, whenever it is looked at. */
export interface Condition {
  code:
    | 'NO_CONFIRMED_SENDER'
    | 'PHYSICAL_ADDRESS_MISSING'
    | 'PHYSICAL_ADDRESS_INCOMPLETE'
    | 'CONTACT_NOT_CONFIRMED'
    | 'ROLE_UNCONFIRMED';
  sender?: string;
  field?: string;
}

/** A condition with the start of the check (ISO 8601) from which on every snapshot has had it. */
export type DatedCondition = Condition & { since: string };

/**
 * The conditions of a content. Those that stood before it, told apart by code and address, keep their time; the others
 * are `since` now.
 */
export function dateConditions(
  content: Content,
  before: readonly DatedCondition[],
  since: string,
): DatedCondition[] {
  const known = new Map(before.map((condition) => [keyOf(condition), condition.since]));
  return listConditions(content).map((condition) => ({
    ...condition,
    since: known.get(keyOf(condition)) ?? since,
  }));
}

/** The conditions of a snapshot; one that was stored without their times has them since its own. */
export function conditionsOf({ header, body }: Snapshot): DatedCondition[] {
  return dateConditions(body.content, body.conditions, header.checkStartedAt);
}

function keyOf({ code, sender = '' }: Condition): string {
  return `${code} ${sender.toLowerCase()}`;
}

function listConditions(content: Content): Condition[] {
  return [
    ...(content.senders.some(isConfirmed) ? [] : [{ code: 'NO_CONFIRMED_SENDER' } as const]),
    ...findAddress(content),
    ...findContact(content),
    ...findRoles(content),
  ];
}

function findAddress({ physicalAddress }: Content): Condition[] {
  if (physicalAddress === null) return [{ code: 'PHYSICAL_ADDRESS_MISSING' }];
  const missing = listMissingAddressFields(physicalAddress);
  if (missing.length === 0) return [];
  return [{ code: 'PHYSICAL_ADDRESS_INCOMPLETE', field: missing.join(', ') }];
}

function findContact({ summary, senders }: Content): Condition[] {
  const contact = summary.contact_email;
  if (contact === undefined) return [];
  const key = senderKey({ email_address: contact });
  if (isConfirmed(senders.find((sender) => senderKey(sender) === key))) return [];
  return [{ code: 'CONTACT_NOT_CONFIRMED', sender: contact, field: 'contact_email' }];
}

function findRoles({ senders }: Content): Condition[] {
  return senders
    .filter((sender) => !isConfirmed(sender) && holdsNamedRole(sender.roles))
    .map(({ email_address, roles }) => ({
      code: 'ROLE_UNCONFIRMED',
      sender: email_address,
      field: roles.join(', '),
    }));
}
