import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Sender } from '../../../lambda/account/content.ts';
import { DEFAULT_ACCOUNT } from '../../../lambda/shared/contract.ts';
import type { AccountReply } from '../../../lambda/sync/run-sync.ts';
import type { Candidate } from '../candidate.ts';
import { NAMES } from '../figures.ts';
import { prove } from '../measure.ts';
import type { Used } from '../services/meter.ts';
import type { Services } from '../services/start-services.ts';
import type { Case } from './case.ts';

/** Nights in which the account is as it was. */
export const unchangedNight: Case = {
  name: 'night-unchanged',
  title: 'A night without a change',
  prepare: async (services, artifacts) => {
    const table = 'night-unchanged';
    const sync = await prepareSync(services, artifacts.sync, table);
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
        chainMs: nightChain(services, ['aws', 'vendor', 'aws']),
      },
      ...(await prepareBaselines(services, artifacts, table)),
    ];
  },
};

const QUIET_UNITS = { writes: 2, consistentReads: 1, eventualReads: 0 };

/** Nights in each of which one sender was confirmed, or is not any more. */
export const changedNight: Case = {
  name: 'night-changed',
  title: 'A night with one change',
  prepare: async (services, artifacts) => {
    const table = 'night-changed';
    const sync = await prepareSync(services, artifacts.sync, table);
    let events = await services.ask.countEvents();
    return [
      {
        ...sync,
        before: () => services.ask.flipSender(),
        check: (payload) => checkReply(payload, { outcome: 'changed', changes: 1 }),
        prove: async (used) => {
          assert.equal(used.requests['vendor'], 2);
          events = (await services.ask.countEvents()) - events;
          assert.equal(events, 1, 'one change is announced by one event');
          await proveSnapshot(services, table, 2);
        },
        // The old content is read; then content, header, event and marker follow each other, and the run at last.
        chainMs: nightChain(services, ['aws', 'vendor', ...Array(7).fill('aws')]),
      },
      // These write everything in any night.
      ...(await prepareBaselines(services, artifacts, table)),
    ];
  },
};

type Hop = keyof Services['delaysMs'];

function nightChain({ delaysMs }: Services, hops: readonly Hop[]) {
  const totalMs = hops.reduce((sum, hop) => sum + delaysMs[hop], 0);
  return { cold: totalMs, warm: totalMs };
}

/** Sync with a table of its own that holds the first snapshot. */
async function prepareSync(
  services: Services,
  bundlePath: string,
  table: string,
): Promise<Candidate> {
  await services.ask.makeTable(table);
  const sync: Candidate = {
    name: NAMES.sync,
    bundlePath,
    environment: { TABLE_NAME: table },
    makeEvent: () => ({ account: DEFAULT_ACCOUNT }),
  };
  await prove(services, sync);
  return sync;
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

/** The baseline packaged in two ways, each with a table of its own. */
async function prepareBaselines(
  services: Services,
  { baseline, baselineBundled }: { baseline: string; baselineBundled: string },
  prefix: string,
): Promise<Candidate[]> {
  // Where Lambda has its own copy of the SDK, and names it in the same way.
  const asInLambda = { NODE_PATH: resolve('node_modules') };
  return [
    await prepareBaseline(services, NAMES.baseline, baseline, `${prefix}-a`, asInLambda),
    await prepareBaseline(services, NAMES.baselineBundled, baselineBundled, `${prefix}-b`, {}),
  ];
}

async function prepareBaseline(
  services: Services,
  name: string,
  bundlePath: string,
  table: string,
  environment: Record<string, string>,
): Promise<Candidate> {
  await services.ask.makeTable(table);
  return {
    name,
    bundlePath,
    environment: { TABLE_NAME: table, ...environment },
    makeEvent: () => ({ account: DEFAULT_ACCOUNT }),
    check: (payload) => assert.equal((payload as { items: number }).items, 5),
    prove: (used) => proveItems(services, table, used),
  };
}

/** The night's items are the vendor's own documents, one for the summary, the address and each sender. */
async function proveItems({ ask }: Services, table: string, used: Used): Promise<void> {
  const account = await ask.account();
  const items = await ask.items(table);
  const strip = ({ pk: _pk, sk: _sk, ...fields }: Record<string, unknown>) => fields;
  const find = (part: string) => items.filter(({ sk }) => String(sk).includes(part)).map(strip);
  assert.deepEqual(find('#SUMMARY'), [
    // In a summary the vendor answers small letters.
    { ...account.summary, country_code: account.summary.country_code?.toLowerCase() },
  ]);
  assert.deepEqual(find('#PHYSICAL_ADDRESS'), [account.physicalAddress]);
  assert.equal(find('#SENDER#').length, account.senders.length);
  assert.equal(used.requests['vendor'], 3);
}
