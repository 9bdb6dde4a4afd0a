import type { PhysicalAddress } from '../../../lambda/account/content.ts';
import { type Place, toPlace } from './country.ts';
import { ADDRESS_FIELDS } from './render.ts';
import type { Switches } from './switches.ts';

/** The lines of an address have 1 to 80 characters, a state_code at most 2. */
const POLICY = { lineCharacters: 80, stateCodeCharacters: 2 } satisfies Record<string, number>;

/** The vendor's rules for POST and PUT physical_address; an address, or one message for each broken rule. */
export function checkAddress(
  body: Record<string, unknown>,
  switches: Switches,
): { address: PhysicalAddress } | { problems: string[] } {
  const known: readonly string[] = ADDRESS_FIELDS;
  const problems: string[] = [];
  const sent: PhysicalAddress = {};
  for (const field of ADDRESS_FIELDS) {
    const value = body[field];
    if (typeof value === 'string') sent[field] = value;
    else if (value !== undefined) problems.push(`${field} must be a string`);
  }
  if (switches.addressUnknownProperty === '400') {
    const unknown = Object.keys(body).filter((field) => !known.includes(field));
    problems.push(...unknown.map((field) => `${field} is not recognized`));
  }

  const place = toPlace(sent.country_code ?? '', switches);
  problems.push(...breakLengths(sent), ...breakPlace(sent, place, switches));
  return problems.length > 0 ? { problems } : { address: dropExcluded(sent, place, switches) };
}

function breakLengths(sent: PhysicalAddress): string[] {
  const problems: string[] = [];
  if (sent.address_line1 === undefined) problems.push('address_line1 is required');
  for (const field of ['address_line1', 'address_line2', 'address_line3'] as const) {
    const length = sent[field]?.length;
    if (length !== undefined && (length < 1 || length > POLICY.lineCharacters)) {
      problems.push(`${field} must have 1 to ${POLICY.lineCharacters} characters`);
    }
  }
  if ((sent.state_code ?? '').length > POLICY.stateCodeCharacters) {
    problems.push(`state_code must have at most ${POLICY.stateCodeCharacters} characters`);
  }
  return problems;
}

function breakPlace(sent: PhysicalAddress, place: Place, switches: Switches): string[] {
  if (place === 'malformed') {
    return ['country_code is required and must be a two letter ISO 3166-1 code'];
  }
  const foreign = place === 'elsewhere';
  const required = foreign ? [] : (['city', 'state_code', 'postal_code'] as const);
  const lacking: string[] = required.filter((field) => !sent[field]);
  if (foreign && switches.cityRequired === 'everywhere' && !sent.city) lacking.push('city');
  if (foreign && switches.stateNameRequired && !sent.state_name) lacking.push('state_name');

  const excluded: string[] = [];
  if (foreign && switches.foreignPostalCode === '400') excluded.push('postal_code');
  if (switches.excludedState === '400') excluded.push(toExcludedState(place));
  const present: Record<string, unknown> = { ...sent };
  return [
    ...lacking.map((field) => `${field} is required for this country_code`),
    ...excluded
      .filter((field) => present[field] !== undefined)
      .map((field) => `${field} must be excluded for this country_code`),
  ];
}

function dropExcluded(sent: PhysicalAddress, place: Place, switches: Switches): PhysicalAddress {
  const address = { ...sent };
  if (switches.excludedState === 'ignored') delete address[toExcludedState(place)];
  return address;
}

function toExcludedState(place: Place): 'state_code' | 'state_name' {
  return place === 'elsewhere' ? 'state_code' : 'state_name';
}
