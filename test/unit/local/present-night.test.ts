import { expect, test } from 'vitest';
import type { Night } from '../../../infra/local/night.ts';
import { presentNight, toJson } from '../../../infra/local/present-night.ts';
import { PLAIN } from '../../../infra/local/style.ts';
import type { Content, Sender } from '../../../lambda/account/content.ts';
import { firstSnapshot } from '../../../lambda/account/snapshot.ts';
import { announce } from './announce.ts';

const FOLDER = '/srv/data';
const CHECKED_AT = '2026-11-01T02:15:00.000Z';

const content: Content = {
  summary: { encoded_account_id: 'p1', organization_name: 'InstaPrinz' },
  physicalAddress: null,
  senders: [toSender(1)],
};

function toSender(id: number, fields: Partial<Sender> = {}): Sender {
  return {
    email_id: id,
    email_address: `sender-${id}@example.com`,
    confirm_status: 'CONFIRMED',
    roles: [],
    ...fields,
  };
}

/** A good check of the account, with the given content in its newest snapshot. */
function toNight(changed: Partial<Content> = {}, fields: Partial<Night> = {}): Night {
  const observed = {
    content: { ...content, ...changed },
    features: [],
    checkStartedAt: CHECKED_AT,
  };
  return {
    account: 'main',
    vendor: 'the sandbox',
    outcome: 'unchanged',
    snapshot: 1,
    checkedAt: CHECKED_AT,
    requests: 2,
    changes: [],
    announcements: [],
    known: firstSnapshot(observed),
    previousCheckAt: null,
    ...fields,
  };
}

function present(night: Night): string {
  return presentNight(night, FOLDER, PLAIN);
}

test('the facts of a check stand first', () => {
  expect(present(toNight()).split('\n\n').slice(0, 2)).toEqual([
    'Account  InstaPrinz, kept as "main"',
    [
      '  Result   unchanged: snapshot 1 is still true',
      '  Checked  2026-11-01 02:15 UTC, 2 requests to the sandbox',
      '  Address  none: no campaign can be sent',
      '  Data     /srv/data, kept for the next run',
    ].join('\n'),
  ]);
});

test('an address without all that the vendor needs is called incomplete', () => {
  const address = { address_line1: '1 Road', city: 'Boston', country_code: 'US' };

  expect(present(toNight({ physicalAddress: address }))).toContain(
    'Address  1 Road, Boston, US (incomplete)',
  );
});

test('a confirmed sender holds its status since the vendor says so, any other since it was seen', () => {
  const senders = [
    toSender(1, { confirm_time: '2020-06-29T14:37:13.000Z' }),
    toSender(2, { confirm_status: 'UNCONFIRMED' }),
  ];

  const text = present(toNight({ senders }));

  expect(text).toContain('sender-1@example.com  ✔ confirmed    2020-06-29');
  expect(text).toContain('sender-2@example.com  ○ unconfirmed  2026-11-01');
});

test('senders that wait come first, then those with roles', () => {
  const senders = [
    toSender(1),
    toSender(2, { roles: ['OTHER'] }),
    toSender(3, { confirm_status: 'UNCONFIRMED' }),
  ];

  const found = present(toNight({ senders })).match(/sender-\d/g);

  expect(found).toEqual(['sender-3', 'sender-2', 'sender-1']);
});

test('of very many senders and changes only the first are shown, and how many more there are', () => {
  const senders = Array.from({ length: 10_000 }, (_, index) => toSender(index + 1));
  const changes = senders.map(({ email_address: emailAddress }) => ({
    kind: 'SenderConfirmed' as const,
    emailAddress,
    severity: 'info' as const,
    recovers: false,
    origin: { by: 'outside' as const },
  }));

  const text = present(toNight({ senders }, { outcome: 'changed', changes }));

  expect(text).toContain('Senders  10,000 of 10,000 confirmed');
  expect(text).toContain('… and 9,975 more senders: --json shows all.');
  expect(text).toContain('… and 9,975 more changes: --json shows all.');
  expect(text.split('\n').length).toBeLessThan(80);
});

test('everything fits 80 columns, and no address is cut off', () => {
  const long = `${'a'.repeat(60)}@${'b'.repeat(15)}.com`;
  const roles = ['BILLING', 'CONTACT', 'DEFAULT_FROM', 'JOURNALING', 'OTHER', 'REPLY_TO'];
  const text = present(
    toNight({
      summary: { encoded_account_id: 'p1', organization_name: 'Prints' },
      physicalAddress: { address_line1: 'x'.repeat(80), city: 'y'.repeat(50), country_code: 'fr' },
      senders: [toSender(1, { email_address: long, roles })],
    }),
  );

  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const addressColumn = text.split('\n').map((line) => line.slice(2, 32).trim());
  expect(addressColumn.join('')).toContain(long);
  expect(text).not.toContain('…  ');
});

test('what the night would have mailed is said in short', () => {
  const announcements = [
    announce({ severity: 'critical', summary: 'InstaPrinz (main): a@example.com is gone.' }),
    announce({ recovers: true, summary: 'InstaPrinz (main): b@example.com was confirmed.' }),
  ];

  expect(present(toNight({}, { announcements }))).toContain(
    [
      'Deployed, this night would have sent 2 mails',
      '',
      '  ✖  InstaPrinz (main): a@example.com is gone.',
      '  ✔  InstaPrinz (main): b@example.com was confirmed.',
    ].join('\n'),
  );
});

test('a night that would have mailed nothing does not speak of mails', () => {
  expect(present(toNight())).not.toContain('mail');
});

test('a deferred check does not pretend to know of changes', () => {
  const deferred = { outcome: 'deferred', checkedAt: null, snapshot: null } as const;

  const text = present(toNight({}, { ...deferred, resetsAt: '2026-11-02T00:00:00.000Z' }));

  expect(text).toContain('deferred: the daily quota is used up until 2026-11-02 00:00 UTC');
  expect(text).toContain('Checked  not this time, 2 requests');
  expect(text).toContain('Unknown: nothing could be asked.');
});

test('the object for programs has the result and all senders, each with its past', () => {
  const senders = [toSender(1, { confirm_status: 'UNCONFIRMED' })];

  expect(toJson(toNight({ senders }))).toEqual({
    account: 'main',
    outcome: 'unchanged',
    snapshot: 1,
    checkedAt: CHECKED_AT,
    requests: 2,
    changes: [],
    announcements: [],
    previousCheckAt: null,
    senders: [{ ...senders[0], since: CHECKED_AT, firstSeenAt: CHECKED_AT }],
  });
});
