import { isSamePart, type Part, type Parts } from './truth.ts';

/** A change as the model expects it; `subject` is an address, `summary`, `address`, `account` or `replies`. */
export interface ExpectedChange {
  kind: string;
  subject: string;
  /** Of a loss alone. */
  severity?: 'critical' | 'warning';
  /** The update that alone made it, if one did. */
  madeBy?: string | undefined;
}

const NAMED = ['DEFAULT_FROM', 'REPLY_TO', 'CONTACT', 'BILLING'];

/** What must be told between two snapshots; the first is told as one connection. */
export function expectChanges(before: Parts | undefined, after: Parts): ExpectedChange[] {
  if (before === undefined) return [{ kind: 'AccountConnected', subject: 'account' }];
  const addresses = new Set([...listAddresses(before.senders), ...listAddresses(after.senders)]);
  const remains = listAddresses(after.senders).some((one) => isConfirmed(after.senders, one));
  return [
    ...(isSamePart(before.summary, after.summary)
      ? []
      : [{ kind: 'SummaryChanged', subject: 'summary' }]),
    ...expectAddress(before.address, after.address),
    ...[...addresses].flatMap((one) => expectSender(one, before.senders, after.senders, remains)),
  ];
}

/** Senders that were confirmed and are not any more. */
export function countLost(before: Parts | undefined, after: Parts): number {
  if (before === undefined) return 0;
  const wasConfirmed = listAddresses(before.senders).filter((one) =>
    isConfirmed(before.senders, one),
  );
  return wasConfirmed.filter((one) => !isConfirmed(after.senders, one)).length;
}

function expectAddress(before: Part, after: Part): ExpectedChange[] {
  if (isSamePart(before, after)) return [];
  const isAdded = Object.keys(before).length === 0;
  const isRemoved = Object.keys(after).length === 0;
  const kind = isAdded ? 'Added' : isRemoved ? 'Removed' : 'Changed';
  return [{ kind: `PhysicalAddress${kind}`, subject: 'address' }];
}

function expectSender(
  subject: string,
  before: Part,
  after: Part,
  remains: boolean,
): ExpectedChange[] {
  const [old, now] = [factsOf(before, subject), factsOf(after, subject)];
  if (isSamePart(old, now)) return [];
  const isLost = isConfirmed(before, subject) && !isConfirmed(after, subject);
  const heldRole = NAMED.some((role) => old[`${subject} as ${role}`] !== undefined);
  const severity = heldRole || !remains ? 'critical' : 'warning';
  return [{ subject, kind: toKind(subject, before, after), ...(isLost && { severity }) }];
}

function toKind(subject: string, before: Part, after: Part): string {
  if (before[subject] === undefined) return 'SenderAdded';
  if (after[subject] === undefined) return 'SenderRemoved';
  if (before[`${subject} email_id`] !== after[`${subject} email_id`]) return 'SenderReplaced';
  if (isConfirmed(before, subject) === isConfirmed(after, subject)) return 'SenderChanged';
  return isConfirmed(after, subject) ? 'SenderConfirmed' : 'SenderUnconfirmed';
}

export const listAddresses = (senders: Part) =>
  Object.keys(senders).filter((key) => !key.includes(' '));

export function factsOf(senders: Part, address: string): Part {
  const own = Object.entries(senders).filter(
    ([key]) => key === address || key.startsWith(`${address} `),
  );
  return Object.fromEntries(own);
}

export const isConfirmed = (senders: Part, address: string) =>
  senders[`${address} confirm_status`] === 'CONFIRMED';
