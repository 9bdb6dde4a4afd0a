import assert from 'node:assert/strict';
import type { Sender } from '../../../lambda/account/content.ts';
import { DEFAULT_ACCOUNT } from '../../../lambda/shared/contract.ts';
import type { AccountReply } from '../../../lambda/sync/run-sync.ts';
import type { Candidate } from '../candidate.ts';
import { NAMES } from '../figures.ts';
import { prove } from '../measure.ts';
import type { Services } from '../services/start-services.ts';
import { prepareBaselines } from './baselines.ts';
import type { Case } from './case.ts';

/** Nights in which the account is as it was. */
export const unchangedNight: Case = {
  name: 'night-unchanged',
  title: 'A night without a change',
  prepare: async (services, artifacts) => {
    const { sync, table } = await prepareSync(services, artifacts.sync);
    return [
      { name: NAMES.empty, bundlePath: artifacts.empty, environment: {}, makeEvent: () => ({}) },
      {
        ...sync,
        check: (payload) => checkReply(payload, { outcome: 'unchanged', changes: 0 }),
        prove: async (used) => {
          assert.deepEqual(used.requests, { vendor: 2, dynamodb: 3, secrets: 1 });
          const { writes, consistentReads, eventualReads } = used;
          assert.deepEqual({ writes, consistentReads, eventualReads }, QUIET_UNITS);
          await proveSnapshot(services, table, 1);
        },
        // Header beside secret, then summary beside senders, then run beside account.
        chainMs: services.delaysMs.aws + services.delaysMs.vendor + services.delaysMs.aws,
      },
      ...(await prepareBaselines(services, artifacts)),
    ];
  },
};

const QUIET_UNITS = { writes: 2, consistentReads: 1, eventualReads: 0 };

/** Nights in each of which one sender was confirmed, or is not any more. */
export const changedNight: Case = {
  name: 'night-changed',
  title: 'A night with one change',
  prepare: async (services, artifacts) => {
    const { sync, table } = await prepareSync(services, artifacts.sync);
    const eventsBefore = await services.ask.countEvents();
    return [
      {
        ...sync,
        before: () => services.ask.flipSender(),
        check: (payload) => checkReply(payload, { outcome: 'changed', changes: 1 }),
        prove: async (used) => {
          assert.equal(used.requests['vendor'], 2);
          const events = (await services.ask.countEvents()) - eventsBefore;
          assert.equal(events, 1, 'one change is announced by one event');
          await proveSnapshot(services, table, 2);
        },
      },
      // These write everything in any night.
      ...(await prepareBaselines(services, artifacts)),
    ];
  },
};

/** Sync with a table of its own that holds the first snapshot. */
async function prepareSync(
  services: Services,
  bundlePath: string,
): Promise<{ sync: Candidate; table: string }> {
  const table = await services.ask.makeTable();
  const sync: Candidate = {
    name: NAMES.sync,
    bundlePath,
    environment: { TABLE_NAME: table },
    makeEvent: () => ({ account: DEFAULT_ACCOUNT }),
  };
  await prove(services, sync);
  return { sync, table };
}

function checkReply(payload: unknown, expected: { outcome: string; changes: number }): void {
  const { outcome, requests, changes } = payload as AccountReply;
  assert.deepEqual({ outcome, requests, changes: changes.length }, { ...expected, requests: 2 });
}

/** The newest snapshot says what the account is, and each run left its item. */
async function proveSnapshot({ ask }: Services, table: string, number: number): Promise<void> {
  const account = await ask.account();
  const { header, content, runs, account: kept } = await ask.history(table, DEFAULT_ACCOUNT);
  assert.equal(header.number, number);
  assert.notEqual(header.settledAt, undefined, 'the snapshot is settled');
  assert.equal(content.summary.encoded_account_id, account.summary.encoded_account_id);
  assert.equal(content.summary.organization_name, account.summary.organization_name);
  assert.deepEqual(content.physicalAddress, account.physicalAddress);
  assert.deepEqual(statusByAddress(content.senders), statusByAddress(account.senders));
  assert.equal(runs, 2, 'one run item for the first night, one for this');
  assert.equal(kept?.snapshot, number);
  const confirmed = account.senders.filter(
    (sender) => sender.confirm_status === 'CONFIRMED',
  ).length;
  assert.equal(kept?.senders?.confirmed, confirmed);
}

function statusByAddress(senders: readonly Sender[]): Record<string, string> {
  return Object.fromEntries(senders.map((sender) => [sender.email_address, sender.confirm_status]));
}
