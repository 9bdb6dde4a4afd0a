import type { SummaryPatch } from '../../constant-contact/summary.ts';
import { checkStateCode, type FieldProblem, usesStateCode } from './check-address.ts';

/**
 * The rules between the fields of a summary as it will be after the change. The vendor's definition requires a state in
 * the US, its guide in the US and Canada: so in both. What stands there for other countries is not documented.
 */
export function checkSummary(summary: SummaryPatch): FieldProblem[] {
  const { country_code: country, state_code: stateCode } = summary;
  return country && usesStateCode(country) ? checkStateCode(stateCode, country) : [];
}
