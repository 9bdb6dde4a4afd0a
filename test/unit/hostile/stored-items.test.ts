import { gzipSync } from 'node:zlib';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { firstSnapshot, type Snapshot } from '../../../lambda/account/snapshot.ts';
import { auditAccount } from '../../../lambda/audit/audit-account.ts';
import { sha256 } from '../../../lambda/shared/sha256.ts';
import { decodeBody, encodeBody } from '../../../lambda/store/body-lines.ts';
import { SnapshotTooLargeError, UnreadableItemError } from '../../../lambda/store/errors.ts';
import {
  accountSchema,
  fromItem,
  headerSchema,
  type Item,
  runSchema,
  updateSchema,
} from '../../../lambda/store/items.ts';
import { readSnapshot, writeBody } from '../../../lambda/store/snapshots.ts';
import type { Table } from '../../../lambda/store/table.ts';
import { contentOf, senderOf } from '../../support/contents.ts';
import { readOrRefuse } from '../../support/expect-typed.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { FUZZ_TIMEOUT_MS, fuzz, hostileJson, hostileSource } from '../../support/hostile.ts';

const AT = '2026-11-01T02:15:00.000Z';
const KEY = { pk: 'ACCOUNT#main', sk: 'SNAPSHOT#0000000001' };
const HEADER = {
  ...{ number: 1, contentHash: 'h', accountId: 'a', checkStartedAt: AT, features: ['role:NEW'] },
  ...{ oldestPendingSince: null, contentKeys: ['k'], settledAt: AT },
};
const RUN = {
  ...{ runId: 'r', checkStartedAt: AT, finishedAt: AT, trigger: 'schedule', scheduledTime: AT },
  ...{
    outcome: 'failed',
    snapshot: null,
    requests: 2,
    requestIds: ['q'],
    expiresAt: 1_900_000_000,
  },
  ...{ errorName: 'ForbiddenError', errorMessage: 'No.' },
};
const UPDATE = {
  ...{ at: AT, requestId: 'q', requestedBy: 'crm', action: 'addAccountEmail', outcome: 'applied' },
  written: { email_address: 'news@example.com', city: null },
};
const ACCOUNT = {
  ...{ sk: 'main', accountId: 'a', organization: null, snapshot: 1, tries: 2, retired: false },
  ...{ senders: { confirmed: 1, unconfirmed: 0, other: 0 }, addressComplete: true },
  ...{ goodCheckStartedAt: AT, lastOutcome: 'deferred', deferredUntil: AT },
};

const SCHEMAS: [string, z.ZodMiniType, object][] = [
  ['snapshot header', headerSchema, HEADER],
  ['run', runSchema, RUN],
  ['update', updateSchema, UPDATE],
  ['account', accountSchema, ACCOUNT],
];

const SNAPSHOT = firstSnapshot({
  content: contentOf([senderOf('news@example.com', { roles: ['CONTACT'] })]),
  features: [],
  checkStartedAt: AT,
});

describe('a stored item', { timeout: FUZZ_TIMEOUT_MS }, () => {
  it.each(SCHEMAS)(
    'that is near a %s is read, or named as unreadable',
    async (_, schema, valid) => {
      await fuzz(hostileJson(marshall({ ...KEY, ...valid })), async (json) => {
        const read = await readOrRefuse(
          () => fromItem(schema, JSON.parse(json) ?? {}),
          UnreadableItemError,
        );

        if (read === undefined) return;
        expect(JSON.stringify(z.parse(schema, read))).toBe(JSON.stringify(read));
      });
    },
  );

  it('of an account hides nothing but the fields that cannot be read', async () => {
    const { sk: _, ...fields } = ACCOUNT;
    const key = { pk: { S: 'ACCOUNTS' }, sk: { S: 'main' } };

    await fuzz(hostileJson(marshall(fields)), async (json) => {
      const account = fromItem(accountSchema, { ...JSON.parse(json), ...key });

      expect(account.sk).toBe('main');
      expect(z.parse(accountSchema, account)).toEqual(account);
    });
  });

  it.each<[string, AttributeValue]>([
    ['a number that JavaScript cannot say', { N: '1e300' }],
    ['what is no number', { N: 'abc' }],
    ['a type that nobody knows', { X: 'y' } as unknown as AttributeValue],
  ])('is named as unreadable for %s', (_, number) => {
    const item: Item = { ...marshall({ ...KEY, ...HEADER }), number };

    expect(() => fromItem(headerSchema, item)).toThrow(
      /^The stored item ACCOUNT#main \/ SNAPSHOT#0000000001 cannot be read/,
    );
  });
});

