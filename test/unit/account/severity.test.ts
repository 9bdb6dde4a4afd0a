import { describe, expect, it } from 'vitest';
import type { Origin } from '../../../lambda/account/change.ts';
import type { Sender } from '../../../lambda/account/content.ts';
import { diffContents } from '../../../lambda/account/diff.ts';
import { assessChanges, type LostSender, updateLost } from '../../../lambda/account/severity.ts';
import { contentOf, senderOf } from '../../support/contents.ts';

const UNCONFIRMED = { confirm_status: 'UNCONFIRMED' };
const other = senderOf('other@example.com', { email_id: 2 });
const lostA: LostSender = {
  email_address: 'a@example.com',
  email_id: 1,
  roles: [],
  lostAt: '2026-11-01T02:15:00.000Z',
};

function assess(
  before: Sender[],
  after: Sender[],
  lost: LostSender[] = [],
  by: Origin['by'] = 'outside',
) {
  const transition = { before: contentOf(before), after: contentOf(after), lost };
  const origin: Origin = by === 'ours' ? { by, requestId: 'r1' } : { by };
  const changes = diffContents(transition.before, transition.after);
  return assessChanges(changes, { ...transition, originOf: () => origin });
}

const a = senderOf('a@example.com');
const namedA = senderOf('a@example.com', { roles: ['REPLY_TO'] });

describe('the severity of a change', () => {
  const cases: [string, Sender[], Sender[], string][] = [
    ['a flip of a sender without a role', [a, other], [{ ...a, ...UNCONFIRMED }, other], 'warning'],
    ['a removed sender without a role', [a, other], [other], 'warning'],
    [
      'a replaced sender that waits again',
      [a, other],
      [{ ...a, ...UNCONFIRMED, email_id: 9 }, other],
      'warning',
    ],
    ['a replaced sender that is confirmed', [a, other], [{ ...a, email_id: 9 }, other], 'info'],
    ['a lost sender that held a named role', [namedA, other], [other], 'critical'],
    ['a lost sender with an unnamed role', [{ ...a, roles: ['OTHER'] }, other], [other], 'warning'],
    ['the last confirmed sender lost', [a], [{ ...a, ...UNCONFIRMED }], 'critical'],
    [
      'a flip to a status nobody documented',
      [a, other],
      [{ ...a, confirm_status: 'ON_HOLD' }, other],
      'warning',
    ],
    ['an unconfirmed sender removed', [{ ...a, ...UNCONFIRMED }, other], [other], 'info'],
    ['an unknown new sender', [other], [other, a], 'warning'],
    [
      'a named role at an unconfirmed sender',
      [{ ...a, ...UNCONFIRMED }, other],
      [{ ...namedA, ...UNCONFIRMED }, other],
      'warning',
    ],
    ['a named role at a confirmed sender', [a, other], [namedA, other], 'info'],
    ...['DEFAULT_FROM', 'CONTACT', 'BILLING'].map((role): [string, Sender[], Sender[], string] => [
      `a lost sender that held ${role}`,
      [{ ...a, roles: [role] }, other],
      [other],
      'critical',
    ]),
    [
      'a named role among others at an unconfirmed sender',
      [{ ...a, ...UNCONFIRMED, roles: ['OTHER'] }, other],
      [{ ...namedA, ...UNCONFIRMED, roles: ['OTHER', 'REPLY_TO'] }, other],
      'warning',
    ],
    [
      'an unnamed role at an unconfirmed sender that holds a named one',
      [{ ...namedA, ...UNCONFIRMED }, other],
      [{ ...namedA, ...UNCONFIRMED, roles: ['OTHER', 'REPLY_TO'] }, other],
      'info',
    ],
    ['a confirmation', [{ ...a, ...UNCONFIRMED }, other], [a, other], 'info'],
  ];

  it.each(cases)('of %s', (_, before, after, severity) => {
    const changes = assess(before, after);

    expect(changes.map((change) => change.severity)).toEqual([severity]);
  });

  it('is judged by address when a role moves from a lost sender to another', () => {
    const heir = { ...other, roles: ['REPLY_TO'] };

    const changes = assess([namedA, other], [heir]);

    expect(changes.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['SenderRemoved', 'critical'],
      ['SenderChanged', 'info'],
    ]);
  });

  it('never exceeds info for what we changed ourselves', () => {
    const [change] = assess([other], [other, a], [], 'ours');

    expect(change).toMatchObject({ severity: 'info', origin: { by: 'ours', requestId: 'r1' } });
  });
});

describe('the recovery of a lost sender', () => {
  it.each([
    ['confirmed again', [{ ...a, ...UNCONFIRMED }, other], [a, other]],
    ['added again and confirmed', [other], [a, other]],
    ['replaced and confirmed', [{ ...a, ...UNCONFIRMED }, other], [{ ...a, email_id: 9 }, other]],
  ])('is said of one %s', (_, before, after) => {
    const [change] = assess(before, after, [lostA]);

    expect(change).toMatchObject({ recovers: true, severity: 'info' });
  });

  it('is not said of one that only came back unconfirmed, nor of one never lost', () => {
    expect(assess([other], [{ ...a, ...UNCONFIRMED }, other], [lostA])[0]?.recovers).toBe(false);
    expect(assess([{ ...a, ...UNCONFIRMED }, other], [a, other])[0]?.recovers).toBe(false);
  });
});

describe('the list of lost senders', () => {
  it('keeps a loss until the address is confirmed again', () => {
    const at = '2026-11-02T02:15:00.000Z';
    const full = contentOf([a, other]);
    const without = contentOf([other]);
    const waiting = contentOf([{ ...a, ...UNCONFIRMED, email_id: 9 }, other]);

    const lost = updateLost({ before: full, after: without, lost: [] }, at);
    const still = updateLost({ before: without, after: waiting, lost }, 'later');

    expect(lost).toEqual([{ ...lostA, lostAt: at }]);
    expect(still).toEqual(lost);
    expect(updateLost({ before: waiting, after: full, lost: still }, 'later')).toEqual([]);
  });
});
