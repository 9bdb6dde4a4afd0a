/**
 * What the vendor calls a state: all of ISO 3166-2:US (the 50 states, the District of Columbia and the outlying areas
 * AS, GU, MP, PR, UM and VI), and the postal "states" AA, AE and AP of the armed forces, which ISO does not list but
 * which stand in the addresses of the people there. FM, MH and PW, though the US mail serves them, are countries of
 * their own. A test compares the lists with the package `iso-3166`.
 */
const US = `
  AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY
  NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR UM VI AA AE AP`;

/** All of ISO 3166-2:CA: ten provinces, three territories. */
const CA = 'AB BC MB NB NL NS NT NU ON PE QC SK YT';

/** By country, upper case. Addresses of these countries have a `state_code`, all others a `state_name`. */
export const STATE_CODES: Readonly<Record<string, ReadonlySet<string>>> = {
  US: new Set(US.trim().split(/\s+/)),
  CA: new Set(CA.split(' ')),
};

/** True for a state of that country, or, without a country, of any; letter case means nothing. */
export function isStateCode(stateCode: string, countryCode?: string): boolean {
  const code = stateCode.toUpperCase();
  return Object.entries(STATE_CODES).some(
    ([country, codes]) =>
      codes.has(code) && (countryCode === undefined || country === countryCode.toUpperCase()),
  );
}
