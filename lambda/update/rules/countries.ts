/** ISO 3166-1 alpha-2 codes, those assigned; a test compares them with a published list. */
export const COUNTRIES: ReadonlySet<string> = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
  CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
  GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
  KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
  NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
  SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
  VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/),
);

/** States and provinces of the two countries whose addresses name one by code, as ISO 3166-2 has them. */
const SUBDIVISIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  US: new Set(
    `AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE NH NJ NM NV NY OH OK
    OR PA PR RI SC SD TN TX UM UT VA VI VT WA WI WV WY AA AE AP`.split(/\s+/),
  ),
  CA: new Set('AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' ')),
};

/** Codes of the US list that are no subdivisions by ISO: the states of military mail. */
export const MILITARY_STATES: readonly string[] = ['AA', 'AE', 'AP'];

/** True where an address has a `state_code`; elsewhere it has a `state_name`. */
export function usesStateCode(country: string | undefined): boolean {
  return country !== undefined && Object.hasOwn(SUBDIVISIONS, country.toUpperCase());
}

/** The codes of a country's states or provinces; none unless it uses codes. */
export function statesOf(country: string | undefined): ReadonlySet<string> {
  return SUBDIVISIONS[country?.toUpperCase() ?? ''] ?? new Set();
}