describe('stored content', { timeout: FUZZ_TIMEOUT_MS }, () => {
  it('that is near a body is read, or named as unreadable', async () => {
    const lines = encodeBody(SNAPSHOT.body).split('\n');
    const places = lines.map((line, index) =>
      hostileSource(JSON.parse(line)).map((text) => lines.with(index, text).join('\n')),
    );

    for (const place of places) {
      await fuzz(place, async (text) => {
        const body = await readOrRefuse(() => decodeBody(text, 'snapshot 1'), UnreadableItemError);

        if (body === undefined) return;
        const again = encodeBody(body);
        expect(encodeBody(decodeBody(again, 'the same'))).toBe(again);
      });
    }
  });

  it.each<[string, Buffer[], string]>([
    ['nothing', [], 'not gzip'],
    ['no gzip', [Buffer.from('{}')], 'not gzip'],
    ['half a gzip', [gzipSync(encodeBody(SNAPSHOT.body)).subarray(0, 60)], 'not gzip'],
    ['a bomb of 200 MB', [gzipSync(Buffer.alloc(200_000_000, ' '))], 'of a size that is ever'],
    ['other lines', [gzipSync('{"a":1}')], 'a line of its content'],
    ['no account', [gzipSync(lineOf(SNAPSHOT, 1))], 'begins without its account'],
    [
      'two accounts',
      [gzipSync(`${lineOf(SNAPSHOT, 0)}\n${lineOf(SNAPSHOT, 0)}`)],
      'a second account',
    ],
  ])('of %s is named as unreadable', async (_, parts, problem) => {
    const { table, contentKeys } = holding(parts);

    const reading = readSnapshot(table, 'main', { ...SNAPSHOT.header, contentKeys });

    await expect(reading).rejects.toBeInstanceOf(UnreadableItemError);
    await expect(reading).rejects.toThrow(problem);
  });

  it('of a line that no body has is not taken apart', () => {
    const line = `{"change":[${'0,'.repeat(2_000_000)}0]}`;

    expect(() => decodeBody(`${lineOf(SNAPSHOT, 0)}\n${line}`, 'snapshot 1')).toThrow(
      'is too long',
    );
  });

  it('that could not be read again is not written', async () => {
    const { table } = holding([]);
    const long = 'x'.repeat(65_000_000);
    const lost = [long, long].map((email_address, email_id) => ({
      ...{ email_address, email_id, roles: [], lostAt: AT },
    }));

    const writing = writeBody(table, 'main', { ...SNAPSHOT.body, lost });

    await expect(writing).rejects.toBeInstanceOf(SnapshotTooLargeError);
  });

  it('with more changes than a call takes arguments is audited', async () => {
    const change = SNAPSHOT.body.changes[0];
    const changes = change ? Array.from({ length: 150_000 }, () => change) : [];
    const { table, contentKeys } = holding(
      [gzipSync(encodeBody({ ...SNAPSHOT.body, changes }))],
      SNAPSHOT,
    );
    const limits = { staleAfterHours: 26, pendingTooLongDays: 7 };
    const deps = { table, clock: createFakeClock(), limits };

    const audited = await auditAccount(deps, 'main', { at: AT, since: AT });

    expect(contentKeys).toHaveLength(1);
    expect(audited?.changes).toHaveLength(150_000);
  });
});

function lineOf({ body }: Snapshot, index: number): string {
  return encodeBody(body).split('\n')[index] ?? '';
}

/** A table of content parts alone, which never calls anybody; with a header of theirs, if one is given. */
function holding(
  parts: Buffer[],
  { header }: Partial<Snapshot> = {},
): { table: Table; contentKeys: string[] } {
  const items = new Map(
    parts.map((bytes) => [`CONTENT#${sha256(bytes)}`, { bytes: { B: bytes } }]),
  );
  const contentKeys = parts.map((bytes) => sha256(bytes));
  const headers = header ? [marshall({ ...KEY, ...header, contentKeys })] : [];
  const send = async ({ input }: { input: { Key?: Item; ExpressionAttributeValues?: Item } }) => {
    const sk = input.Key?.['sk']?.S ?? '';
    if (input.Key) return { Item: items.get(sk) ?? headers[0] };
    const isOfHeaders = input.ExpressionAttributeValues?.[':from']?.S?.startsWith('SNAPSHOT#');
    return { Items: isOfHeaders ? headers : [] };
  };
  const client = { send } as unknown as DynamoDBClient;
  return { table: { client, name: 'table' }, contentKeys };
}
