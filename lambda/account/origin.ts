import type { Change, Origin } from './change.ts';
import { holdsNamedRole } from './severity.ts';

/** One write of ours, as far as it says whose a change is: the fields written, null where one was removed. */
export interface OwnWrite {
  action: string;
  written: Readonly<Record<string, string | null>>;
  outcome: string;
  requestId: string;
  requestedBy?: string | undefined;
}

/** Writes that may have acted: one that was refused or never sent changed nothing. */
const MAY_HAVE_ACTED: readonly string[] = ['applied', 'unknown', 'pending'];

/** Which changes an action can cause. */
const CAUSES: Readonly<Record<string, readonly Change['kind'][]>> = {
  updateAccountSummary: ['SummaryChanged'],
  addPhysicalAddress: ['PhysicalAddressAdded'],
  updatePhysicalAddress: ['PhysicalAddressChanged'],
  addAccountEmail: ['SenderAdded'],
};

/** Ours if one write explains every changed field of it; anything else was done outside. */
export function findOrigin(change: Change, writes: readonly OwnWrite[]): Origin {
  const write = writes.find(
    (candidate) =>
      MAY_HAVE_ACTED.includes(candidate.outcome) &&
      CAUSES[candidate.action]?.includes(change.kind) &&
      explains(candidate, change),
  );
  if (!write) return { by: 'outside' };
  const { requestId, requestedBy } = write;
  return { by: 'ours', requestId, ...(requestedBy !== undefined && { requestedBy }) };
}

function explains({ action, written }: OwnWrite, change: Change): boolean {
  if (action === 'addAccountEmail') {
    // Somebody else gave it a role since: that is not what we wrote.
    const { roles } = change.after ?? {};
    if (Array.isArray(roles) && holdsNamedRole(roles)) return false;
    return written['email_address']?.toLowerCase() === change.emailAddress?.toLowerCase();
  }
  const fields = change.fields ?? Object.keys(change.after ?? {});
  return fields.every(
    (field) =>
      Object.hasOwn(written, field) && isSameValue(field, written[field], change.after?.[field]),
  );
}

/** A country's letter case means nothing; absent and removed are one. */
function isSameValue(field: string, written: string | null | undefined, seen: unknown): boolean {
  const value = typeof seen === 'string' ? seen : null;
  if (field !== 'country_code') return (written ?? null) === value;
  return written?.toUpperCase() === value?.toUpperCase();
}
