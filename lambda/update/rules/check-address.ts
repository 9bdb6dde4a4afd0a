import type { PhysicalAddress } from '../../account/content.ts';
import { isStateCode, STATE_CODES } from './subdivisions.ts';

/** A field that breaks a rule, and what the caller can do about it. */
export interface FieldProblem {
  field: string;
  problem: string;
}

/** The vendor's definition requires the city everywhere, its guide in the US and Canada: so it is always sent. */
const REQUIRED = ['address_line1', 'city', 'country_code'] as const;

/** The rules of a whole address between its fields; what one field may hold is judged when a request is read. */
export function checkAddress(address: PhysicalAddress): FieldProblem[] {
  const missing = REQUIRED.filter((field) => !address[field]);
  return [
    ...missing.map((field) => ({ field, problem: 'is required in every address' })),
    ...(address.country_code ? checkPlace(address, address.country_code) : []),
  ];
}

/** True for the US and Canada, whose addresses have a `state_code`; those of other countries have a `state_name`. */
export function usesStateCode(countryCode: string | null | undefined): boolean {
  return Object.hasOwn(STATE_CODES, countryCode?.toUpperCase() ?? '');
}

function checkPlace(address: PhysicalAddress, country: string): FieldProblem[] {
  const { state_code: stateCode, state_name: stateName, postal_code: postalCode } = address;
  if (!usesStateCode(country)) {
    return stateCode
      ? [{ field: 'state_code', problem: 'is only for the US and Canada: use state_name here' }]
      : [];
  }
  return [
    ...checkStateCode(stateCode, country),
    ...(stateName
      ? [{ field: 'state_name', problem: 'is not for the US and Canada: use state_code there' }]
      : []),
    ...(postalCode
      ? []
      : [{ field: 'postal_code', problem: 'is required in the US and in Canada' }]),
  ];
}

/** The state of a country that has state codes: it must be there and be one of that country's. */
export function checkStateCode(stateCode: string | undefined, country: string): FieldProblem[] {
  if (!stateCode) return [{ field: 'state_code', problem: 'is required in the US and in Canada' }];
  if (isStateCode(stateCode, country)) return [];
  const place = country.toUpperCase() === 'CA' ? 'province of Canada' : 'state of the US';
  return [{ field: 'state_code', problem: `is not the two-letter code of a ${place}` }];
}
