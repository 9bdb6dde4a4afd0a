import type { Origin, Severity } from '../../../lambda/account/change.ts';
import type { FindingCode } from '../../../lambda/account/finding.ts';
import type { Verdict } from '../../../lambda/account/verdict.ts';
import { type Html, html } from '../../local/escape.ts';
import type { MissedNight } from './nights.ts';
import type { SenderState } from './sender-story.ts';

export const VERDICT_WORDS = {
  cannotSend: 'Cannot send',
  unknown: 'Unknown',
  canSend: 'Can send',
} as const satisfies Record<Verdict, string>;

const VERDICT_SIGNS = { canSend: '✓', cannotSend: '✕', unknown: '?' } as const;

export const SEVERITY_WORDS = {
  critical: 'Critical',
  warning: 'Warnings',
  info: 'Good to know',
} as const satisfies Record<Severity, string>;

export const FINDING_WORDS = {
  NO_CONFIRMED_SENDER: 'No confirmed sender',
  PHYSICAL_ADDRESS_MISSING: 'Physical address missing',
  PHYSICAL_ADDRESS_INCOMPLETE: 'Physical address incomplete',
  SENDER_LOST: 'Confirmed sender lost',
  ROLE_UNCONFIRMED: 'Role held by an unconfirmed sender',
  CONTACT_NOT_CONFIRMED: 'Contact address not confirmed',
  CHECK_STALE: 'No recent check',
  LAST_RUN_FAILED: 'Last check failed',
  PENDING_TOO_LONG: 'Confirmation waits too long',
  SAME_ACCOUNT_TWICE: 'Same account under two aliases',
  NEW_SENDER: 'New sender',
  FREE_MAIL_SENDER: 'Free-mail sender',
  CONFIRMED_WITHOUT_CLICK: 'Confirmed without a click',
  SENDER_UNCONFIRMED: 'Sender not confirmed',
} as const satisfies Record<FindingCode, string>;

export const STATE_WORDS = {
  confirmed: 'confirmed',
  unconfirmed: 'unconfirmed',
  gone: 'gone',
  absent: 'not there yet',
  unknown: 'unknown',
} as const satisfies Record<SenderState, string>;

export const MISSED_WORDS = {
  failed: 'Check failed',
  deferred: 'Check put off',
  notStarted: 'No check',
} as const satisfies Record<MissedNight['what'], string>;

/** What put a check off is always the same, and a run that was put off need not repeat it. */
export const DEFERRED_REASON = 'The requests of that day were used up.';

export function showVerdict(verdict: Verdict): Html {
  const sign = html`<span aria-hidden="true">${VERDICT_SIGNS[verdict]}</span>`;
  return html`<span class="badge ${verdict}">${sign} ${VERDICT_WORDS[verdict]}</span>`;
}

/** Who made a change, as far as anybody knows. */
export function toOriginWords(origin: Origin): string {
  if (origin.by === 'outside') return 'somebody outside this system';
  const who = origin.requestedBy === undefined ? 'this system' : origin.requestedBy;
  return `${who}, request ${origin.requestId}`;
}

export function showOrigin(origin: Origin): Html {
  return html`<span class="origin ${origin.by}">${toOriginWords(origin)}</span>`;
}

/** A number with its noun, such as `1 sender` and `2 senders`. */
export function count(number: number, noun: string): string {
  return `${toDigits(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** A whole number with a comma at every thousand. */
export function toDigits(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
