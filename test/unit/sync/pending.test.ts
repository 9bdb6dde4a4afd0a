import { describe, expect, it } from 'vitest';
import { countTries, isPending, spentQuotaUntil } from '../../../lambda/sync/pending.ts';

const TONIGHT = '2026-11-02T02:15:00.000Z';
const rule = { scheduledTime: TONIGHT, nowMs: Date.parse(TONIGHT) };
const account = (fields: object) => ({ sk: 'main', ...fields });

describe('an account', () => {
  it.each([
    ['never seen', undefined, true],
    ['last good yesterday', account({ lastGoodScheduledTime: '2026-11-01T02:15:00.000Z' }), true],
    ['good for this time', account({ lastGoodScheduledTime: TONIGHT }), false],
    [
      'good for a later time',
      account({ lastGoodScheduledTime: '2026-11-03T02:15:00.000Z' }),
      false,
    ],
    [
      'good for a time that cannot have come yet',
      account({ lastGoodScheduledTime: '2999-01-01T02:15:00.000Z' }),
      true,
    ],
    ['failed twice at this time', account({ lastScheduledTime: TONIGHT, tries: 2 }), true],
    ['failed three times at this time', account({ lastScheduledTime: TONIGHT, tries: 3 }), false],
    [
      'failed three times yesterday',
      account({ lastScheduledTime: '2026-11-01T02:15:00.000Z', tries: 3 }),
      true,
    ],
  ])('%s is pending: %s', (_, item, pending) => {
    expect(isPending(item, rule)).toBe(pending);
  });

  it.each([
    ['11 hours old', '2026-11-01T15:15:00.000Z', false],
    ['12 hours old', '2026-11-01T14:15:00.000Z', true],
    ['far ahead', '2999-01-01T00:00:00.000Z', true],
  ])('with a good check %s is pending in the second pass: %s', (_, goodCheckStartedAt, pending) => {
    const second = { ...rule, staleAfterHours: 12 };

    expect(isPending(account({ goodCheckStartedAt }), second)).toBe(pending);
  });

  it.each([account({}), undefined])(
    'without any good check is pending in the second pass: %j',
    (item) => {
      expect(isPending(item, { ...rule, staleAfterHours: 12 })).toBe(true);
    },
  );

  it('with a good check for another time is pending in the first pass, however new it is', () => {
    expect(isPending(account({ goodCheckStartedAt: TONIGHT }), rule)).toBe(true);
  });

  it('counts tries only at the same scheduled time', () => {
    expect(countTries(account({ lastScheduledTime: TONIGHT, tries: 2 }), TONIGHT)).toBe(2);
    expect(countTries(account({ lastScheduledTime: 'other', tries: 2 }), TONIGHT)).toBe(0);
    expect(countTries(undefined, TONIGHT)).toBe(0);
  });
});

describe('the spent quota', () => {
  it('is known of a deferred account until its reset, and not afterwards', () => {
    const deferredUntil = '2026-11-03T00:00:00.000Z';
    const deferred = account({ deferredUntil });

    expect(spentQuotaUntil(deferred, Date.parse('2026-11-02T23:59:59.999Z'))).toBe(deferredUntil);
    expect(spentQuotaUntil(deferred, Date.parse(deferredUntil))).toBe('');
    expect(spentQuotaUntil(account({}), 0)).toBe('');
  });

  it('that would last for more than a day is none: nothing may switch the checks off', () => {
    const inADay = '2026-11-03T02:15:00.000Z';

    expect(spentQuotaUntil(account({ deferredUntil: inADay }), rule.nowMs)).toBe(inADay);
    expect(spentQuotaUntil(account({ deferredUntil: inADay }), rule.nowMs - 1)).toBe('');
  });
});
