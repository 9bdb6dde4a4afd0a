import { expect, it } from 'vitest';
import type { Change } from '../../../lambda/account/change.ts';
import { describeChange } from '../../../lambda/account/describe-change.ts';

const about = { emailAddress: 'news@example.com' };

it.each<[Change, string]>([
  [
    {
      kind: 'SenderChanged',
      ...about,
      fields: ['pending_roles'],
      before: {},
      after: { pending_roles: ['CONTACT', 'BILLING'] },
    },
    'news@example.com: pending_roles none → CONTACT + BILLING.',
  ],
  [
    {
      kind: 'SenderChanged',
      ...about,
      fields: ['pending_roles'],
      before: { pending_roles: ['CONTACT'] },
      after: { pending_roles: [] },
    },
    'news@example.com: pending_roles CONTACT → none.',
  ],
  [
    {
      kind: 'SenderRemoved',
      ...about,
      before: { confirm_status: 'CONFIRMED', roles: ['CONTACT', 'REPLY_TO'] },
    },
    'news@example.com is gone; it was confirmed and held CONTACT, REPLY_TO.',
  ],
  [
    { kind: 'ReplyDrift', fields: ['role:A', 'role:B'] },
    "Constant Contact's replies hold something new: role:A, role:B.",
  ],
])('several values are told apart: %j', (change, sentence) => {
  expect(describeChange(change)).toBe(sentence);
});
