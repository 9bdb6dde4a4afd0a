import type { SandboxAccount } from './account.ts';
import { toPlace } from './country.ts';
import { READ_ONLY_SUMMARY_FIELDS, SUMMARY_FIELDS } from './render.ts';
import type { Switches } from './switches.ts';

/** A phone number has at most 25 characters. */
const POLICY = { phoneCharacters: 25 } satisfies Record<string, number>;

/** What PUT summary is asked to change: a text sets a field, null clears it. */
export type SummaryChange = Record<string, string | null>;

/** The vendor's rules for PUT summary; the result is either the change or one message for each broken rule. */
export function checkSummary(
  body: Record<string, unknown>,
  account: SandboxAccount,
  switches: Switches,
): { change: SummaryChange } | { problems: string[] } {
  const writable: readonly string[] = SUMMARY_FIELDS;
  const readOnly: readonly string[] = READ_ONLY_SUMMARY_FIELDS;
  const change: SummaryChange = {};
  const problems: string[] = [];
  for (const [field, value] of Object.entries(body)) {
    if (readOnly.includes(field)) continue;
    if (!writable.includes(field)) {
      if (switches.summaryPutUnknownProperty === '400') problems.push(`${field} is not recognized`);
    } else if (value === null && switches.summaryPutNull !== '400') {
      if (switches.summaryPutNull === 'clears') change[field] = null;
    } else if (typeof value !== 'string') {
      problems.push(`${field} must be a string`);
    } else if (field !== 'time_zone_id' || switches.timeZonePut === 'applied') {
      change[field] = value;
    }
  }
  problems.push(...breakRules(change, account, switches));
  return problems.length > 0 ? { problems } : { change };
}

function breakRules(change: SummaryChange, account: SandboxAccount, switches: Switches): string[] {
  const problems: string[] = [];
  if ((change['contact_phone'] ?? '').length > POLICY.phoneCharacters) {
    problems.push(`contact_phone must be at most ${POLICY.phoneCharacters} characters`);
  }
  const email = change['contact_email'];
  if (typeof email === 'string' && !isConfirmed(email, account)) {
    problems.push('contact_email must be a confirmed account email address');
  }
  const timeZone = change['time_zone_id'];
  if (timeZone && !isTimeZone(timeZone)) problems.push('time_zone_id is not a known time zone');
  const country = change['country_code'];
  const place = typeof country === 'string' ? toPlace(country, switches) : undefined;
  if (place === 'malformed') problems.push('country_code must be a two letter ISO 3166-1 code');
  if (lacksState(change, account, switches)) {
    problems.push('state_code is required for this country_code');
  }
  return problems;
}

function lacksState(change: SummaryChange, account: SandboxAccount, switches: Switches): boolean {
  const touched = 'country_code' in change || 'state_code' in change;
  if (!touched) return false;
  const before = switches.summaryStateJudgedBy === 'body' ? {} : account.summary;
  const judged: SummaryChange = { ...before, ...change };
  const country = judged['country_code'];
  if (!country || judged['state_code']) return false;
  const place = toPlace(country, switches);
  return place === 'US' || (place === 'CA' && switches.summaryStateRequired === 'US and CA');
}

function isConfirmed(email: string, account: SandboxAccount): boolean {
  return account.senders.some(
    (sender) =>
      sender.confirm_status === 'CONFIRMED' &&
      sender.email_address.toLowerCase() === email.toLowerCase(),
  );
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
