import type { Change, Fields } from './change.ts';

/** What changed, as one sentence for a person. */
export function describeChange(change: Change): string {
  const { kind, emailAddress = '', before = {}, after = {}, fields = [] } = change;
  switch (kind) {
    case 'AccountConnected':
      return 'The account was connected.';
    case 'SenderAdded':
      return `${emailAddress} was added, ${toStatus(after)}${toHeldRoles(after, ', with')}.`;
    case 'SenderConfirmed':
      return `${emailAddress} was confirmed.`;
    case 'SenderUnconfirmed':
      return `${emailAddress} is no longer confirmed.`;
    case 'SenderRemoved':
      return `${emailAddress} is gone; it was ${toStatus(before)}${toHeldRoles(before, ' and held')}.`;
    case 'SenderReplaced':
      return `${emailAddress} was deleted and added again: ${toFieldChanges(change)}.`;
    case 'SenderChanged':
      return `${emailAddress}: ${toFieldChanges(change)}.`;
    case 'SummaryChanged':
      return `Account: ${toFieldChanges(change)}.`;
    case 'PhysicalAddressAdded':
      return `The physical address was added: ${toAddressLine(after)}.`;
    case 'PhysicalAddressChanged':
      return `Physical address: ${toFieldChanges(change)}.`;
    case 'PhysicalAddressRemoved':
      return `The physical address is gone; it was ${toAddressLine(before)}.`;
    case 'ReplyDrift':
      return `Constant Contact's replies hold something new: ${fields.join(', ')}.`;
  }
}

function toStatus({ confirm_status: status }: Fields): string {
  return String(status).toLowerCase();
}

function toHeldRoles({ roles }: Fields, lead: string): string {
  return Array.isArray(roles) && roles.length > 0 ? `${lead} ${roles.join(', ')}` : '';
}

function toAddressLine(address: Fields): string {
  return Object.values(address).join(', ');
}

function toFieldChanges({ fields = [], before = {}, after = {} }: Change): string {
  return fields
    .map((field) =>
      field === 'roles'
        ? toRoleChange(toList(before[field]), toList(after[field]))
        : `${field} ${toText(before[field])} → ${toText(after[field])}`,
    )
    .join(', ');
}

/** Roles move one by one, so the ones that stay are not repeated. */
function toRoleChange(before: string[], after: string[]): string {
  const gained = after.filter((role) => !before.includes(role)).map((role) => `now ${role}`);
  const lost = before.filter((role) => !after.includes(role)).map((role) => `no longer ${role}`);
  return [...gained, ...lost].join(', ');
}

function toList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function toText(value: unknown): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return value.length > 0 ? value.join(' + ') : 'none';
  return String(value);
}
