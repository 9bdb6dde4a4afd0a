import type { Finding, FindingCode } from './finding.ts';
import type { Totals } from './totals.ts';

/** Whether an account could send tonight, as far as the table knows. */
export type Verdict = 'canSend' | 'cannotSend' | 'unknown';

/** A verdict with the codes of the findings that it rests on; none for `canSend`. */
export interface Judgement {
  verdict: Verdict;
  reasons: FindingCode[];
}

const CANNOT_SEND: readonly FindingCode[] = [
  'NO_CONFIRMED_SENDER',
  'PHYSICAL_ADDRESS_MISSING',
  'PHYSICAL_ADDRESS_INCOMPLETE',
];

/** Judges by findings: whatever was true once says nothing when the check is stale. */
export function judgeFindings(findings: readonly Finding[]): Judgement {
  const codes = findings.map(({ code }) => code);
  if (codes.includes('CHECK_STALE')) return { verdict: 'unknown', reasons: ['CHECK_STALE'] };
  const reasons = CANNOT_SEND.filter((code) => codes.includes(code));
  return { verdict: reasons.length > 0 ? 'cannotSend' : 'canSend', reasons };
}

/** Judges by an account's totals alone, which do not tell a missing address from an incomplete one. */
export function judgeTotals(
  totals: { [K in 'senders' | 'addressComplete']?: Totals[K] | undefined },
  stale: boolean,
): Judgement {
  if (stale) return { verdict: 'unknown', reasons: ['CHECK_STALE'] };
  const reasons: FindingCode[] = [];
  if (!totals.senders?.confirmed) reasons.push('NO_CONFIRMED_SENDER');
  if (!totals.addressComplete) reasons.push('PHYSICAL_ADDRESS_INCOMPLETE');
  return { verdict: reasons.length > 0 ? 'cannotSend' : 'canSend', reasons };
}
