import type { AssessedChange } from './change.ts';
import { EMAILS_PAGE } from './finding.ts';

/**
 * What to do about a change, one sentence that fits what the vendor makes possible: its API can neither resend a
 * confirmation nor delete a sender, and a new sender is only usable once somebody clicked its mail.
 */
export function toRemedy({ kind, severity, recovers }: AssessedChange): string {
  if (recovers) return 'Nothing to do: what was lost is back.';
  if (severity === 'info') return 'Nothing to do if you expected it.';
  switch (kind) {
    case 'SenderRemoved':
      return `Find out who removed it; add it again and click its confirmation mail, or give its roles to a confirmed sender on ${EMAILS_PAGE}.`;
    case 'SenderUnconfirmed':
    case 'SenderReplaced':
      return `Resend its confirmation mail on ${EMAILS_PAGE} and click it; until then give its roles to a confirmed sender.`;
    case 'SenderAdded':
      return `Ask who added it: a sender that nobody knows can be a sign of takeover; delete it on ${EMAILS_PAGE} and change the password.`;
    default:
      return `Confirm this sender, or give the role back to a confirmed one on ${EMAILS_PAGE}.`;
  }
}
