import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { audit } from '../../lambda/audit/audit.ts';
import { writeCursor } from '../../lambda/audit/cursor.ts';
import type { AuditedAccount } from '../../lambda/audit/reply.ts';
import { toItem } from '../../lambda/store/items.ts';
import { type AuditWorld, createAuditWorld } from '../support/audit-world.ts';
import { DAY_MS } from '../support/sync-world.ts';

let world: AuditWorld;
afterEach(() => world.close());

async function start(options?: Parameters<typeof createAuditWorld>[0]): Promise<void> {
  world = await createAuditWorld(options);
}

/** As a reply about that account at that time would have it. */
function cursorOf(account: string, at = '2026-11-01T00:00:00.000Z'): string {
  return writeCursor({ account, at, since: at, from: 1, sum: 'x' });
}

describe('an audit of one account', () => {
  beforeEach(() => start());

  it('says who is confirmed, since when, what changed and how the runs went', async () => {
    await world.syncOne();
    world.clock.advance(DAY_MS);
    world.account().senders = world.account().senders.filter(({ email_id }) => email_id !== 3);
    await world.syncOne();

    const { totals, accounts, cursor } = await world.askWell({ account: 'main' });
    const account = accounts[0] as AuditedAccount;

    expect(totals).toEqual({
      accounts: 1,
      canSend: 1,
      cannotSend: 0,
      unknown: 0,
      senders: { confirmed: 1, unconfirmed: 1, other: 0 },
      failing: 0,
    });
    expect(cursor).toBeUndefined();
    expect(account).toMatchObject({
      account: 'main',
      accountId: world.account().summary.encoded_account_id,
      organization: 'InstaPrinz',
      verdict: 'canSend',
      reasons: [],
      stale: false,
      snapshot: 2,
      senders: [
        { email_address: 'dlang@example.com', firstSeenAt: '2026-11-01T02:15:00.000Z' },
        { email_address: 'InstaPrinz@gmail.com', confirm_status: 'CONFIRMED' },
      ],
      changes: [
        { kind: 'SenderRemoved', snapshot: 2, severity: 'warning' },
        { kind: 'AccountConnected', snapshot: 1 },
      ],
      runs: [{ outcome: 'changed' }, { outcome: 'changed' }],
    });
    expect(account.findings.map(({ code }) => code)).toEqual([
      'SENDER_LOST',
      'FREE_MAIL_SENDER',
      'SENDER_UNCONFIRMED',
    ]);
  });

  it('has the summary and the address as they were at a time', async () => {
    await world.syncOne();
    const before = new Date(world.clock.now()).toISOString();
    world.clock.advance(DAY_MS);
    world.account().summary.website = 'https://shop.example';
    world.account().physicalAddress = undefined;
    await world.syncOne();

    const [then, now] = [await world.inDepth({ asOf: before }), await world.inDepth()];

    expect(then.summary).toMatchObject({
      organization_name: 'InstaPrinz',
      website: 'http://InstaPriz4me.com',
    });
    expect(then.physicalAddress).toMatchObject({ city: 'Boston', postal_code: '02451' });
    expect(then.changes.map(({ kind }) => kind)).toEqual(['AccountConnected']);
    expect(now.summary).toEqual({ ...then.summary, website: 'https://shop.example' });
    expect(now.physicalAddress).toBeNull();
  });

  it('lists changes and runs since a time only', async () => {
    await world.syncOne();
    world.clock.advance(DAY_MS);
    await world.syncOne();

    const account = await world.inDepth({ since: '2026-11-01T12:00:00Z' });
    const whole = await world.inDepth({ since: '2026-11-01T02:15:00Z' });

    expect(account.changes).toEqual([]);
    expect(account.runs).toHaveLength(1);
    expect(whole.changes).toHaveLength(1);
    expect(whole.runs).toHaveLength(2);
  });

  it('past the life of the runs answers from the snapshots alone', async () => {
    await world.syncOne();
    const checked = new Date(world.clock.now()).toISOString();
    world.clock.advance(401 * DAY_MS);

    const account = await world.inDepth({ asOf: checked });

    expect(account).toMatchObject({
      snapshot: 1,
      checkedAt: null,
      verdict: 'unknown',
      stale: true,
    });
    expect(account.senders).toHaveLength(3);
  });

  it('names an intruder although all the senders of the beginning are gone', async () => {
    await world.syncOne();
    world.clock.advance(DAY_MS);
    world.account().senders = [
      { email_id: 66, email_address: 'evil@x.example', confirm_status: 'CONFIRMED', roles: [] },
    ];
    await world.syncOne();

    const { findings } = await world.inDepth();

    expect(findings.map(({ code }) => code)).toContain('NEW_SENDER');
  });

  it('still says that the account fails when the next night is deferred', async () => {
    await world.syncOne();
    world.clock.advance(DAY_MS);
    world.sandbox.play([{ times: 9, fault: { type: 'status', status: 403 } }]);
    await world.syncOne().catch(() => undefined);
    world.sandbox.clearFaults();
    world.clock.advance(DAY_MS);
    world.sandbox.play([{ times: 9, fault: { type: 'quotaExceeded' } }]);
    await world.syncOne();

    const { totals } = await world.askWell();
    const inDepth = await world.askWell({ account: 'main' });

    const [{ findings } = { findings: [] }] = inDepth.accounts as AuditedAccount[];
    expect(findings.map(({ code }) => code)).toContain('LAST_RUN_FAILED');
    expect(totals.failing).toBe(1);
    expect(inDepth.totals.failing).toBe(1);
  });

  it('is unknown while the account was never checked well', async () => {
    world.sandbox.play([{ times: 50, fault: { type: 'status', status: 403 } }]);
    await world.syncOne().catch(() => undefined);

    expect(await world.inDepth()).toMatchObject({
      verdict: 'unknown',
      snapshot: null,
      summary: null,
      physicalAddress: null,
      senders: [],
      checkedAt: null,
    });
  });

  it.each([
    [{ account: 'nobody' }, 'unknown_account', 'No account "nobody" was ever checked'],
    [
      { account: 'main', asOf: '2026-10-01T00:00:00Z' },
      'unknown_account',
      'its first check came later',
    ],
    [{ account: 'main', asOf: '2027-01-01T00:00:00Z' }, 'invalid_input', 'asOf is in the future'],
    [{ account: 'main', asOf: 'yesterday' }, 'invalid_input', 'asOf must be a time'],
    [
      { account: 'main', asOf: '2026-11-01T00:00:00Z', since: '2026-11-01T01:00:00Z' },
      'invalid_input',
      'since must not be after',
    ],
    [{ cursor: 'rubbish' }, 'invalid_input', 'cursor is for one account only'],
    [{ account: 'main', cursor: 'rubbish' }, 'invalid_input', 'cursor must be the cursor'],
    [{ account: 'main', cursor: cursorOf('other') }, 'invalid_input', 'cursor must be the cursor'],
    [
      { account: 'main', cursor: cursorOf('main', '2027-01-01T00:00:00.000Z') },
      'invalid_input',
      'cursor must be the cursor',
    ],
    [{ asOf: '2026-11-01T00:00:00Z' }, 'invalid_input', 'asOf is for one account only'],
    [{ acount: 'main' }, 'invalid_input', 'acount is not a field'],
  ])('refuses %j in words', async (request, code, words) => {
    await world.syncOne();

    const reply = await world.ask(request);

    expect(reply).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining(words) },
    });
  });

  it.each([undefined, null, 'audit', 7, { schemaVersion: 2 }])('refuses %j', async (event) => {
    expect(await audit(world.auditDeps, event)).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    });
  });
});

