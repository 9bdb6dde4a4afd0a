import type { Switches } from './switches.ts';

/** The countries that the vendor's rules tell apart. */
export type Place = 'US' | 'CA' | 'elsewhere' | 'malformed';

export function toPlace(countryCode: string, switches: Switches): Place {
  const form = switches.lowerCaseCountry === 'accepted' ? /^[A-Za-z]{2}$/ : /^[A-Z]{2}$/;
  if (!form.test(countryCode)) return 'malformed';
  const code = countryCode.toUpperCase();
  return code === 'US' || code === 'CA' ? code : 'elsewhere';
}
