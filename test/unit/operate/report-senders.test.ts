import { describe, expect, it } from 'vitest';
import { type SenderStory, tellSenders } from '../../../infra/operate/report/sender-story.ts';
import { describeStory } from '../../../infra/operate/report/timeline.ts';
import type { AuditedAccount } from '../../../lambda/audit/reply.ts';
import {
  eventfulAccount,
  madeAccount,
  madeChange,
  madeRun,
  madeSender,
  night,
} from '../../support/browser-reports.ts';

const NEWS = 'news@example.com';
const PERIOD = {
  fromMs: Date.parse(night(1)),
  toMs: Date.parse(night(30)),
  staleAfterHours: 26,
  keptFromMs: 0,
};

/** States of one sender with the night on which each began. */
function statesOf(account: AuditedAccount, address = NEWS): string[] {
  const story = tellSenders(account, PERIOD).find((one) => one.address === address);
  return (story?.segments ?? []).map(({ state, fromMs }) => `${toNight(fromMs)} ${state}`);
}

function toNight(timeMs: number): number {
  return Math.round(((timeMs - PERIOD.fromMs) / (24 * 60 * 60 * 1000)) * 10) / 10 + 1;
}

describe('tellSenders', () => {
  it('shows a sender that never changed as it is now', () => {
    expect(statesOf(madeAccount({ senders: [madeSender(NEWS)] }))).toEqual(['1 confirmed']);
  });

  it('shows a status that nobody documented as not confirmed', () => {
    const sender = madeSender(NEWS, { confirm_status: 'SUSPENDED' });

    expect(statesOf(madeAccount({ senders: [sender] }))).toEqual(['1 unconfirmed']);
  });

  it('walks back over an addition, a confirmation and its loss', () => {
    const change = { emailAddress: NEWS, fields: ['confirm_status'] };
    const account = madeAccount({
      senders: [madeSender(NEWS, { confirm_status: 'UNCONFIRMED' })],
      changes: [
        madeChange(20, {
          ...{ ...change, kind: 'SenderUnconfirmed' },
          ...{ before: { confirm_status: 'CONFIRMED' }, after: { confirm_status: 'UNCONFIRMED' } },
        }),
        madeChange(10, {
          ...{ ...change, kind: 'SenderConfirmed' },
          ...{ before: { confirm_status: 'UNCONFIRMED' }, after: { confirm_status: 'CONFIRMED' } },
        }),
        madeChange(5, {
          ...{ kind: 'SenderAdded', emailAddress: NEWS },
          after: { confirm_status: 'UNCONFIRMED' },
        }),
      ],
    });

    expect(statesOf(account)).toEqual([
      ...['1 absent', '5 unconfirmed', '10 confirmed', '20 unconfirmed'],
    ]);
  });

  it('shows a removed sender as gone to the end', () => {
    const before = { confirm_status: 'CONFIRMED' };
    const changes = [madeChange(10, { kind: 'SenderRemoved', emailAddress: NEWS, before })];

    expect(statesOf(madeAccount({ changes }))).toEqual(['1 confirmed', '10 gone']);
  });

  it('shows a sender that was removed and added again as gone between the two', () => {
    const changes = [
      madeChange(20, {
        ...{ kind: 'SenderAdded', emailAddress: 'News@example.com' },
        after: { confirm_status: 'UNCONFIRMED' },
      }),
      madeChange(10, {
        ...{ kind: 'SenderRemoved', emailAddress: NEWS },
        before: { confirm_status: 'CONFIRMED' },
      }),
    ];
    const senders = [madeSender(NEWS, { confirm_status: 'UNCONFIRMED' })];

    expect(statesOf(madeAccount({ senders, changes }))).toEqual([
      ...['1 confirmed', '10 gone', '20 unconfirmed'],
    ]);
  });

  it('shows a replaced sender without a gap, by the status before and after', () => {
    const changes = [
      madeChange(10, {
        ...{ kind: 'SenderReplaced', emailAddress: NEWS, emailId: 9 },
        before: { email_id: 2, confirm_status: 'CONFIRMED' },
        after: { email_id: 9, confirm_status: 'UNCONFIRMED' },
      }),
    ];
    const senders = [madeSender(NEWS, { email_id: 9, confirm_status: 'UNCONFIRMED' })];

    expect(statesOf(madeAccount({ senders, changes }))).toEqual(['1 confirmed', '10 unconfirmed']);
  });

  it('keeps the status over a change that does not speak of it', () => {
    const fields = { before: { roles: [] }, after: { roles: ['CONTACT'] } };
    const changes = [madeChange(10, { kind: 'SenderChanged', emailAddress: NEWS, ...fields })];

    expect(statesOf(madeAccount({ senders: [madeSender(NEWS)], changes }))).toEqual([
      '1 confirmed',
    ]);
  });

  it('claims nothing of the time after a good check is too old and before the next', () => {
    const runs = Array.from({ length: 30 }, (_, index) =>
      madeRun(30 - index, index === 20 ? { outcome: 'failed' } : {}),
    );

    expect(statesOf(madeAccount({ senders: [madeSender(NEWS)], runs }))).toEqual([
      ...['1 confirmed', '10.1 unknown', '11 confirmed'],
    ]);
  });

  it('claims nothing from the last good check on when none followed', () => {
    const runs = Array.from({ length: 10 }, (_, index) => madeRun(10 - index));
    const account = madeAccount({ senders: [madeSender(NEWS)], runs, checkedAt: night(10) });

    expect(statesOf(account)).toEqual(['1 confirmed', '11.1 unknown']);
  });

  it('shows nothing before the account was connected', () => {
    const changes = [madeChange(15, { kind: 'AccountConnected' })];
    const runs = Array.from({ length: 16 }, (_, index) => madeRun(30 - index));

    expect(statesOf(madeAccount({ senders: [madeSender(NEWS)], changes, runs }))).toEqual([
      ...['1 absent', '15 confirmed'],
    ]);
  });

  it('leaves no gap and no overlap between the states of any sender', () => {
    const stories = tellSenders(eventfulAccount(), PERIOD);

    expect(stories).toHaveLength(4);
    expect(stories.filter(hasGap)).toEqual([]);
  });
});

describe('describeStory', () => {
  it('says in words what a timeline draws', () => {
    const story = tellSenders(eventfulAccount(), PERIOD).find(({ address }) => address === NEWS);

    expect(story && describeStory(story)).toBe(
      'news@example.com: not there yet from the beginning, unconfirmed from 4 Oct 2026, ' +
        'confirmed from 6 Oct 2026, gone from 15 Oct 2026, unconfirmed from 22 Oct 2026; ' +
        'unknown for a while 3 times; 4 changes in this period.',
    );
  });

  it('says since when nobody can know', () => {
    const runs = Array.from({ length: 10 }, (_, index) => madeRun(10 - index));
    const account = madeAccount({ senders: [madeSender(NEWS)], runs, checkedAt: night(10) });

    expect(tellSenders(account, PERIOD).map(describeStory)).toEqual([
      `${NEWS}: confirmed from the beginning; unknown since 11 Oct 2026; 0 changes in this period.`,
    ]);
  });
});

function hasGap({ segments }: SenderStory): boolean {
  const ends = [PERIOD.fromMs, ...segments.map(({ toMs }) => toMs)];
  return (
    ends.at(-1) !== PERIOD.toMs || segments.some(({ fromMs }, index) => fromMs !== ends[index])
  );
}
