import type { PhysicalAddress } from '../../account/content.ts';
import { statesOf, usesStateCode } from './countries.ts';

/** One thing to correct: where, and in words that a caller can act on. */
export interface Problem {
  field: string;
  problem: string;
}

/** Fields without which the vendor takes no address; it says so of `city` for all countries or for US and CA only. */
const REQUIRED = ['address_line1', 'city', 'country_code'] as const;

/** The rules of a whole address that no single field can say; empty when it is good. */
export function checkAddress(address: PhysicalAddress): Problem[] {
  const missing = REQUIRED.filter((field) => !address[field]).map((field) => ({
    field,
    problem: 'is required',
  }));
  return [...missing, ...(address.country_code ? checkState(address) : [])];
}

function checkState({
  country_code,
  state_code,
  state_name,
  postal_code,
}: PhysicalAddress): Problem[] {
  const country = country_code?.toUpperCase() ?? '';
  const problems: Problem[] = [];
  const add = (field: string, problem: string) => problems.push({ field, problem });
  if (!usesStateCode(country)) {
    if (state_code) add('state_code', `is for US and CA only: use state_name in ${country}`);
    return problems;
  }
  if (!state_code) add('state_code', `is required in ${country}`);
  else if (!statesOf(country).has(state_code))
    add('state_code', `is not a state or province of ${country}`);
  if (state_name) add('state_name', `is not for ${country}: use state_code`);
  if (!postal_code) add('postal_code', `is required in ${country}`);
  return problems;
}
