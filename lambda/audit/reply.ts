import type { AssessedChange } from '../account/change.ts';
import type { AccountSummary, PhysicalAddress, Sender } from '../account/content.ts';
import type { Finding, FindingCode } from '../account/finding.ts';
import type { SenderTrack } from '../account/snapshot.ts';
import type { Verdict } from '../account/verdict.ts';
import type { StoredRun } from '../store/items.ts';

/** Figures over all accounts that are not retired. */
export interface AuditTotals {
  accounts: number;
  canSend: number;
  cannotSend: number;
  unknown: number;
  senders: { confirmed: number; unconfirmed: number; other: number };
  /** Accounts whose newest run failed. */
  failing: number;
}

/** What is said of every account. */
export interface AccountLine {
  account: string;
  accountId: string | null;
  organization: string | null;
  verdict: Verdict;
  /** Codes of the findings that the verdict rests on. */
  reasons: FindingCode[];
  /** Start of the newest good check, ISO 8601. */
  checkedAt: string | null;
  stale: boolean;
  /** Number of the newest snapshot. */
  snapshot: number | null;
}

export type AuditedSender = Sender & SenderTrack;

/** A change with the snapshot that brought it and when that was seen. */
export type AuditedChange = AssessedChange & { snapshot: number; checkedAt: string };

/** What is said of one account in depth; a page of it when a cursor stands in the reply. */
export interface AuditedAccount extends AccountLine {
  /** As the vendor spells it; null before the first snapshot. */
  summary: AccountSummary | null;
  /** As the vendor spells it; null when there was none, and before the first snapshot. */
  physicalAddress: PhysicalAddress | null;
  senders: AuditedSender[];
  findings: Finding[];
  changes: AuditedChange[];
  runs: Omit<StoredRun, 'expiresAt'>[];
}

/** What audit answers; `cursor` asks for the next page. */
export type AuditReply =
  | {
      schemaVersion: 1;
      ok: true;
      totals: AuditTotals;
      accounts: (AccountLine | AuditedAccount)[];
      cursor?: string;
    }
  | {
      schemaVersion: 1;
      ok: false;
      error: { code: 'invalid_input' | 'unknown_account'; message: string; details: object[] };
    };
