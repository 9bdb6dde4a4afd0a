import type { Finding, FindingCode } from './finding.ts';
import type { AddressState, Totals } from './totals.ts';

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

/** What keeps an account from sending, by the state of its address. */
const REASON = {
  complete: [],
  incomplete: ['PHYSICAL_ADDRESS_INCOMPLETE'],
  missing: ['PHYSICAL_ADDRESS_MISSING'],
} as const satisfies Record<AddressState, FindingCode[]>;

/** Judges by an account's totals alone, to the same end as by its findings; absent ones have never been true. */
export function judgeTotals(
  totals: { [K in 'senders' | 'addressState']?: Totals[K] | undefined },
  stale: boolean,
): Judgement {
  if (stale) return { verdict: 'unknown', reasons: ['CHECK_STALE'] };
  const reasons: FindingCode[] = [
    ...(totals.senders?.confirmed ? [] : (['NO_CONFIRMED_SENDER'] as const)),
    ...REASON[totals.addressState ?? 'missing'],
  ];
  return { verdict: reasons.length > 0 ? 'cannotSend' : 'canSend', reasons };
}
