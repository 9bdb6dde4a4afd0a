import type { Change, ChangeKind, Fields } from './change.ts';
import type { AccountSummary, Content, PhysicalAddress, Sender } from './content.ts';
import { normaliseContent, senderKey } from './normalise.ts';

/**
 * What turned `before` into `after`: the summary's change first, then the address's, then the senders' by address.
 * Both are normalised here by the same code, so the diff of contents that mean the same is empty.
 */
export function diffContents(before: Content, after: Content): Change[] {
  const [old, now] = [normaliseContent(before), normaliseContent(after)];
  return [
    ...diffSummaries(old.summary, now.summary),
    ...diffAddresses(old.physicalAddress, now.physicalAddress),
    ...diffSenders(old.senders, now.senders),
  ];
}

/** Applies a diff to the content it started from; the result is the normalised content it led to. */
export function applyChanges(before: Content, changes: readonly Change[]): Content {
  const content = normaliseContent(before);
  const senders = new Map(content.senders.map((sender) => [senderKey(sender), sender]));
  let { summary, physicalAddress } = content;
  for (const change of changes) {
    if (change.kind === 'SummaryChanged') summary = patch<AccountSummary>(summary, change);
    else if (change.kind.startsWith('PhysicalAddress')) {
      physicalAddress = applyToAddress(physicalAddress, change);
    } else applyToSenders(senders, change);
  }
  return normaliseContent({ summary, physicalAddress, senders: [...senders.values()] });
}

function diffSummaries(before: AccountSummary, after: AccountSummary): Change[] {
  const difference = diffFields(before, after);
  return difference ? [{ kind: 'SummaryChanged', ...difference }] : [];
}

function diffAddresses(before: PhysicalAddress | null, after: PhysicalAddress | null): Change[] {
  if (before === null && after === null) return [];
  if (before === null) return [{ kind: 'PhysicalAddressAdded', after: { ...after } }];
  if (after === null) return [{ kind: 'PhysicalAddressRemoved', before: { ...before } }];
  const difference = diffFields(before, after);
  return difference ? [{ kind: 'PhysicalAddressChanged', ...difference }] : [];
}

function diffSenders(before: readonly Sender[], after: readonly Sender[]): Change[] {
  const old = new Map(before.map((sender) => [senderKey(sender), sender]));
  const now = new Map(after.map((sender) => [senderKey(sender), sender]));
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort();
  return keys.flatMap((key) => diffSender(old.get(key), now.get(key)) ?? []);
}

function diffSender(before: Sender | undefined, after: Sender | undefined): Change | undefined {
  if (after && !before) return { kind: 'SenderAdded', ...identify(after), after: { ...after } };
  if (before && !after) {
    return { kind: 'SenderRemoved', ...identify(before), before: { ...before } };
  }
  if (!before || !after) return undefined;
  const difference = diffFields(before, after);
  return difference && { kind: senderKind(before, after), ...identify(after), ...difference };
}

function senderKind(before: Sender, after: Sender): ChangeKind {
  if (before.email_id !== after.email_id) return 'SenderReplaced';
  if (isConfirmed(before) === isConfirmed(after)) return 'SenderChanged';
  return isConfirmed(after) ? 'SenderConfirmed' : 'SenderUnconfirmed';
}

/** Only the vendor's `CONFIRMED` lets a sender send; any other status, known or not, does not. */
export function isConfirmed(sender: Pick<Sender, 'confirm_status'> | undefined): boolean {
  return sender?.confirm_status === 'CONFIRMED';
}

function identify(sender: Sender): Pick<Change, 'emailId' | 'emailAddress'> {
  return { emailId: sender.email_id, emailAddress: sender.email_address };
}

function diffFields(before: object, after: object): Required<FieldDifference> | undefined {
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  const fields = [...new Set([...old.keys(), ...now.keys()])]
    .filter((field) => JSON.stringify(old.get(field)) !== JSON.stringify(now.get(field)))
    .sort();
  if (fields.length === 0) return undefined;
  return { fields, before: pick(old, fields), after: pick(now, fields) };
}

type FieldDifference = Pick<Change, 'fields' | 'before' | 'after'>;

function pick(from: ReadonlyMap<string, unknown>, fields: readonly string[]): Fields {
  return Object.fromEntries(
    fields.filter((field) => from.has(field)).map((field) => [field, from.get(field)]),
  );
}

/** Takes the changed fields out and puts back those that `after` still has. */
function patch<T extends object>(target: T, change: Change): T {
  const kept = Object.entries(target).filter(([field]) => !change.fields?.includes(field));
  return { ...Object.fromEntries(kept), ...change.after } as T;
}

function applyToAddress(address: PhysicalAddress | null, change: Change): PhysicalAddress | null {
  if (change.kind === 'PhysicalAddressRemoved') return null;
  return patch<PhysicalAddress>(address ?? {}, change);
}

function applyToSenders(senders: Map<string, Sender>, change: Change): void {
  const key = senderKey({ email_address: change.emailAddress ?? '' });
  if (change.kind === 'SenderRemoved') senders.delete(key);
  else if (change.kind === 'SenderAdded')
    senders.set(key, { ...change.after } as unknown as Sender);
  else {
    const sender = senders.get(key);
    if (sender) senders.set(key, patch<Sender>(sender, change));
  }
}
