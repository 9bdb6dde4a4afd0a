import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstSnapshot } from '../../lambda/account/snapshot.ts';
import { sha256 } from '../../lambda/shared/sha256.ts';
import {
  type GoodCheck,
  listAccounts,
  markRetired,
  readAccountItem,
  saveGoodRun,
  saveUnfinishedRun,
} from '../../lambda/store/accounts.ts';
import { commitHeader, markSettled, readHeader } from '../../lambda/store/headers.ts';
import { toItem } from '../../lambda/store/items.ts';
import { releaseLease, takeLease } from '../../lambda/store/leases.ts';
import { readSnapshot, writeBody } from '../../lambda/store/snapshots.ts';
import type { Table } from '../../lambda/store/table.ts';
import { listUpdates, putUpdate } from '../../lambda/store/updates.ts';
import { contentOf } from '../support/contents.ts';
import { type Embedded, startEmbedded } from '../support/embedded.ts';

const time = (minute: number) => `2026-11-01T02:${String(minute).padStart(2, '0')}:00.000Z`;

let embedded: Embedded;
let table: Table;
beforeEach(async () => {
  embedded = await startEmbedded();
  table = { client: embedded.dynamodb, name: embedded.tableName };
});
afterEach(() => embedded.close());

describe('the lease of an account', () => {
  const lease = (owner: string, leaseUntil: number) => ({ owner, leaseUntil });

  it('is held by one at a time, until its time is over', async () => {
    const take = (owner: string, nowMs: number) =>
      takeLease(table, 'main', lease(owner, nowMs + 100), nowMs);

    expect([await take('a', 0), await take('b', 50), await take('a', 60)]).toEqual([
      true,
      false,
      true,
    ]);
    expect([await take('b', 160), await take('b', 161)]).toEqual([false, true]);
    expect(await takeLease(table, 'other', lease('a', 1), 0)).toBe(true);
  });

  it('is given back by its owner alone', async () => {
    await takeLease(table, 'main', lease('a', 100), 1);

    await releaseLease(table, 'main', 'b');
    expect(await takeLease(table, 'main', lease('b', 100), 1)).toBe(false);
    await releaseLease(table, 'main', 'a');

    expect(await takeLease(table, 'main', lease('b', 100), 1)).toBe(true);
  });

  it('is not taken from whoever has it now by a release that comes late or twice', async () => {
    await takeLease(table, 'main', lease('a', 100), 1);
    await releaseLease(table, 'main', 'a');
    await releaseLease(table, 'main', 'a');
    await takeLease(table, 'main', lease('b', 100), 1);

    await releaseLease(table, 'main', 'a');

    expect(await takeLease(table, 'main', lease('c', 100), 1)).toBe(false);
  });
});

describe('the updates of an account', () => {
  const update = (minute: number, outcome: 'pending' | 'applied' = 'pending') => ({
    at: time(minute),
    requestId: `r${minute}`,
    action: 'updateAccountSummary',
    written: { website: 'x', first_name: null },
    outcome,
  });

  it('are written twice under one key and read newest first within a period', async () => {
    for (const minute of [1, 2, 3, 4]) await putUpdate(table, 'main', update(minute));
    await putUpdate(table, 'main', update(2, 'applied'));
    const list = (period: { since?: string; until?: string }) =>
      Array.fromAsync(listUpdates(table, 'main', period));

    expect(await list({ since: time(2), until: time(3) })).toEqual([
      update(3),
      update(2, 'applied'),
    ]);
    expect((await list({})).map(({ requestId }) => requestId)).toEqual(['r4', 'r3', 'r2', 'r1']);
  });
});

describe('the marker of a settled snapshot', () => {
  const { header } = firstSnapshot({
    content: contentOf([]),
    features: [],
    checkStartedAt: time(1),
  });

  it('is set once', async () => {
    await commitHeader(table, 'main', { ...header, contentKeys: [] });

    await markSettled(table, 'main', 1, time(2));
    await markSettled(table, 'main', 1, time(3));

    expect(await readHeader(table, 'main', 1)).toMatchObject({ number: 1, settledAt: time(2) });
  });

  it('makes no snapshot where there is none', async () => {
    await markSettled(table, 'main', 1, time(2));

    expect(await readHeader(table, 'main', 1)).toBeNull();
  });
});

