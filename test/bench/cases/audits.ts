import assert from 'node:assert/strict';
import type { AuditReply } from '../../../lambda/audit/reply.ts';
import type { Case } from './case.ts';

const NIGHT_MS = 24 * 60 * 60 * 1000;

/** Audits of all accounts, so many of them. */
export const auditCases: Case[] = [1, 100, 4_800].map((accounts) => ({
  name: `audit-${accounts}`,
  title: accounts === 1 ? 'An audit of one account' : `An audit of ${accounts} accounts`,
  prepare: async ({ ask }, { audit }) => {
    const table = await ask.makeTable();
    await ask.fillTable(table, makeAccountItems(accounts));
    return [
      {
        name: 'audit',
        bundlePath: audit,
        environment: { TABLE_NAME: table },
        makeEvent: () => ({ schemaVersion: 1 }),
        check: (payload) => checkTotals(payload as AuditReply, accounts),
      },
    ];
  },
}));

/** Every tenth account has no confirmed sender, every hundredth a failed run. */
function makeAccountItems(count: number): object[] {
  const checkedAt = new Date(Date.now() - NIGHT_MS / 4).toISOString();
  return Array.from({ length: count }, (_, index) => ({
    pk: 'ACCOUNTS',
    sk: `account-${String(index).padStart(4, '0')}`,
    accountId: `a0${index}`,
    organization: `Bakery ${index}`,
    senders: isMute(index)
      ? { confirmed: 0, unconfirmed: 2, other: 0 }
      : { confirmed: 3, unconfirmed: 1, other: 0 },
    oldestPendingSince: checkedAt,
    addressComplete: true,
    snapshot: 1,
    goodCheckStartedAt: checkedAt,
    lastOutcome: isFailing(index) ? 'failed' : 'unchanged',
    ...(isFailing(index) && { lastErrorName: 'UpstreamUnavailableError' }),
    lastCheckStartedAt: checkedAt,
  }));
}

const isMute = (index: number) => index % 10 === 9;
const isFailing = (index: number) => index % 100 === 99;

function checkTotals(reply: AuditReply, count: number): void {
  assert(reply.ok, 'the audit answers');
  const indexes = [...Array(count).keys()];
  const mute = indexes.filter(isMute).length;
  assert.equal(reply.accounts.length, count);
  assert.deepEqual(reply.totals, {
    accounts: count,
    canSend: count - mute,
    cannotSend: mute,
    unknown: 0,
    senders: { confirmed: 3 * (count - mute), unconfirmed: count + mute, other: 0 },
    failing: indexes.filter(isFailing).length,
  });
}
