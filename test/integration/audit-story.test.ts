import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../lambda/account/finding.ts';
import type { AccountLine } from '../../lambda/audit/reply.ts';
import { readAccountItem } from '../../lambda/store/accounts.ts';
import { toItem } from '../../lambda/store/items.ts';
import { type Answer, type AuditWorld, createAuditWorld } from '../support/audit-world.ts';
import { DAY_MS } from '../support/sync-world.ts';

const NIGHTS = 60;

/** On these nights, both included, the same account is checked under a second alias. */
const COPIED = { from: 20, to: 30 } as const;

/** From this night on the second alias is retired, which says nothing of the nights before. */
const RETIRED = 40;

interface Night {
  at: string;
  /** What an audit of that night said of the account in depth, and in a line. */
  said: Answer;
  line: AccountLine | undefined;
}

let world: AuditWorld;
const nights: Night[] = [];

beforeAll(async () => {
  world = await createAuditWorld();
  for (let night = 1; night <= NIGHTS; night += 1) {
    play(night);
    await world.syncOne().catch(() => undefined);
    world.sandbox.clearFaults();
    await checkCopy(night);
    if (night === RETIRED) await retire('copy');
    const at = new Date(world.clock.now()).toISOString();
    const { accounts } = await world.askWell();
    const line = accounts.find(({ account }) => account === 'main');
    nights.push({ at, said: await world.askWell({ account: 'main' }), line });
    world.clock.advance(DAY_MS);
  }
}, 60_000);
afterAll(() => world.close());

async function checkCopy(night: number): Promise<void> {
  if (night < COPIED.from || night > COPIED.to) return;
  await world.connect('copy', world.account().summary.encoded_account_id);
  await world.syncOne('copy');
}

async function retire(account: string): Promise<void> {
  const { client, name } = world.deps.table;
  const item = await readAccountItem(world.deps.table, account);
  const Item = toItem({ pk: 'ACCOUNTS', ...item, retired: true });
  await client.send(new PutItemCommand({ TableName: name, Item }));
}

/** Something happens on some nights: losses, a new sender, a lost address, two nights of outage. */
function play(night: number): void {
  const account = world.account();
  const sender = { email_address: 'x@shop.example', confirm_status: 'UNCONFIRMED', roles: [] };
  switch (night) {
    case 3:
      account.senders.push({ ...sender, email_id: 9 });
      break;
    case 5:
    case 33:
      account.senders = account.senders.map((one) => ({ ...one, confirm_status: 'CONFIRMED' }));
      break;
    case 8:
      account.senders = account.senders.filter(({ email_id }) => email_id !== 3);
      break;
    case 10:
    case 11:
      world.sandbox.play([{ times: 50, fault: { type: 'status', status: 503 } }]);
      break;
    case 14:
      account.physicalAddress = undefined;
      break;
    case 16:
      account.summary.website = 'https://shop.example';
      break;
    case 25: {
      const prints = { email_id: 10, email_address: 'prints@example.com', roles: ['REPLY_TO'] };
      account.senders.push({ ...sender, ...prints });
      break;
    }
    case 40:
      account.physicalAddress = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' };
      break;
    case 45:
    case 46:
    case 47:
      world.sandbox.play([{ times: 9, fault: { type: 'quotaExceeded' } }]);
      break;
    case 55:
      account.senders = account.senders.slice(1);
      break;
  }
}

async function findTwice(account: string, asOf: string): Promise<Finding | undefined> {
  const { findings } = await world.inDepth({ account, asOf });
  return findings.find(({ code }) => code === 'SAME_ACCOUNT_TWICE');
}

describe('a story of sixty nights', () => {
  it('is answered as of each night as an audit of that night answered, totals and all', async () => {
    for (const { at, said } of nights) {
      expect(await world.askWell({ account: 'main', asOf: at })).toEqual(said);
    }

    const snapshots = new Set(nights.flatMap(({ said }) => said.accounts[0]?.snapshot ?? []));
    expect(snapshots.size).toBeGreaterThan(7);
    const sums = nights.map(({ said }) => JSON.stringify(said.totals));
    expect(new Set(sums).size).toBeGreaterThan(4);
  });

  it('has the same verdict and reasons in a line as in depth', () => {
    for (const { said, line } of nights) expect(said.accounts).toMatchObject([line]);

    const reasons = new Set(nights.map(({ line }) => line?.reasons.join(' ')));
    expect(reasons).toEqual(new Set(['', 'CHECK_STALE', 'PHYSICAL_ADDRESS_MISSING']));
  });

  it('names the second alias while both were checked, and not before or after', async () => {
    const named: [number, string | undefined, string | undefined][] = [];
    for (const [index, { at }] of nights.entries()) {
      const found = await findTwice('main', at);
      if (found) named.push([index + 1, found.field, found.since?.slice(0, 10)]);
    }
    const last = nights.at(-1)?.at ?? '';

    // The last run of the copy is not yet stale a night later.
    const expected = Array.from({ length: COPIED.to - COPIED.from + 2 }, (_, index) => [
      COPIED.from + index,
      'copy',
      '2026-11-20',
    ]);
    expect(named).toEqual(expected);
    expect(await findTwice('copy', last)).toBeUndefined();
  });
});
