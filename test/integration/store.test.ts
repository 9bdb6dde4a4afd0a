import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstSnapshot, type SnapshotBody } from '../../lambda/account/snapshot.ts';
import {
  type GoodCheck,
  listAccounts,
  saveGoodRun,
  saveUnfinishedRun,
} from '../../lambda/store/accounts.ts';
import {
  commitHeader,
  findHeaderAsOf,
  listHeaders,
  readNewestHeader,
} from '../../lambda/store/headers.ts';
import type { StoredRun } from '../../lambda/store/items.ts';
import { findGoodRunAsOf, listRuns, putRun } from '../../lambda/store/runs.ts';
import { readSnapshot, writeBody } from '../../lambda/store/snapshots.ts';
import type { Table } from '../../lambda/store/table.ts';
import { contentOf, senderOf } from '../support/contents.ts';
import { type Embedded, startEmbedded } from '../support/embedded.ts';
import { interceptMethods } from '../support/intercept.ts';

const time = (minute: number) => `2026-11-01T02:${String(minute).padStart(2, '0')}:00.000Z`;
const NOW_MS = Date.parse('2026-11-02T00:00:00.000Z');

let embedded: Embedded;
let table: Table;
beforeEach(async () => {
  embedded = await startEmbedded();
  table = { client: embedded.dynamodb, name: embedded.tableName };
});
afterEach(() => embedded.close());

async function commit(number: number, checkStartedAt = time(number)): Promise<boolean> {
  const content = contentOf([senderOf('a@example.com')], { summary: { website: `v${number}` } });
  const { header, body } = firstSnapshot({ content, features: [], checkStartedAt });
  const contentKeys = await writeBody(table, 'main', body);
  return commitHeader(table, 'main', { ...header, number, contentKeys });
}

const run = (minute: number, fields: Partial<StoredRun> = {}): Omit<StoredRun, 'expiresAt'> => ({
  runId: `r${minute}`,
  checkStartedAt: time(minute),
  finishedAt: time(minute),
  trigger: 'person',
  outcome: 'unchanged',
  snapshot: 1,
  requests: 2,
  requestIds: [],
  ...fields,
});

describe('the header of a snapshot', () => {
  it('is put once; the second to put the same number is refused', async () => {
    expect(await commit(1)).toBe(true);
    expect(await commit(1, time(30))).toBe(false);

    expect((await readNewestHeader(table, 'main'))?.checkStartedAt).toBe(time(1));
  });

  it('is the newest by its number, also past nine', async () => {
    for (let number = 1; number <= 11; number += 1) await commit(number);

    const numbers = (await Array.fromAsync(listHeaders(table, 'main'))).map(({ number }) => number);

    expect((await readNewestHeader(table, 'main'))?.number).toBe(11);
    expect(numbers).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect((await findHeaderAsOf(table, 'main', time(5)))?.number).toBe(5);
    expect(await findHeaderAsOf(table, 'main', time(0))).toBeNull();
    expect(await readNewestHeader(table, 'other')).toBeNull();
  });

  it('leads to its content, which is refused when a part is missing or is not what was written', async () => {
    await commit(1);
    const header = await readNewestHeader(table, 'main');
    if (!header) throw new Error('no header');

    expect((await readSnapshot(table, 'main', header)).body.content.summary.website).toBe('v1');
    const damaged = { ...header, contentKeys: ['0'.repeat(64)] };
    await expect(readSnapshot(table, 'main', damaged)).rejects.toThrow('it is missing');
  });

  it('leads to parts of which no read goes on after another has failed', async () => {
    await commit(1);
    const header = await readNewestHeader(table, 'main');
    if (!header) throw new Error('no header');
    const contentKeys = ['0'.repeat(64), ...header.contentKeys];
    let underWay = 0;
    const client = interceptMethods(table.client, ['send'], async (call, { input }) => {
      if (JSON.stringify(input['Key']).includes('#000')) throw new Error('table on fire');
      underWay += 1;
      return call().finally(() => {
        underWay -= 1;
      });
    });

    const reading = readSnapshot({ ...table, client }, 'main', { ...header, contentKeys });

    await expect(reading).rejects.toThrow('table on fire');
    expect(underWay).toBe(0);
  });
});

describe('the content of a snapshot', () => {
  const content = contentOf([senderOf('a@example.com', { confirm_status: 'UNCONFIRMED' })]);
  const { header, body } = firstSnapshot({ content, features: [], checkStartedAt: time(1) });
  const readBack = async (written: SnapshotBody) => {
    const contentKeys = await writeBody(table, 'main', written);
    return (await readSnapshot(table, 'main', { ...header, contentKeys })).body;
  };

  it('is read back as it was written', async () => {
    const addedBy = { requestedBy: 'crm', requestId: 'r-1' };
    const tracks = new Map([[1, { firstSeenAt: time(1), statusSince: time(1), addedBy }]]);
    const lost = [{ email_address: 'b@example.com', email_id: 2, roles: ['X'], lostAt: time(1) }];
    const written = { ...body, tracks, lost };

    expect(written.conditions).toMatchObject([{ since: time(1) }, { since: time(1) }]);
    expect(await readBack(written)).toEqual(written);
  });

  it('is also read where it was stored without conditions, as before they were kept', async () => {
    const { conditions: _, ...before } = body;

    expect(await readBack(before as SnapshotBody)).toEqual({ ...body, conditions: [] });
  });
});

