import { expect, test } from 'vitest';
import { describeChange } from '../../../infra/local/describe-change.ts';
import { PLAIN } from '../../../infra/local/style.ts';
import type { AssessedChange, Change } from '../../../lambda/account/change.ts';

const ADDRESS = 'news@example.com';

function assess(change: Change, assessment: Partial<AssessedChange> = {}): AssessedChange {
  return {
    ...change,
    severity: 'info',
    recovers: false,
    origin: { by: 'outside' },
    ...assessment,
  };
}

const SENTENCES: [Change, string][] = [
  [{ kind: 'AccountConnected' }, 'The account was connected.'],
  [
    {
      kind: 'SenderAdded',
      emailAddress: ADDRESS,
      after: { confirm_status: 'UNCONFIRMED', roles: [] },
    },
    'news@example.com was added, unconfirmed.',
  ],
  [
    {
      kind: 'SenderAdded',
      emailAddress: ADDRESS,
      after: { confirm_status: 'CONFIRMED', roles: ['OTHER'] },
    },
    'news@example.com was added, confirmed, with OTHER.',
  ],
  [{ kind: 'SenderConfirmed', emailAddress: ADDRESS }, 'news@example.com was confirmed.'],
  [
    { kind: 'SenderUnconfirmed', emailAddress: ADDRESS },
    'news@example.com is no longer confirmed.',
  ],
  [
    {
      kind: 'SenderRemoved',
      emailAddress: ADDRESS,
      before: { confirm_status: 'CONFIRMED', roles: ['REPLY_TO'] },
    },
    'news@example.com is gone; it was confirmed and held REPLY_TO.',
  ],
  [
    {
      kind: 'SenderReplaced',
      emailAddress: ADDRESS,
      fields: ['email_id', 'confirm_status'],
      before: { email_id: 4, confirm_status: 'CONFIRMED' },
      after: { email_id: 5, confirm_status: 'UNCONFIRMED' },
    },
    'news@example.com was deleted and added again: email_id 4 → 5, ' +
      'confirm_status CONFIRMED → UNCONFIRMED.',
  ],
  [
    {
      kind: 'SenderChanged',
      emailAddress: ADDRESS,
      fields: ['roles'],
      before: { roles: ['BILLING', 'REPLY_TO'] },
      after: { roles: ['BILLING', 'CONTACT'] },
    },
    'news@example.com: now CONTACT, no longer REPLY_TO.',
  ],
  [
    {
      kind: 'SummaryChanged',
      fields: ['website'],
      before: {},
      after: { website: 'https://example.com' },
    },
    'Account: website none → https://example.com.',
  ],
  [
    { kind: 'PhysicalAddressAdded', after: { address_line1: '1 Road', city: 'Boston' } },
    'The physical address was added: 1 Road, Boston.',
  ],
  [
    {
      kind: 'PhysicalAddressChanged',
      fields: ['city'],
      before: { city: 'Boston' },
      after: { city: 'Salem' },
    },
    'Physical address: city Boston → Salem.',
  ],
  [
    { kind: 'PhysicalAddressRemoved', before: { address_line1: '1 Road' } },
    'The physical address is gone; it was 1 Road.',
  ],
  [
    { kind: 'ReplyDrift', fields: ['role:NEW'] },
    "Constant Contact's replies hold something new: role:NEW.",
  ],
];

test.each(SENTENCES)('%o is one sentence', (change, sentence) => {
  expect(describeChange(assess(change), PLAIN)).toEqual(['•', sentence]);
});

test.each([
  [{ severity: 'critical' }, '✖'],
  [{ severity: 'warning' }, '▲'],
  [{ severity: 'info', recovers: true }, '✔'],
  [{ severity: 'info' }, '•'],
] as const)('%o has its own mark', (assessment, mark) => {
  const change = assess({ kind: 'SenderConfirmed', emailAddress: ADDRESS }, assessment);

  expect(describeChange(change, PLAIN)[0]).toBe(mark);
});

test('what the vendor wrote cannot steer the terminal or break the line', () => {
  const change = assess({ kind: 'SenderConfirmed', emailAddress: 'a\u001b[2Jb\r\nc\u202ed' });

  expect(describeChange(change, PLAIN)[1]).toBe('a [2Jb c d was confirmed.');
});
