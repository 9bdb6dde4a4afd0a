/**
 * What the vendor's documentation leaves open or contradicts itself about. Each switch lists the behaviours that a
 * client must bear, the default first: what was observed where something was, else the likeliest.
 */
export const SWITCH_VALUES = {
  /** GET physical_address while the account has none. */
  missingAddressGet: ['404', '204', 'empty', 'partial'],
  /** GET summary that asks for a physical_address while the account has none. */
  missingAddressExtraField: ['absent', 'null', 'empty'],
  /** PUT physical_address while the account has none. */
  missingAddressPut: ['creates', '404', '409', '400'],
  /** A name in `extra_fields` that is not documented. */
  unknownExtraField: ['ignored', '400'],
  /** A documented field that has no value (observed: omitted). */
  unsetFields: ['omitted', 'null', 'emptyString'],
  /** Letter case of the summary's country_code in replies (observed: lower; documented: upper). */
  summaryCountryCase: ['lower', 'upper', 'asWritten'],
  /** Letter case of the physical address's country_code in replies. */
  addressCountryCase: ['asWritten', 'lower', 'upper'],
  /** A country_code that is written in lower case (observed: accepted; documented: upper case). */
  lowerCaseCountry: ['accepted', '400'],
  /** PUT summary with an empty body or an object without properties. */
  summaryPutEmptyBody: ['accepted', '400'],
  /** PUT summary with a property that it does not take, physical_address and company_logo among them. */
  summaryPutUnknownProperty: ['ignored', '400'],
  /** PUT summary with a property that is null. */
  summaryPutNull: ['400', 'clears', 'ignored'],
  /** Where the summary needs a state_code (the guide: US and CA; the definition: US). */
  summaryStateRequired: ['US and CA', 'US'],
  /** Whether that need is judged by the summary after the change or by the sent properties alone. */
  summaryStateJudgedBy: ['result', 'body'],
  /** PUT summary with a time_zone_id (the definition calls it settable, and set by the state). */
  timeZonePut: ['applied', 'ignored'],
  /** Whether changing contact_email moves the role CONTACT to that sender. */
  contactEmailMovesRole: [false, true],
  /** Where a physical address needs a city (the definition: everywhere; the guide: US and CA). */
  cityRequired: ['everywhere', 'US and CA'],
  /** Whether an address outside US and CA needs a state_name (one page of the guide says so). */
  stateNameRequired: [false, true],
  /** A postal_code outside US and CA (the definition: leave out; the guide's example has one). */
  foreignPostalCode: ['allowed', '400'],
  /** A state_code outside US and CA, a state_name inside: documented as left out. */
  excludedState: ['400', 'ignored', 'stored'],
  /** POST or PUT physical_address with an undocumented property. */
  addressUnknownProperty: ['ignored', '400'],
  /** GET emails with more than one filter. */
  twoFilters: ['400', 'first', 'all', 'none'],
  /** GET emails with a filter that nothing matches. */
  filterWithoutMatch: ['empty', '404'],
  /** Whether two addresses that differ in letter case alone are two senders. */
  emailCaseMatters: [false, true],
  /** Order of the senders in a reply; it means nothing. */
  senderOrder: ['asStored', 'shuffled'],
  /** Order of a sender's roles; it means nothing. */
  roleOrder: ['asStored', 'shuffled'],
  /** Order of the privileges (observed: unsorted). */
  privilegeOrder: ['unsorted', 'sorted'],
  /** When an unconfirmed sender has pending_roles. */
  pendingRoles: ['whenSet', 'always', 'never'],
  /** Form of the offset in confirm_time (observed: `+0000`; documented: ISO 8601). */
  confirmTimeOffset: ['+0000', '+00:00', 'Z'],
  /** Whether POST emails of an existing address, answered 409, sends the confirmation mail again. */
  conflictResendsMail: [false, true],
  /** Body of a 409 (seen in public code: array). */
  conflictBody: ['array', 'object', 'empty'],
  /** Body of a 403 for a missing scope. */
  missingScopeBody: ['object', 'array', 'message', 'empty'],
  /** Body of a 403 for a manager who holds account:update but is not the owner. */
  missingRoleBody: ['object', 'array', 'message', 'empty'],
  /** Body of a 403 for a deactivated application or account. */
  deactivatedBody: ['object', 'array', 'message', 'empty'],
  /** Body of a 415. */
  unsupportedMediaBody: ['array', 'object', 'message', 'empty'],
  /** Whether a manager's privileges contain account:update (the guide says yes, and that only owners may write). */
  managerHoldsUpdate: [false, true],
  /** The application is deactivated. */
  applicationDeactivated: [false, true],
  /** Whether a request answered `throttled` counts towards the daily limit. */
  throttledCounts: [false, true],
  /** A slash at the end of a path (the guide's own samples have one). */
  trailingSlash: ['accepted', '404'],
  /** Seconds that a new access token lives (both are documented). */
  tokenLifetimeSeconds: [86_400, 28_800],
  /** How id and secret stand in the Basic header (documented: as they are; RFC 6749: each form-encoded). */
  basicCredentials: ['literal', 'formEncoded'],
  /** Kind of the refresh tokens of an application that does not say which it has. */
  refreshTokens: ['longLived', 'rotating'],
  /** What the reply to a refresh holds of a long-lived refresh token (some replies lack it). */
  refreshReply: ['sent', 'absent', 'empty'],
  /** What coming again does to a replaced refresh token's whole consent (Okta: revokes all of it). */
  refreshReuse: ['revokesAll', 'refused'],
  /** For how many seconds a replaced refresh token is accepted all the same (Okta: 0 to 60, 30 unless set). */
  refreshGraceSeconds: [30, 0, 60],
  /** What is given for it within the grace: the newest refresh token again, or one more that replaces that. */
  refreshGraceReply: ['newest', 'another'],
  /** Whether the token endpoint adds an id_token. */
  idToken: ['absent', 'sent'],
  /** Form of an error of the token endpoint. */
  tokenErrorBody: ['oauth', 'okta'],
} as const;