describe('the runs of an account', () => {
  it('are read newest first within a period, over many pages, without expired ones', async () => {
    const long = { errorMessage: 'x'.repeat(300) };
    for (let minute = 1; minute <= 50; minute += 1) await putRun(table, 'main', run(minute, long));
    await putRun(table, 'main', run(51, { checkStartedAt: '2025-09-01T00:00:00.000Z' }));

    const all = await Array.fromAsync(listRuns(table, 'main', { nowMs: NOW_MS }));
    const some = await Array.fromAsync(
      listRuns(table, 'main', { since: time(10), until: time(12), nowMs: NOW_MS }),
    );

    expect(all).toHaveLength(50);
    expect(some.map(({ runId }) => runId)).toEqual(['r12', 'r11', 'r10']);
  });

  it('tell the newest good one that had started by a time', async () => {
    await putRun(table, 'main', run(1, { outcome: 'changed', snapshot: 1 }));
    await putRun(table, 'main', run(2, { outcome: 'changed', snapshot: 2 }));
    await putRun(table, 'main', run(3, { outcome: 'failed', snapshot: null }));
    await putRun(table, 'main', run(4, { snapshot: 2 }));

    expect((await findGoodRunAsOf(table, 'main', time(4), NOW_MS))?.runId).toBe('r4');
    expect((await findGoodRunAsOf(table, 'main', time(3), NOW_MS))?.runId).toBe('r2');
    expect((await findGoodRunAsOf(table, 'main', time(1), NOW_MS))?.runId).toBe('r1');
    expect(await findGoodRunAsOf(table, 'main', time(0), NOW_MS)).toBeNull();
  });

  it('stay one write unit each, whatever an error says', async () => {
    embedded.resetUnits();

    await putRun(
      table,
      'main',
      run(1, {
        errorName: 'E',
        errorMessage: '\u{1F600}'.repeat(5_000),
        requestIds: Array(10).fill('x'.repeat(100)),
      }),
    );

    const [item] = await Array.fromAsync(listRuns(table, 'main', { nowMs: NOW_MS }));
    expect(embedded.units().writes).toBe(1);
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(1024);
  });
});

describe('the account item', () => {
  const good = (snapshot: number): GoodCheck => ({
    accountId: 'a1',
    snapshot,
    oldestPendingSince: null,
    organization: 'x'.repeat(100),
    senders: { confirmed: snapshot, unconfirmed: 0, other: 0 },
    addressState: 'complete',
  });
  const last = (minute: number, fields: object = {}) =>
    ({ outcome: 'unchanged', checkStartedAt: time(minute), tries: 0, ...fields }) as const;
  const failed = { outcome: 'failed', errorName: 'ForbiddenError' } as const;
  const item = async () => (await Array.fromAsync(listAccounts(table)))[0];

  it('keeps the newest good check and the newest outcome, in whatever order runs end', async () => {
    await saveGoodRun(table, 'main', last(5), good(2));
    await saveUnfinishedRun(table, 'main', { ...last(7), ...failed });

    await saveGoodRun(table, 'main', last(4), good(1));
    expect(await item()).toMatchObject({
      snapshot: 2,
      lastOutcome: 'failed',
      lastErrorName: 'ForbiddenError',
    });

    await saveGoodRun(table, 'main', last(6), good(3));
    expect(await item()).toMatchObject({
      snapshot: 3,
      goodCheckStartedAt: time(6),
      lastOutcome: 'failed',
    });

    await saveUnfinishedRun(table, 'main', { ...last(6), ...failed });
    await saveGoodRun(table, 'main', last(8), good(3));
    expect(await item()).toMatchObject({ lastOutcome: 'unchanged', lastCheckStartedAt: time(8) });
    expect(await item()).not.toHaveProperty('lastErrorName');
  });

  it('keeps the higher snapshot of two checks that started at the same time', async () => {
    await saveGoodRun(table, 'main', last(5), good(2));
    await saveGoodRun(table, 'main', last(5), good(1));

    expect(await item()).toMatchObject({ snapshot: 2 });
  });

  it('costs one write unit and is listed by alias', async () => {
    embedded.resetUnits();
    await saveGoodRun(table, 'shop', last(5, { scheduledTime: time(5) }), good(2));
    expect(embedded.units().writes).toBe(1);

    await saveGoodRun(table, 'main', last(5), good(1));
    const aliases = (await Array.fromAsync(listAccounts(table))).map(({ sk }) => sk);

    expect(aliases).toEqual(['main', 'shop']);
  });
});

describe('a table that is not there', () => {
  it('is one sentence that says what to do', async () => {
    const absent = { ...table, name: 'nowhere' };

    await expect(readNewestHeader(absent, 'main')).rejects.toThrow(
      'The DynamoDB table "nowhere" does not exist in this account and region: deploy the stack',
    );
  });
});