describe('a content of several parts', () => {
  it('is put together in order, and refused when a part is another', async () => {
    // Hashes: their digits compress to half, no further.
    const website = Array.from({ length: 14_000 }, (_, id) => sha256(String(id))).join('');
    const { header, body } = firstSnapshot({
      content: contentOf([], { summary: { website } }),
      features: [],
      checkStartedAt: time(1),
    });

    const contentKeys = await writeBody(table, 'main', body);

    expect(contentKeys).toHaveLength(2);
    expect((await readSnapshot(table, 'main', { ...header, contentKeys })).body).toEqual(body);
    const sk = `CONTENT#${contentKeys[0]}`;
    const damaged = toItem({ pk: 'ACCOUNT#main', sk, bytes: Buffer.from('other') });
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: damaged }));
    await expect(readSnapshot(table, 'main', { ...header, contentKeys })).rejects.toThrow(
      `${sk} cannot be read (its bytes are not those it was written with)`,
    );
  });
});

describe('the account item of a run that is not good', () => {
  const good: GoodCheck = {
    accountId: 'a1',
    snapshot: 1,
    oldestPendingSince: null,
    organization: 'Shop',
    senders: { confirmed: 1, unconfirmed: 0, other: 0 },
    addressState: 'complete',
  };
  const failed = { outcome: 'failed', errorName: 'ForbiddenError', tries: 1 } as const;

  it('is null before the first run', async () => {
    expect(await readAccountItem(table, 'main')).toBeNull();
  });

  it('keeps its last error while it is only deferred', async () => {
    const scheduledTime = time(0);
    await saveGoodRun(
      table,
      'main',
      { outcome: 'changed', checkStartedAt: time(1), scheduledTime, tries: 0 },
      good,
    );
    await saveUnfinishedRun(table, 'main', { ...failed, checkStartedAt: time(2), scheduledTime });
    await saveUnfinishedRun(table, 'main', {
      outcome: 'deferred',
      checkStartedAt: time(3),
      deferredUntil: time(9),
    });

    expect(await readAccountItem(table, 'main')).toEqual({
      sk: 'main',
      ...good,
      goodCheckStartedAt: time(1),
      lastGoodScheduledTime: scheduledTime,
      lastOutcome: 'deferred',
      lastErrorName: 'ForbiddenError',
      lastCheckStartedAt: time(3),
      lastScheduledTime: scheduledTime,
      tries: 1,
      deferredUntil: time(9),
    });
  });

  it('forgets its last error, and until when it was deferred, with a good run', async () => {
    await saveUnfinishedRun(table, 'main', {
      ...failed,
      checkStartedAt: time(2),
      deferredUntil: time(9),
    });
    await saveGoodRun(table, 'main', { outcome: 'unchanged', checkStartedAt: time(3) }, good);

    const item = await readAccountItem(table, 'main');

    expect(item).not.toHaveProperty('lastErrorName');
    expect(item).not.toHaveProperty('deferredUntil');
    expect(item).not.toHaveProperty('lastGoodScheduledTime');
    expect(item).toMatchObject({ tries: 1, lastOutcome: 'unchanged' });
  });

  it('is marked as retired and no more, and not made anew when it is gone', async () => {
    await saveGoodRun(table, 'main', { outcome: 'changed', checkStartedAt: time(1) }, good);
    const before = await readAccountItem(table, 'main');

    await markRetired(table, 'main', true);
    const retired = await readAccountItem(table, 'main');
    await markRetired(table, 'main', false);
    await markRetired(table, 'gone', true);

    expect(retired).toEqual({ ...before, retired: true });
    expect(await readAccountItem(table, 'main')).toEqual(before);
    expect(await readAccountItem(table, 'gone')).toBeNull();
  });

  it('of which a field cannot be read tells the others', async () => {
    const damaged = toItem({ pk: 'ACCOUNTS', sk: 'main', ...good, snapshot: 'one' });
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: damaged }));

    const { snapshot: _, ...others } = good;
    expect(await readAccountItem(table, 'main')).toEqual({ sk: 'main', ...others });
    expect(await Array.fromAsync(listAccounts(table))).toEqual([{ sk: 'main', ...others }]);
  });
});
