import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { getSenders } from '../../../lambda/constant-contact/emails.ts';
import { UnreadableReplyError } from '../../../lambda/constant-contact/errors.ts';
import type { Request } from '../../../lambda/constant-contact/request.ts';

const recorded = {
  email_id: 1,
  email_address: 'owner@example.com',
  roles: ['BILLING', 'CONTACT', 'DEFAULT_FROM', 'REPLY_TO'],
  confirm_status: 'CONFIRMED',
  confirm_source: '192.0.2.7',
  confirm_time: '2026-09-29T14:37:13.521+0000',
  confirm_source_type: 'SITE_OWNER',
};

function answering(document: unknown): Request {
  const url = 'https://api.example/v3/account/emails';
  return async ({ method }) => ({ document, origin: { method, url, status: 200 } });
}

async function refusalOf(document: unknown): Promise<string> {
  const error = await getSenders(answering(document)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnreadableReplyError);
  return error instanceof Error ? error.message : '';
}

describe('a sender', () => {
  test('as recorded is read without its confirm_source, and nothing in it is new', async () => {
    const reply = await getSenders(answering([recorded]));

    const { confirm_source: _dropped, ...kept } = recorded;
    expect(reply).toStrictEqual({
      senders: [{ ...kept, confirm_time: '2026-09-29T14:37:13.521Z' }],
      features: [],
    });
  });

  test.each([
    '',
    ',"confirm_time":null,"confirm_source_type":null,"pending_roles":null,"roles":null',
    ',"confirm_time":"","confirm_source_type":"","pending_roles":"","roles":""',
  ])(
    'has only the required fields when the others are absent, null or empty: {…%s}',
    async (rest) => {
      const required =
        '"email_id":2,"email_address":"new@example.com","confirm_status":"UNCONFIRMED"';

      const { senders } = await getSenders(answering([JSON.parse(`{${required}${rest}}`)]));

      expect(senders).toStrictEqual([
        { email_id: 2, email_address: 'new@example.com', confirm_status: 'UNCONFIRMED', roles: [] },
      ]);
    },
  );

  test('keeps planned roles and loses an empty list of them', async () => {
    const planned = { ...recorded, pending_roles: ['CONTACT'] };
    const none = { ...recorded, email_id: 2, email_address: 'b@example.com', pending_roles: [] };

    const { senders } = await getSenders(answering([planned, none]));

    expect(senders.map((sender) => sender.pending_roles)).toEqual([['CONTACT'], undefined]);
  });

  test('with unknown roles, status, source type and fields is read, and these are named', async () => {
    const document = {
      ...recorded,
      roles: ['NEW_ROLE', 'OTHER'],
      pending_roles: ['LATER_ROLE'],
      confirm_status: 'PENDING',
      confirm_source_type: 'ROBOT',
      score: 12,
    };

    const { senders, features } = await getSenders(answering([document]));

    expect(senders[0]).toMatchObject({ confirm_status: 'PENDING', roles: ['NEW_ROLE', 'OTHER'] });
    expect(features).toEqual([
      'confirm_source_type:ROBOT',
      'confirm_status:PENDING',
      'role:LATER_ROLE',
      'role:NEW_ROLE',
      'sender.score:number',
    ]);
  });

  test('with fields named like the object prototype changes nothing else', async () => {
    const odd: unknown = JSON.parse(
      `{"__proto__":{"confirm_time":"never"},"constructor":1,${JSON.stringify(recorded).slice(1)}`,
    );

    const { senders, features } = await getSenders(answering([odd]));

    expect(senders[0]?.confirm_time).toBe('2026-09-29T14:37:13.521Z');
    expect(Object.keys(senders[0] ?? {})).not.toContain('__proto__');
    expect(features).toEqual(['sender.__proto__:object', 'sender.constructor:number']);
    expect({}).not.toHaveProperty('confirm_time');
  });

  test('with an undocumented part nested ten thousand deep is read', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`);

    const { features } = await getSenders(answering([{ ...recorded, deep }]));

    expect(features).toEqual(['sender.deep:array']);
  });
});

describe('a list of senders', () => {
  test('may be empty', async () => {
    expect(await getSenders(answering([]))).toEqual({ senders: [], features: [] });
  });

  test('of 10,000 is read', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      ...recorded,
      email_id: index + 1,
      email_address: `sender-${index}@example.com`,
    }));

    const { senders } = await getSenders(answering(many));

    expect(senders).toHaveLength(10_000);
  });

  test('with one id twice is unreadable', async () => {
    const twice = [recorded, { ...recorded, email_address: 'b@example.com' }];

    expect(await refusalOf(twice)).toContain(
      'senders[1].email_id is the same as that of senders[0]',
    );
  });

  test('with one address twice, in whatever letter case, is unreadable', async () => {
    const twice = [recorded, { ...recorded, email_id: 2, email_address: 'Owner@Example.COM' }];

    expect(await refusalOf(twice)).toContain(
      'senders[1].email_address is the same as that of senders[0]',
    );
  });

  test.each([{}, null, 'none', 7, { emails: [] }, [null], [[]], ['owner@example.com']])(
    'that is %j is unreadable',
    async (document) => {
      expect(await refusalOf(document)).toMatch(/senders.* is not of type/);
    },
  );
});

describe('an unreadable field is named by its path, never by its value', () => {
  test.each<[string, unknown]>([
    ['email_id', '17-planted'],
    ['email_id', undefined],
    ['email_id', 0],
    ['email_id', 1.5],
    ['email_id', 2 ** 60],
    ['email_address', ['planted']],
    ['email_address', ''],
    ['email_address', `planted${'x'.repeat(1_000)}`],
    ['confirm_status', null],
    ['confirm_status', true],
    ['confirm_time', 'planted'],
    ['confirm_time', 1_790_000_000],
    ['confirm_source_type', { planted: true }],
    ['roles', 'planted'],
    ['roles', [null]],
    ['roles', Array.from({ length: 51 }, (_, index) => `planted-${index}`)],
    ['pending_roles', { planted: true }],
  ])('%s: %j', async (field, value) => {
    const good = { ...recorded, email_id: 9, email_address: 'good@example.com' };

    const message = await refusalOf([good, { ...recorded, [field]: value }]);

    expect(message).toContain(`senders[1].${field}`);
    expect(message).not.toContain('planted');
  });
});

test('whatever JSON comes, it is read or refused, and nothing else happens', async () => {
  const document = fc.oneof(
    fc.jsonValue(),
    fc.array(
      fc.record(Object.fromEntries(Object.keys(recorded).map((key) => [key, fc.jsonValue()]))),
    ),
    fc.array(
      fc.jsonValue().map((value) => ({ ...recorded, extra: value })),
      { maxLength: 1 },
    ),
  );
  await fc.assert(
    fc.asyncProperty(document, async (value) => {
      const outcome = await getSenders(answering(value)).catch((error: unknown) => error);

      if (!(outcome instanceof UnreadableReplyError)) expect(outcome).toHaveProperty('senders');
    }),
  );
});
