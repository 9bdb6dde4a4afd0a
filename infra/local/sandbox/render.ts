import type { PhysicalAddress } from '../../../lambda/account/content.ts';
import type { SandboxAccount, SandboxSender } from './account.ts';
import { shuffle } from './random.ts';
import type { Switches } from './switches.ts';

type Document = Record<string, unknown>;

/** Properties of PUT summary that change something; GET returns them too. */
export const SUMMARY_FIELDS = [
  'contact_email',
  'contact_phone',
  'country_code',
  'first_name',
  'last_name',
  'organization_name',
  'organization_phone',
  'state_code',
  'time_zone_id',
  'website',
] as const;

/** Ids of the summary, which a PUT ignores. */
export const READ_ONLY_SUMMARY_FIELDS = ['encoded_account_id', 'encoded_partner_id'] as const;

export const ADDRESS_FIELDS = [
  'address_line1',
  'address_line2',
  'address_line3',
  'city',
  'country_code',
  'postal_code',
  'state_code',
  'state_name',
] as const satisfies (keyof PhysicalAddress)[];

/** The summary as the vendor writes it, with what `extra_fields` asked for. */
export function renderSummary(
  account: SandboxAccount,
  extraFields: string[],
  switches: Switches,
): Document {
  const fields = [...SUMMARY_FIELDS, ...READ_ONLY_SUMMARY_FIELDS];
  const document = withUnset({ ...account.summary }, fields, switches);
  setCase(document, switches.summaryCountryCase);
  if (extraFields.includes('company_logo') && account.companyLogo) {
    document['company_logo'] = { ...account.companyLogo };
  }
  if (extraFields.includes('physical_address')) {
    const address = renderExtraAddress(account.physicalAddress, switches);
    if (address !== undefined) document['physical_address'] = address;
  }
  return document;
}

function renderExtraAddress(address: PhysicalAddress | undefined, switches: Switches) {
  if (address) return renderAddress(address, switches);
  return { absent: undefined, null: null, empty: {} }[switches.missingAddressExtraField];
}

export function renderAddress(address: PhysicalAddress, switches: Switches): Document {
  const document = withUnset({ ...address }, ADDRESS_FIELDS, switches);
  setCase(document, switches.addressCountryCase);
  return document;
}

export function renderSender(
  sender: SandboxSender,
  switches: Switches,
  random: () => number,
): Document {
  const { pending_roles: pendingRoles, confirm_time: confirmTime, ...rest } = sender;
  const document: Document = { ...rest };
  document['roles'] =
    switches.roleOrder === 'shuffled' ? shuffle(random, sender.roles) : [...sender.roles];
  if (confirmTime) {
    document['confirm_time'] = confirmTime.replace(/Z$/, switches.confirmTimeOffset);
  }
  if (showsPendingRoles(sender, switches)) document['pending_roles'] = [...(pendingRoles ?? [])];
  return withUnset(document, ['confirm_time', 'confirm_source_type'], switches);
}

function showsPendingRoles(sender: SandboxSender, switches: Switches): boolean {
  switch (switches.pendingRoles) {
    case 'whenSet':
      return sender.pending_roles !== undefined;
    case 'always':
      return sender.confirm_status === 'UNCONFIRMED';
    case 'never':
      return false;
  }
}

function withUnset(document: Document, fields: readonly string[], switches: Switches): Document {
  for (const field of fields) {
    if (document[field] !== undefined && document[field] !== '') continue;
    if (switches.unsetFields === 'omitted') delete document[field];
    else document[field] = switches.unsetFields === 'null' ? null : '';
  }
  return document;
}

function setCase(document: Document, letterCase: Switches['summaryCountryCase']): void {
  const code = document['country_code'];
  if (typeof code !== 'string' || letterCase === 'asWritten') return;
  document['country_code'] = letterCase === 'lower' ? code.toLowerCase() : code.toUpperCase();
}