describe('an audit of all accounts', () => {
  it('has one line for each and totals, from one query', async () => {
    const ids = ['acc-1', 'acc-2', 'acc-3'];
    await start({
      accounts: ids.map((encoded_account_id) => exampleAccount({ encoded_account_id })),
    });
    await world.connect('second', 'acc-2');
    await world.connect('third', 'acc-3');
    world.account('acc-2').physicalAddress = undefined;
    await world.pass();
    world.embedded.resetUnits();

    const reply = await world.askWell();

    expect(reply.accounts.map((line) => [line.account, line.verdict, line.reasons])).toEqual([
      ['main', 'canSend', []],
      ['second', 'cannotSend', ['PHYSICAL_ADDRESS_MISSING']],
      ['third', 'canSend', []],
    ]);
    expect(reply.accounts[0]).not.toHaveProperty('senders');
    expect(reply.totals).toEqual({
      accounts: 3,
      canSend: 2,
      cannotSend: 1,
      unknown: 0,
      senders: { confirmed: 6, unconfirmed: 3, other: 0 },
      failing: 0,
    });
    expect(world.embedded.units().requests).toHaveLength(1);
  });

  it('reads items of earlier versions, which did not tell a missing address from an incomplete one', async () => {
    await start();
    await world.syncOne();
    const { client, name } = world.deps.table;
    for (const addressComplete of [true, false]) {
      const { addressState: _, ...item } = (await world.accountItem()) ?? {};
      const sk = `old-${addressComplete}`;
      const Item = toItem({ pk: 'ACCOUNTS', ...item, sk, addressComplete });
      await client.send(new PutItemCommand({ TableName: name, Item }));
    }

    const { accounts } = await world.askWell();

    expect(accounts.map(({ account, reasons }) => [account, reasons])).toEqual([
      ['main', []],
      ['old-false', ['PHYSICAL_ADDRESS_INCOMPLETE']],
      ['old-true', []],
    ]);
  });
});
