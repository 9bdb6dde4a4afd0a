import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleAccount, largeAccount } from '../../infra/local/sandbox/seeds.ts';
import { audit } from '../../lambda/audit/audit.ts';
import type { Dependencies } from '../../lambda/audit/dependencies.ts';
import type { AuditedAccount, AuditReply } from '../../lambda/audit/reply.ts';
import { toItem } from '../../lambda/store/items.ts';
import { createSyncWorld, DAY_MS, type SyncWorld } from '../support/sync-world.ts';

type Answer = Extract<AuditReply, { ok: true }>;

let world: SyncWorld;
let deps: Dependencies;
afterEach(() => world.close());

async function start(options?: Parameters<typeof createSyncWorld>[0]): Promise<void> {
  world = await createSyncWorld(options);
  const limits = { staleAfterHours: 26, pendingTooLongDays: 7 };
  deps = { table: world.deps.table, clock: world.clock, limits };
}

const ask = (request: object = {}) => audit(deps, { schemaVersion: 1, ...request });

async function askWell(request: object = {}): Promise<Answer> {
  const reply = await ask(request);
  if (!reply.ok) throw new Error(reply.error.message);
  return reply;
}

const inDepth = async (request: object = {}) =>
  (await askWell({ account: 'main', ...request })).accounts[0] as AuditedAccount;

