import { describe, expect, it } from 'vitest';
import type { Content, Sender } from '../../../lambda/account/content.ts';
import { findFindings } from '../../../lambda/account/find-findings.ts';
import type { FindingCode } from '../../../lambda/account/finding.ts';
import { firstSnapshot, nextSnapshot, type Snapshot } from '../../../lambda/account/snapshot.ts';
import { contentOf, senderOf } from '../../support/contents.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const day = (n: number) =>
  new Date(Date.parse('2026-11-01T02:15:00.000Z') + (n - 1) * DAY_MS).toISOString();

const COMPLETE = { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' };
const PARTIAL = { address_line1: '1 Rue', country_code: 'FR' };
const main = senderOf('main@shop.example', { email_id: 1 });
const pending = senderOf('ada@shop.example', { email_id: 2, confirm_status: 'UNCONFIRMED' });
const billing: Sender = { ...pending, roles: ['BILLING'] };

/** A content that differs from any other day's, so that each day has a snapshot. */
const content = (n: number, senders: Sender[], parts: Parameters<typeof contentOf>[1] = {}) =>
  contentOf(senders, {
    physicalAddress: COMPLETE,
    ...parts,
    summary: { website: `https://shop.example/${n}`, ...parts.summary },
  });

/** The account as checked on each of these days; `altered` is what is read back of the day before. */
function play(contents: Content[], altered = (snapshot: Snapshot) => snapshot): Snapshot {
  const [first = content(1, [main]), ...later] = contents;
  return later.reduce(
    (before, found, index) => {
      const observation = { content: found, features: [], checkStartedAt: day(index + 2) };
      return nextSnapshot(altered(before), observation) ?? before;
    },
    firstSnapshot({ content: first, features: [], checkStartedAt: day(1) }),
  );
}

function sinceOf(code: FindingCode, snapshot: Snapshot): (string | null)[] {
  const { checkStartedAt: checkedAt } = snapshot.header;
  const evidence = { atMs: Date.parse(checkedAt), snapshot, checkedAt, connectedAt: day(1) };
  return findFindings(
    { ...evidence, lastRun: null, twins: [] },
    { staleAfterHours: 26, pendingTooLongDays: 7 },
  )
    .filter((finding) => finding.code === code)
    .map(({ since }) => since);
}

describe('what a content shows by itself', () => {
  it.each<[FindingCode, string, Content[], number]>([
    [
      'PHYSICAL_ADDRESS_MISSING',
      'other things changed',
      [1, 2, 3].map((n) => content(n, [main], { physicalAddress: n === 1 ? COMPLETE : null })),
      2,
    ],
    [
      'PHYSICAL_ADDRESS_INCOMPLETE',
      'it lacked more, then less',
      [
        content(1, [main], { physicalAddress: PARTIAL }),
        content(2, [main], { physicalAddress: { city: 'Paris' } }),
        content(3, [main], { physicalAddress: { city: 'Paris', country_code: 'FR' } }),
      ],
      1,
    ],
    [
      'PHYSICAL_ADDRESS_INCOMPLETE',
      'before that there was none at all',
      [
        content(1, [main], { physicalAddress: null }),
        content(2, [main], { physicalAddress: PARTIAL }),
      ],
      2,
    ],
    [
      'NO_CONFIRMED_SENDER',
      'the last one was lost after another',
      [
        content(1, [main, { ...pending, confirm_status: 'CONFIRMED' }]),
        content(2, [main, pending]),
        content(3, [pending]),
        content(4, [pending]),
      ],
      3,
    ],
    [
      'CONTACT_NOT_CONFIRMED',
      'its sender came later',
      [
        content(1, [main], { summary: { contact_email: 'ada@shop.example' } }),
        content(2, [main, pending], { summary: { contact_email: 'Ada@shop.example' } }),
      ],
      1,
    ],
    [
      'CONTACT_NOT_CONFIRMED',
      'another contact was not confirmed either',
      [
        content(1, [main, pending], { summary: { contact_email: 'gone@shop.example' } }),
        content(2, [main, pending], { summary: { contact_email: 'ada@shop.example' } }),
      ],
      2,
    ],
    [
      'ROLE_UNCONFIRMED',
      'the sender had waited without a role before',
      [content(1, [main, pending]), content(2, [main, billing]), content(3, [main, billing])],
      2,
    ],
    [
      'ROLE_UNCONFIRMED',
      'the role was changed for another, and the sender replaced',
      [
        content(1, [main, billing]),
        content(2, [main, { ...pending, roles: ['REPLY_TO'] }]),
        content(3, [main, { ...pending, email_id: 9, roles: ['REPLY_TO'] }]),
      ],
      1,
    ],
    [
      'ROLE_UNCONFIRMED',
      'it had been mended in between',
      [
        content(1, [main, billing]),
        content(2, [main, { ...billing, confirm_status: 'CONFIRMED' }]),
        content(3, [main, billing]),
      ],
      3,
    ],
  ])('is %s from when it became so on, though %s', (code, _, contents, since) => {
    expect(sinceOf(code, play(contents))).toEqual([day(since)]);
  });

  it('has the time of its snapshot where that was stored without times, and keeps it from there on', () => {
    const nights = [1, 2, 3, 4].map((n) => content(n, [pending]));
    const forget = (snapshot: Snapshot): Snapshot =>
      snapshot.header.number <= 2
        ? { ...snapshot, body: { ...snapshot.body, conditions: [] } }
        : snapshot;

    expect(sinceOf('NO_CONFIRMED_SENDER', forget(play(nights.slice(0, 2))))).toEqual([day(2)]);
    expect(sinceOf('NO_CONFIRMED_SENDER', play(nights, forget))).toEqual([day(2)]);
  });
});
