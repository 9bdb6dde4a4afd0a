import type { Severity } from './change.ts';

/** Something that an audit says about the present state of an account. */
export interface Finding {
  code: FindingCode;
  severity: Severity;
  /** The address it is about, if it is about one. */
  sender?: string;
  /** The vendor's field or fields it is about, if it is about some. */
  field?: string;
  /** ISO 8601: the vendor's own time where it tells one, else our first sight; null when there was none. */
  since: string | null;
  /** What to do, one sentence. */
  remedy: string;
}

/** Where a person resends a confirmation, deletes a sender or moves a role: the vendor's API can do none of these. */
export const EMAILS_PAGE = "Constant Contact's own page of account emails";

/** How bad each finding usually is, and a remedy that fits what the vendor makes possible; worst first. */
const FINDINGS = {
  NO_CONFIRMED_SENDER: {
    severity: 'critical',
    remedy: `Confirm a sender: resend a confirmation mail on ${EMAILS_PAGE} and click it.`,
  },
  PHYSICAL_ADDRESS_MISSING: {
    severity: 'critical',
    remedy: 'Add a physical address (addPhysicalAddress): without one no campaign can be sent.',
  },
  PHYSICAL_ADDRESS_INCOMPLETE: {
    severity: 'critical',
    remedy:
      'Complete the physical address (updatePhysicalAddress): without it no campaign can be sent.',
  },
  SENDER_LOST: {
    severity: 'warning',
    remedy: `Find out who changed it; confirm it again, or give its roles to another sender on ${EMAILS_PAGE}.`,
  },
  ROLE_UNCONFIRMED: {
    severity: 'warning',
    remedy: `Confirm this sender, or give its role to a confirmed one on ${EMAILS_PAGE}.`,
  },
  CONTACT_NOT_CONFIRMED: {
    severity: 'warning',
    remedy:
      'Confirm this address, or set contact_email to a confirmed sender (updateAccountSummary).',
  },
  CHECK_STALE: {
    severity: 'warning',
    remedy: 'Check the account now, and read why its last runs failed or why there were none.',
  },
  LAST_RUN_FAILED: {
    severity: 'warning',
    remedy: 'Read the error of the newest run and what the runbook says of it.',
  },
  PENDING_TOO_LONG: {
    severity: 'warning',
    remedy: `Resend its confirmation mail on ${EMAILS_PAGE} to somebody who reads that mailbox, or delete it there.`,
  },
  SAME_ACCOUNT_TWICE: {
    severity: 'warning',
    remedy: 'Delete the secret of one of the aliases: the same account is checked twice.',
  },
  NEW_SENDER: {
    severity: 'info',
    remedy: 'Ask who added it: a sender that nobody knows can be a sign of takeover.',
  },
  FREE_MAIL_SENDER: {
    severity: 'info',
    remedy:
      'Use an address of a domain of your own: the vendor rewrites the sender of free-mail domains.',
  },
  CONFIRMED_WITHOUT_CLICK: {
    severity: 'info',
    remedy:
      'Make sure that somebody reads this mailbox: nobody clicked a confirmation mail for it.',
  },
  SENDER_UNCONFIRMED: {
    severity: 'info',
    remedy: `Click its confirmation mail, or have it resent on ${EMAILS_PAGE}.`,
  },
} as const satisfies Record<string, { severity: Severity; remedy: string }>;

export type FindingCode = keyof typeof FINDINGS;

/** Every code, the worst first. */
export const FINDING_CODES = Object.keys(FINDINGS) as FindingCode[];

/** A finding with its usual severity and remedy, unless told otherwise. */
export function findingOf(
  code: FindingCode,
  since: string | null,
  about: Partial<Pick<Finding, 'sender' | 'field' | 'severity' | 'remedy'>> = {},
): Finding {
  return { code, ...FINDINGS[code], since, ...about };
}
