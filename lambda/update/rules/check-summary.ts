import type { AccountSummary } from '../../account/content.ts';
import type { Problem } from './check-address.ts';
import { statesOf, usesStateCode } from './countries.ts';

/** The rule of a whole summary: the vendor requires a state with the country US, and by its guide with CA too. */
export function checkSummary({ country_code, state_code }: Partial<AccountSummary>): Problem[] {
  if (!usesStateCode(country_code)) return [];
  const country = country_code?.toUpperCase();
  if (state_code === undefined)
    return [{ field: 'state_code', problem: `is required in ${country}` }];
  if (statesOf(country_code).has(state_code)) return [];
  return [{ field: 'state_code', problem: `is not a state or province of ${country}` }];
}
