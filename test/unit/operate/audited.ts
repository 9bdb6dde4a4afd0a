import type { Audited } from '../../../infra/operate/run-audit.ts';
import { findingOf } from '../../../lambda/account/finding.ts';
import type { AccountLine, AuditedAccount } from '../../../lambda/audit/reply.ts';

export function toLine(fields: Partial<AccountLine> = {}): AccountLine {
  return {
    account: 'main',
    accountId: 'p1',
    organization: 'InstaPrinz',
    verdict: 'canSend',
    reasons: [],
    checkedAt: '2026-11-01T02:15:00.000Z',
    stale: false,
    snapshot: 3,
    ...fields,
  };
}

/** An account with something in each list. */
export function toAudited(fields: Partial<AuditedAccount> = {}): AuditedAccount {
  return {
    ...toLine(),
    summary: { encoded_account_id: 'p1', organization_name: 'InstaPrinz' },
    physicalAddress: { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' },
    findings: [
      findingOf('ROLE_UNCONFIRMED', '2026-10-01T02:15:00.000Z', {
        sender: 'a@x.test',
        field: 'BILLING',
      }),
      findingOf('CHECK_STALE', null),
    ],
    senders: [
      {
        email_id: 1,
        email_address: 'a@x.test',
        confirm_status: 'UNCONFIRMED',
        roles: ['BILLING', 'CONTACT'],
        firstSeenAt: '2026-10-01T02:15:00.000Z',
        statusSince: '2026-10-01T02:15:00.000Z',
      },
      {
        email_id: 2,
        email_address: 'b@x.test',
        confirm_status: 'CONFIRMED',
        confirm_time: '2020-01-01T00:00:00.000Z',
        roles: [],
        firstSeenAt: '2026-10-01T02:15:00.000Z',
        statusSince: '2026-10-01T02:15:00.000Z',
      },
    ],
    changes: [
      {
        kind: 'SummaryChanged',
        fields: ['organization_name'],
        before: { organization_name: 'Old "Co", Ltd' },
        after: { organization_name: 'InstaPrinz' },
        severity: 'info',
        recovers: false,
        origin: { by: 'ours', requestedBy: 'billing', requestId: 'r-1' },
        snapshot: 3,
        checkedAt: '2026-11-01T02:15:00.000Z',
      },
    ],
    runs: [
      {
        runId: 'run-1',
        checkStartedAt: '2026-11-01T02:15:00.000Z',
        finishedAt: '2026-11-01T02:15:01.000Z',
        trigger: 'schedule',
        outcome: 'failed',
        snapshot: null,
        requests: 2,
        requestIds: ['q-1', 'q-2'],
        errorName: 'UpstreamUnavailableError',
        errorMessage: 'GET /account/summary answered 503\ntwice',
      },
    ],
    ...fields,
  };
}

export function toReply(accounts: Audited['accounts']): Audited {
  const senders = { confirmed: 1, unconfirmed: 1, other: 0 };
  const totals = {
    accounts: accounts.length,
    canSend: 1,
    cannotSend: 0,
    unknown: 0,
    senders,
    failing: 1,
  };
  return { schemaVersion: 1, ok: true, totals, accounts };
}
