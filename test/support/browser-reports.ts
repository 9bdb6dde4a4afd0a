import type { ReportInput } from '../../infra/operate/report/html-report.ts';
import { findingOf } from '../../lambda/account/finding.ts';
import type {
  AccountLine,
  AuditedAccount,
  AuditedChange,
  AuditedSender,
} from '../../lambda/audit/reply.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The first night of every made account. */
const FIRST_NIGHT_MS = Date.parse('2026-10-01T02:15:00.000Z');

/** When a night's check started, ISO 8601; nights count from 1. */
export function night(number: number): string {
  return new Date(FIRST_NIGHT_MS + (number - 1) * DAY_MS).toISOString();
}

export function madeRun(
  number: number,
  fields: Partial<AuditedAccount['runs'][number]> = {},
): AuditedAccount['runs'][number] {
  return {
    runId: `run-${number}`,
    checkStartedAt: night(number),
    finishedAt: night(number),
    trigger: 'schedule',
    outcome: 'unchanged',
    snapshot: 1,
    requests: 2,
    requestIds: [],
    ...fields,
  };
}

export function madeSender(address: string, fields: Partial<AuditedSender> = {}): AuditedSender {
  return {
    email_id: 1,
    email_address: address,
    confirm_status: 'CONFIRMED',
    roles: [],
    firstSeenAt: night(1),
    statusSince: night(1),
    ...fields,
  };
}

/** A change seen in a night; its snapshot has the night's number. */
export function madeChange(
  number: number,
  change: Pick<AuditedChange, 'kind'> & Partial<AuditedChange>,
): AuditedChange {
  return {
    snapshot: number,
    checkedAt: night(number),
    severity: 'info',
    recovers: false,
    origin: { by: 'outside' },
    ...change,
  };
}

/** An account that was checked well on each of 30 nights, unless told otherwise. */
export function madeAccount(fields: Partial<AuditedAccount> = {}): AuditedAccount {
  const runs = Array.from({ length: 30 }, (_, index) => madeRun(30 - index));
  return {
    account: 'main',
    accountId: 'p07e1l1wl9xa',
    organization: 'Example Bakery',
    verdict: 'canSend',
    reasons: [],
    checkedAt: night(30),
    stale: false,
    snapshot: 1,
    summary: { encoded_account_id: 'p07e1l1wl9xa', organization_name: 'Example Bakery' },
    physicalAddress: { address_line1: '9 Harbor Road', city: 'Boston', country_code: 'US' },
    senders: [madeSender('hello@example.com', { roles: ['DEFAULT_FROM', 'REPLY_TO'] })],
    findings: [],
    changes: [],
    runs,
    ...fields,
  };
}

/** The input of a report on these accounts in depth, beside these lines of others. */
export function madeInput(
  accounts: readonly AuditedAccount[],
  others: readonly AccountLine[] = [],
): ReportInput {
  const lines = [...accounts, ...others];
  const count = (verdict: AccountLine['verdict']) =>
    lines.filter((line) => line.verdict === verdict).length;
  return {
    generatedAt: night(30.5),
    source: 'table constant-contact in eu-west-1',
    totals: {
      accounts: lines.length,
      canSend: count('canSend'),
      cannotSend: count('cannotSend'),
      unknown: count('unknown'),
      senders: { confirmed: 3, unconfirmed: 1, other: 0 },
      failing: 0,
    },
    lines,
    accounts,
    period: { since: night(1), at: night(30.5) },
  };
}

/** An account to which everything happened that a report can show. */
export function eventfulAccount(): AuditedAccount {
  const missed: Record<number, Partial<AuditedAccount['runs'][number]>> = {
    9: {
      outcome: 'failed',
      errorName: 'UpstreamUnavailableError',
      errorMessage: 'GET /v3/account/emails answered 503 four times.',
    },
    18: { outcome: 'deferred', errorName: 'RateLimitedError', errorMessage: 'quota_exceeded' },
  };
  const nights = Array.from({ length: 30 }, (_, index) => 30 - index);
  const origin = { by: 'ours', requestedBy: 'billing-service', requestId: 'req-7f3a' } as const;
  const news = { emailId: 2, emailAddress: 'news@example.com' };
  const unconfirmed = { confirm_status: 'UNCONFIRMED' };
  const confirmed = { confirm_status: 'CONFIRMED' };
  return madeAccount({
    account: 'events',
    organization: 'Harbor Events Ltd',
    verdict: 'cannotSend',
    reasons: ['PHYSICAL_ADDRESS_INCOMPLETE'],
    snapshot: 27,
    senders: [
      madeSender('hello@example.com', { confirm_time: night(-400), roles: ['DEFAULT_FROM'] }),
      madeSender('news@example.com', {
        ...{ email_id: 9, confirm_status: 'UNCONFIRMED', statusSince: night(22) },
        ...{ roles: ['REPLY_TO'], pending_roles: ['CONTACT'] },
      }),
      madeSender('harbor.events@gmail.com', { email_id: 3 }),
    ],
    findings: [
      findingOf('PHYSICAL_ADDRESS_INCOMPLETE', night(24), { field: 'postal_code' }),
      findingOf('SENDER_LOST', night(27), { sender: 'old@example.com', severity: 'critical' }),
      findingOf('ROLE_UNCONFIRMED', night(22), { sender: 'news@example.com', field: 'REPLY_TO' }),
      findingOf('PENDING_TOO_LONG', night(22), { sender: 'news@example.com' }),
      findingOf('FREE_MAIL_SENDER', night(1), { sender: 'harbor.events@gmail.com' }),
    ],
    changes: [
      madeChange(27, {
        ...{ kind: 'SenderRemoved', severity: 'critical', emailId: 8 },
        ...{ emailAddress: 'old@example.com', before: { ...confirmed, roles: ['BILLING'] } },
      }),
      madeChange(24, {
        ...{ kind: 'PhysicalAddressChanged', origin, fields: ['address_line1', 'postal_code'] },
        before: { address_line1: '1 Mill Lane', postal_code: '02110' },
        after: { address_line1: '9 Harbor Road' },
      }),
      madeChange(22, { kind: 'SenderAdded', ...news, emailId: 9, after: unconfirmed, origin }),
      madeChange(15, { kind: 'SenderRemoved', severity: 'warning', ...news, before: confirmed }),
      madeChange(11, {
        ...{ kind: 'SummaryChanged', fields: ['organization_name', 'website'] },
        before: { organization_name: 'Harbor Events' },
        after: { organization_name: 'Harbor Events Ltd', website: 'https://harbor.example' },
      }),
      madeChange(6, {
        ...{ kind: 'SenderConfirmed', ...news, fields: ['confirm_status'] },
        ...{ before: unconfirmed, after: confirmed },
      }),
      madeChange(4, { kind: 'SenderAdded', ...news, after: unconfirmed }),
    ],
    runs: nights
      .filter((number) => number !== 12 && number !== 13)
      .map((number) => madeRun(number, missed[number])),
  });
}