type Choices = {
  -readonly [Name in keyof typeof SWITCH_VALUES]: (typeof SWITCH_VALUES)[Name][number];
};

/** The present position of every switch; change one at any time. */
export interface Switches extends Choices {
  /** For how long a read goes on showing what was before a write, by the clock. */
  readAfterWriteLagMs: number;
  /** Ids of accounts that the vendor has deactivated. */
  deactivatedAccounts: string[];
}

export function createSwitches(changes: Partial<Switches> = {}): Switches {
  const defaults = Object.entries(SWITCH_VALUES).map(([name, values]) => [name, values[0]]);
  return {
    ...(Object.fromEntries(defaults) as Choices),
    readAfterWriteLagMs: 0,
    deactivatedAccounts: [],
    ...changes,
  };
}

export class InvalidSwitchError extends Error {
  override readonly name = 'InvalidSwitchError';
}

/** Reads `name=value`, as the command line gives it. Throws an InvalidSwitchError that says what would do. */
export function parseSwitch(text: string): Partial<Switches> {
  const [name = '', value = ''] = text.split(/=(.*)/s);
  if (name === 'readAfterWriteLagMs' && /^\d+$/.test(value)) return { [name]: Number(value) };
  if (name === 'deactivatedAccounts') return { [name]: value.split(',') };
  const values = Object.entries(SWITCH_VALUES).find(([known]) => known === name)?.[1];
  if (!values) throw new InvalidSwitchError(`Give --switch a known name=value, not ${text}.`);
  const chosen = values.find((candidate) => String(candidate) === value);
  if (chosen !== undefined) return { [name]: chosen };
  throw new InvalidSwitchError(
    `Give the switch ${name} one of ${values.map(String).join(', ')}, not ${value}.`,
  );
}
