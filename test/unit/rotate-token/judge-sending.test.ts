import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../lambda/rotate-token/journal.ts';
import { judgeSending, type Sender } from '../../../lambda/rotate-token/judge-sending.ts';

const SENT_AT = '2026-11-01T02:15:00.000Z';

function entry(changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    version: 'v1',
    sequence: 1,
    state: 'sent',
    sent_at: SENT_AT,
    again: false,
    owner: 'rotation-1',
    invocation: 'invocation-1',
    ...changes,
  };
}

/** A repeat of the same rotation, `afterMs` after the send, unless told otherwise. */
function sender(afterMs: number, changes: Partial<Sender> = {}): Sender {
  const sentMs = Date.parse(SENT_AT);
  return {
    owner: 'rotation-1',
    invocation: 'invocation-2',
    nowMs: sentMs + afterMs,
    isLongLived: false,
    accessTokenEndsMs: sentMs + 4 * 3_600_000,
    ...changes,
  };
}

const same = { invocation: 'invocation-1' };
const other = { owner: 'rotation-2' };
const longLived = { isLongLived: true };
const expired = { accessTokenEndsMs: 0 };

describe('a refresh token', () => {
  it.each([
    ['send', 'never sent before', undefined, sender(0)],
    ['send', 'proved unused', entry({ state: 'unused' }), sender(0, other)],
    ['refused', 'refused for good', entry({ state: 'refused' }), sender(9e9, expired)],
    ['again', 'lost by this invocation', entry(), sender(0, same)],
    ['again', 'lost by this invocation, near the end', entry(), sender(24_999, same)],
    ['uncertain', 'lost by this invocation, too late', entry(), sender(25_000, same)],
    ['uncertain', 'lost twice', entry({ again: true }), sender(0, same)],
    [
      'failed',
      'lost twice, long-lived',
      entry({ again: true }),
      sender(0, { ...same, ...longLived }),
    ],
    ['failed', 'lost twice, expired', entry({ again: true }), sender(0, { ...same, ...expired })],
    ['wait', 'perhaps still on its way', entry(), sender(14_999)],
    ['again', 'surely not on its way any more', entry(), sender(15_000)],
    ['underWay', 'of the same rotation, between the grace and its end', entry(), sender(25_000)],
    ['underWay', 'sent twice a moment ago', entry({ again: true }), sender(29_999)],
    ['uncertain', 'of the same rotation, later', entry(), sender(30_000)],
    ['underWay', "of another's, a moment ago", entry(), sender(29_999, { ...other, ...expired })],
    ['uncertain', "of another's, later", entry(), sender(30_000, other)],
    ['send', 'long-lived, later', entry(), sender(30_000, { ...other, ...longLived })],
    [
      'send',
      'beside an access token that has just expired',
      entry(),
      sender(30_000, { ...other, accessTokenEndsMs: Date.parse(SENT_AT) + 30_000 }),
    ],
    ['send', 'beside an expired access token', entry(), sender(30_000, { ...other, ...expired })],
  ])('is judged %s: %s', (verdict, _, newest, who) => {
    expect(judgeSending(newest, who)).toBe(verdict);
  });
});
