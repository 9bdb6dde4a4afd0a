import { expect, it } from 'vitest';
import { addTotals, NO_TOTALS, totalsOf } from '../../../lambda/audit/totals.ts';

it('an account adds one to its verdict, its senders, and itself where it fails', () => {
  const senders = { confirmed: 2, unconfirmed: 1, other: 3 };

  const failing = totalsOf({ verdict: 'unknown' }, { senders: undefined, isFailing: true });
  const sending = totalsOf({ verdict: 'canSend' }, { senders, isFailing: false });

  expect(failing).toEqual({ ...NO_TOTALS, accounts: 1, unknown: 1, failing: 1 });
  expect(sending).toEqual({ ...NO_TOTALS, accounts: 1, canSend: 1, senders });
});

it('totals are added field by field', () => {
  const totals = {
    accounts: 1,
    canSend: 2,
    cannotSend: 3,
    unknown: 4,
    senders: { confirmed: 5, unconfirmed: 6, other: 7 },
    failing: 8,
  };

  expect(addTotals(totals, totals)).toEqual({
    accounts: 2,
    canSend: 4,
    cannotSend: 6,
    unknown: 8,
    senders: { confirmed: 10, unconfirmed: 12, other: 14 },
    failing: 16,
  });
});
