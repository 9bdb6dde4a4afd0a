import { describe, expect, it } from 'vitest';
import { listMissedNights } from '../../../infra/operate/report/nights.ts';
import { eventfulAccount, madeAccount, madeRun, night } from '../../support/browser-reports.ts';

const PERIOD = {
  fromMs: Date.parse(night(1)),
  toMs: Date.parse(night(30)),
  staleAfterHours: 26,
};

describe('listMissedNights', () => {
  it('lists none when every night had a good check', () => {
    expect(listMissedNights(madeAccount(), PERIOD)).toEqual([]);
  });

  it('lists failed and deferred nights and waits without any check, newest first', () => {
    const missed = listMissedNights(eventfulAccount(), PERIOD);

    expect(missed.map(({ what, fromMs }) => [what, new Date(fromMs).toISOString()])).toEqual([
      ['deferred', night(18)],
      ['notStarted', night(11)],
      ['failed', night(9)],
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
      { what: 'notStarted', fromMs: Date.parse(night(20)), toMs: PERIOD.toMs },
    ]);
  });
});
