import { describe, expect, it } from 'vitest';
import type { Content } from '../../../lambda/account/content.ts';
import { firstSnapshot, nextSnapshot } from '../../../lambda/account/snapshot.ts';
import { decodeBody, encodeBody } from '../../../lambda/store/body-lines.ts';
import { contentOf, senderOf } from '../../support/contents.ts';

const NIGHT_1 = '2026-11-01T02:15:00.000Z';
const NIGHT_2 = '2026-11-02T02:15:00.000Z';

const full = senderOf('a@example.com', {
  confirm_source_type: 'SITE_OWNER',
  confirm_time: NIGHT_1,
  pending_roles: ['CONTACT'],
  roles: ['REPLY_TO'],
});
const other = senderOf('b@example.com', { email_id: 2, confirm_status: 'ON_HOLD' });

/** The second night of an account whose contents are these. */
function bodyOf(before: Content, after: Content) {
  const first = firstSnapshot({ content: before, features: [], checkStartedAt: NIGHT_1 });
  const observation = { content: after, features: ['role:X'], checkStartedAt: NIGHT_2 };
  const ours = { by: 'ours', requestId: 'r-1', requestedBy: 'crm' } as const;
  const next = nextSnapshot(first, observation, ({ kind }) =>
    kind === 'SenderAdded' ? ours : { by: 'outside' },
  );
  if (!next) throw new Error('nothing changed');
  return next.body;
}

const moved = { physicalAddress: { city: 'Paris' }, summary: { contact_email: 'x@example.com' } };

describe('the lines of a body', () => {
  it.each([
    ['gained', bodyOf(contentOf([full]), contentOf([full, other], moved))],
    ['lost', bodyOf(contentOf([full, other]), contentOf([other], { physicalAddress: null }))],
    ['replaced', bodyOf(contentOf([full]), contentOf([{ ...full, email_id: 9, roles: [] }]))],
  ])('are read back as they were written after something was %s', (_, body) => {
    const lines = encodeBody(body);

    expect(decodeBody(lines, 'x')).toEqual(body);
    expect(lines.split('\n')).toHaveLength(
      1 + body.content.senders.length + body.changes.length + body.lost.length,
    );
  });

  const account = { summary: { encoded_account_id: 'a1' }, physicalAddress: null, conditions: [] };
  const times = { firstSeenAt: NIGHT_1, statusSince: NIGHT_1 };
  const change = { kind: 'SenderConfirmed', severity: 'info', recovers: false };
  const lost = { email_address: 'a@example.com', email_id: 1, roles: [], lostAt: NIGHT_1 };

  it.each([
    ['', 'nothing'],
    ['{', 'half a line'],
    ['{}', 'an empty line'],
    [JSON.stringify({ ...account, summary: {} }), 'an account without its id'],
    [
      JSON.stringify({ ...account, summary: { encoded_account_id: 'a1', website: 7 } }),
      'a field that is no text',
    ],
    [JSON.stringify({ ...account, physicalAddress: undefined }), 'an account without an address'],
    [JSON.stringify({ ...account, conditions: [{}] }), 'a condition of nothing'],
    [JSON.stringify({ sender: full }), 'a sender without its times'],
    [JSON.stringify({ sender: { ...full, email_id: 1.5 }, ...times }), 'a sender without its id'],
    [JSON.stringify({ sender: { ...full, roles: [7] }, ...times }), 'a role that is no text'],
    [
      JSON.stringify({ sender: { ...full, pending_roles: [7] }, ...times }),
      'a pending role that is no text',
    ],
    [JSON.stringify({ sender: full, ...times, addedBy: {} }), 'an update without its request'],
    [JSON.stringify({ change }), 'a change without its origin'],
    [JSON.stringify({ change: { ...change, origin: { by: 'ours' } } }), 'an update without its id'],
    [
      JSON.stringify({ change: { ...change, origin: { by: 'outside' }, kind: 'Other' } }),
      'a change of an unknown kind',
    ],
    [
      JSON.stringify({ change: { ...change, origin: { by: 'outside' }, fields: [7] } }),
      'a field without its name',
    ],
    [JSON.stringify({ lost: { ...lost, roles: [7] } }), 'a lost role that is no text'],
    [JSON.stringify({ lost: { ...lost, lostAt: undefined } }), 'a loss without its time'],
  ])('are refused when they hold %s (%s)', (line) => {
    const read = () => decodeBody(line, 'snapshot 2 of main');

    expect(read).toThrow(expect.objectContaining({ name: 'UnreadableItemError' }));
    expect(read).toThrow(
      'The stored item snapshot 2 of main cannot be read (a line of its content)',
    );
  });

  const accountLine = JSON.stringify(account);

  it.each([
    [JSON.stringify({ lost }), 'it begins without its account'],
    [`${accountLine}\n${accountLine}`, 'it has a second account'],
    [
      `${accountLine}${' '.repeat(2_000_001 - accountLine.length)}`,
      'a line of its content is too long',
    ],
  ])('are refused with what is wrong with them (%#)', (lines, problem) => {
    expect(() => decodeBody(lines, 'x')).toThrow(`The stored item x cannot be read (${problem})`);
  });

  it('may have two million characters each', () => {
    const lines = `${accountLine}${' '.repeat(2_000_000 - accountLine.length)}`;

    expect(decodeBody(lines, 'x').content.senders).toEqual([]);
  });

  it('are what the refused ones become when they are mended', () => {
    const lines = [
      account,
      { sender: full, ...times },
      { change: { ...change, origin: { by: 'outside' } } },
      { lost },
    ];

    const body = decodeBody(lines.map((line) => JSON.stringify(line)).join('\n'), 'x');

    expect([body.content.senders, body.changes, body.lost].map(({ length }) => length)).toEqual([
      1, 1, 1,
    ]);
  });
});