describe('an audit of one account', () => {
  beforeEach(() => start());

  it('says who is confirmed, since when, what changed and how the runs went', async () => {
    await world.syncOne();
    world.clock.advance(DAY_MS);
    world.account().senders = world.account().senders.filter(({ email_id }) => email_id !== 3);
    await world.syncOne();

    const account = await inDepth();

    expect(account).toMatchObject({
      account: 'main',
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

    const [then, now] = [await inDepth({ asOf: before }), await inDepth()];

    expect(then.summary).toMatchObject({
      organization_name: 'InstaPrinz',
      website: 'http://InstaPriz4me.com',
    });
    expect(then.physicalAddress).toMatchObject({ city: 'Boston', postal_code: '02451' });
    expect(now.summary).toEqual({ ...then.summary, website: 'https://shop.example' });
    expect(now.physicalAddress).toBeNull();
  });

  it('lists changes and runs since a time only', async () => {
    await world.syncOne();
    world.clock.advance(DAY_MS);
    await world.syncOne();

    const account = await inDepth({ since: '2026-11-01T12:00:00Z' });

    expect(account.changes).toEqual([]);
    expect(account.runs).toHaveLength(1);
  });

  it('answers as of each night what an audit of that night said', async () => {
    const nights: { at: string; said: AuditedAccount }[] = [];
    for (let night = 1; night <= 60; night += 1) {
      play(night);
      await world.syncOne().catch(() => undefined);
      world.sandbox.clearFaults();
      const at = new Date(world.clock.now()).toISOString();
      nights.push({ at, said: await inDepth() });
      world.clock.advance(DAY_MS);
    }

    expect(new Set(nights.map(({ said }) => said.snapshot)).size).toBeGreaterThan(7);
    expect(nights.some(({ said }) => said.verdict === 'unknown')).toBe(true);
    for (const { at, said } of nights) expect(await inDepth({ asOf: at })).toEqual(said);
  }, 60_000);

  /** Something happens on some nights: losses, a new sender, a lost address, two nights of outage. */
  function play(night: number): void {
    const account = world.account();
    if (night === 3)
      account.senders.push({
        email_id: 9,
        email_address: 'x@shop.example',
        confirm_status: 'UNCONFIRMED',
        roles: [],
      });
    if (night === 5)
      account.senders = account.senders.map((one) => ({ ...one, confirm_status: 'CONFIRMED' }));
    if (night === 8) account.senders = account.senders.filter(({ email_id }) => email_id !== 3);
    if (night === 10 || night === 11)
      world.sandbox.play([{ times: 50, fault: { type: 'status', status: 503 } }]);
    if (night === 14) account.physicalAddress = undefined;
    if (night === 25) {
      account.senders.push({
        email_id: 10,
        email_address: 'prints@example.com',
        confirm_status: 'UNCONFIRMED',
        roles: ['REPLY_TO'],
      });
    }
    if (night === 33)
      account.senders = account.senders.map((one) => ({ ...one, confirm_status: 'CONFIRMED' }));
    if (night === 40) {
      account.physicalAddress = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' };
    }
    if (night >= 45 && night <= 47) {
      world.sandbox.play([{ times: 9, fault: { type: 'quotaExceeded' } }]);
    }
    if (night === 55) account.senders = account.senders.slice(1);
    if (night === 16) account.summary.website = 'https://shop.example';
  }

  it('past the life of the runs answers from the snapshots alone', async () => {
    await world.syncOne();
    const checked = new Date(world.clock.now()).toISOString();
    world.clock.advance(401 * DAY_MS);

    const account = await inDepth({ asOf: checked });

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

    const { findings } = await inDepth();

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

    const { totals } = await askWell();
    const { findings } = await inDepth();

    expect(findings.map(({ code }) => code)).toContain('LAST_RUN_FAILED');
    expect(totals.failing).toBe(1);
  });

  it('is unknown while the account was never checked well', async () => {
    world.sandbox.play([{ times: 50, fault: { type: 'status', status: 403 } }]);
    await world.syncOne().catch(() => undefined);

    expect(await inDepth()).toMatchObject({
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
    [{ asOf: '2026-11-01T00:00:00Z' }, 'invalid_input', 'asOf is for one account only'],
    [{ acount: 'main' }, 'invalid_input', 'acount is not a field'],
  ])('refuses %j in words', async (request, code, words) => {
    await world.syncOne();

    const reply = await ask(request);

    expect(reply).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining(words) },
    });
  });

  it.each([undefined, null, 'audit', 7, { schemaVersion: 2 }])('refuses %j', async (event) => {
    expect(await audit(deps, event)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
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

    const reply = await askWell();

    expect(reply.accounts.map((line) => [line.account, line.verdict, line.reasons])).toEqual([
      ['main', 'canSend', []],
      ['second', 'cannotSend', ['PHYSICAL_ADDRESS_INCOMPLETE']],
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

  it('finds two aliases of one account', async () => {
    await start();
    await world.connect('copy', world.account().summary.encoded_account_id);
    await world.pass();

    const { findings } = await inDepth();

    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'SAME_ACCOUNT_TWICE', field: 'copy' }),
    );
  });

  it('takes a few paged reads for 4,800 accounts', async () => {
    await start();
    const { client, name } = world.deps.table;
    const fields = {
      accountId: 'a'.repeat(14),
      organization: 'o'.repeat(60),
      snapshot: 3,
      lastOutcome: 'unchanged',
      goodCheckStartedAt: '2026-11-01T02:15:00.000Z',
      senders: { confirmed: 2, unconfirmed: 1, other: 0 },
      addressComplete: true,
    };
    for (let batch = 0; batch < 48; batch += 1) {
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => {
          const sk = `fleet-${String(batch * 100 + index).padStart(4, '0')}`;
          return client.send(
            new PutItemCommand({
              TableName: name,
              Item: toItem({ pk: 'ACCOUNTS', sk, ...fields }),
            }),
          );
        }),
      );
    }
    world.embedded.resetUnits();

    const reply = await askWell();

    expect(reply.accounts).toHaveLength(4_800);
    expect(reply.totals).toMatchObject({ accounts: 4_800, canSend: 4_800 });
    expect(world.embedded.units().requests.length).toBeLessThanOrEqual(4);
    expect(Buffer.byteLength(JSON.stringify(reply))).toBeLessThan(6_000_000);
  }, 60_000);
});

describe('an audit that is too large for one reply', () => {
  it('comes in pages that put together are the whole', async () => {
    await start({ accounts: [largeAccount(20_000)] });
    await world.syncOne();
    world.clock.advance(8 * DAY_MS);

    const pages: Answer[] = [await askWell({ account: 'main' })];
    for (let cursor = pages[0]?.cursor; cursor !== undefined; cursor = pages.at(-1)?.cursor) {
      pages.push(await askWell({ account: 'main', cursor }));
    }

    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages)
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(6_000_000);
    const accounts = pages.map(({ accounts: [account] }) => account as AuditedAccount);
    const senders = accounts.flatMap((account) => account.senders);
    expect(senders).toHaveLength(20_000);
    expect(new Set(senders.map(({ email_id }) => email_id)).size).toBe(20_000);
    expect(accounts.flatMap(({ findings }) => findings)).toHaveLength(2_001);
  }, 60_000);
});
