import { describe, expect, it } from 'vitest';
import { findUnknown, listMissedNights } from '../../../infra/operate/report/nights.ts';
import { showNights } from '../../../infra/operate/report/section-nights.ts';
import { eventfulAccount, madeAccount, madeRun, night } from '../../support/browser-reports.ts';

const PERIOD = {
  fromMs: Date.parse(night(1)),
  toMs: Date.parse(night(30)),
  staleAfterHours: 26,
  keptFromMs: 0,
};

const BEFORE = { runs: [], checkedAt: night(-1) };

/** From a night's check until hours later. */
function periodFrom(number: number, hours: number): typeof PERIOD {
  const fromMs = Date.parse(night(number));
  return { ...PERIOD, fromMs, toMs: fromMs + hours * 60 * 60 * 1000 };
}

function toTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function toText({ markup }: { markup: string }): string {
  return markup.replaceAll(/<[^>]+>/g, '').trim();
}

describe('listMissedNights', () => {
  it('lists none when every night had a good check', () => {
    expect(listMissedNights(madeAccount(), PERIOD)).toEqual([]);
  });

  it('lists failed and deferred nights and waits without any check, newest first', () => {
    const missed = listMissedNights(eventfulAccount(), PERIOD);

    expect(missed.map(({ what, nights, fromMs }) => [what, nights, toTime(fromMs)])).toEqual([
      ['deferred', 1, night(18)],
      ['notStarted', 2, night(11)],
      ['failed', 1, night(9)],
    ]);
    expect(missed[2]).toMatchObject({ errorName: 'UpstreamUnavailableError' });
  });

  it('does not list a night whose second pass succeeded, also when midnight lies between', () => {
    const failed = madeRun(9, { outcome: 'failed', checkStartedAt: '2026-10-08T23:15:00.000Z' });
    const account = madeAccount({ runs: [...madeAccount().runs, failed] });

    expect(listMissedNights(account, PERIOD)).toEqual([]);
  });

  it('lists a night once when both passes failed, by the error of the last failure', () => {
    const good = madeAccount().runs.filter(({ checkStartedAt }) => checkStartedAt !== night(9));
    const first = madeRun(9, { outcome: 'failed', errorName: 'UnreadableReplyError' });
    const second = madeRun(9.125, { outcome: 'failed', errorName: 'RateLimitedError' });

    const missed = listMissedNights(madeAccount({ runs: [...good, second, first] }), PERIOD);

    expect(missed).toMatchObject([{ fromMs: Date.parse(night(9)), errorName: 'RateLimitedError' }]);
  });

  it('lists the wait since the last check of all', () => {
    const account = madeAccount({ runs: madeAccount().runs.slice(10), checkedAt: night(20) });

    expect(listMissedNights(account, PERIOD)).toEqual([
      { what: 'notStarted', nights: 9, fromMs: Date.parse(night(20)), toMs: PERIOD.toMs },
    ]);
  });

  it('lists the nights of a period without any check, whatever was good before it', () => {
    const missed = listMissedNights(madeAccount(BEFORE), periodFrom(5, 75));

    expect(missed).toMatchObject([{ what: 'notStarted', nights: 3, fromMs: Date.parse(night(5)) }]);
  });

  it('lists no night of which nothing is kept any more', () => {
    const keptFromMs = Date.parse(night(20));
    const account = madeAccount({ runs: madeAccount().runs.slice(0, 10) });

    expect(listMissedNights(account, { ...PERIOD, keptFromMs })).toEqual([]);
    expect(listMissedNights(account, PERIOD)).toMatchObject([{ nights: 19 }]);
  });

  it('lists no night before the first try of an account that was never known', () => {
    const runs = [madeRun(30, { outcome: 'failed' }), madeRun(29, { outcome: 'failed' })];
    const account = madeAccount({ snapshot: null, checkedAt: null, runs });

    expect(listMissedNights(account, PERIOD).map(({ what }) => what)).toEqual(['failed', 'failed']);
  });
});

describe('findUnknown', () => {
  it('counts from the last good check, also when it lies before the period', () => {
    const spans = findUnknown(madeAccount({ ...BEFORE, checkedAt: night(4.5) }), periodFrom(5, 24));

    const fromMs = Date.parse(night(4.5)) + 26 * 60 * 60 * 1000;
    expect(spans).toEqual([{ fromMs, toMs: Date.parse(night(6)) }]);
  });

  it('is the whole period when no check was ever good', () => {
    const { fromMs, toMs } = periodFrom(5, 12);

    const spans = findUnknown(madeAccount({ runs: [], checkedAt: null }), periodFrom(5, 12));

    expect(spans).toEqual([{ fromMs, toMs }]);
  });

  it('begins where checks are still kept', () => {
    const keptFromMs = Date.parse(night(20));
    const account = madeAccount({ runs: madeAccount().runs.slice(0, 5) });

    expect(findUnknown(account, { ...PERIOD, keptFromMs })).toEqual([
      { fromMs: keptFromMs, toMs: Date.parse(night(26)) },
    ]);
  });
});

describe('the nights missed on the page', () => {
  it('are none when a good check lies in every night', () => {
    expect(toText(showNights(madeAccount(), PERIOD))).toContain(
      'None: every night of this period had a good check.',
    );
  });

  it.each([
    [night(4.5), 'the last good one before it was at 4 Oct 2026, 14:15.'],
    [null, 'and no earlier one was good.'],
  ])(
    'are not called good when no check lies in the period, the last good one at %s',
    (checkedAt, words) => {
      const text = toText(showNights(madeAccount({ runs: [], checkedAt }), periodFrom(5, 24)));

      expect(text).toMatch(/No check lies in this period[;,] /);
      expect(text).toContain(words);
      expect(text).not.toContain('every night');
    },
  );

  it('are not told of nights whose checks are not kept any more', () => {
    const kept = madeAccount({ runs: madeAccount().runs.slice(0, 11) });

    const some = toText(showNights(kept, { ...PERIOD, keptFromMs: Date.parse(night(20)) }));
    const none = toText(
      showNights(madeAccount(BEFORE), { ...PERIOD, keptFromMs: Date.parse(night(31)) }),
    );

    expect(some).toContain('Checks before 20 Oct 2026 are not kept any more');
    expect(some).toContain('None since then: every night had a good check.');
    expect(none).toMatch(/Checks before 31 Oct 2026 .* what the snapshots say\.$/);
  });
});
