import type { Totals } from '../account/totals.ts';
import type { AccountLine, AuditTotals } from './reply.ts';

export const NO_TOTALS: AuditTotals = {
  accounts: 0,
  canSend: 0,
  cannotSend: 0,
  unknown: 0,
  senders: { confirmed: 0, unconfirmed: 0, other: 0 },
  failing: 0,
};

/** What one account adds to the totals. */
export function totalsOf(
  { verdict }: Pick<AccountLine, 'verdict'>,
  figures: { senders: Totals['senders'] | undefined; isFailing: boolean },
): AuditTotals {
  const { senders = NO_TOTALS.senders, isFailing } = figures;
  return { ...NO_TOTALS, accounts: 1, [verdict]: 1, senders, failing: Number(isFailing) };
}

export function addTotals(a: AuditTotals, b: AuditTotals): AuditTotals {
  return {
    accounts: a.accounts + b.accounts,
    canSend: a.canSend + b.canSend,
    cannotSend: a.cannotSend + b.cannotSend,
    unknown: a.unknown + b.unknown,
    senders: {
      confirmed: a.senders.confirmed + b.senders.confirmed,
      unconfirmed: a.senders.unconfirmed + b.senders.unconfirmed,
      other: a.senders.other + b.senders.other,
    },
    failing: a.failing + b.failing,
  };
}
