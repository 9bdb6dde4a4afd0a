import type { AccountSummary, PhysicalAddress } from '../../lambda/account/content.ts';

/** A name for people with one or more lines of text; never without any. */
export type Fact = [name: string, lines: string[]];

const COUNTRIES = new Intl.DisplayNames('en', { type: 'region' });

/** What the vendor knows of an account itself, in the order in which a person looks for it. */
export function describeSummary(summary: AccountSummary): Fact[] {
  const { contact_email, contact_phone, organization_phone, website, time_zone_id } = summary;
  const facts: [string, (string | undefined)[]][] = [
    ['Name', [summary.organization_name]],
    ['Contact', [join(' ', summary.first_name, summary.last_name), contact_email, contact_phone]],
    ['Phone', [organization_phone]],
    ['Website', [website]],
    ['Country', [join(', ', summary.state_code, nameCountry(summary.country_code))]],
    ['Time zone', [time_zone_id]],
    ['Partner', [summary.encoded_partner_id]],
  ];
  return facts
    .map(([name, lines]): Fact => [name, lines.filter((line) => line !== undefined)])
    .filter(([, lines]) => lines.length > 0);
}

/** An address as it stands on an envelope, line by line. */
export function describeAddress(address: PhysicalAddress): string[] {
  const { address_line1, address_line2, address_line3, city, postal_code } = address;
  const state = address.state_code ?? address.state_name;
  const place = join(', ', city, join(' ', state, postal_code));
  const country = nameCountry(address.country_code);
  return [address_line1, address_line2, address_line3, place, country].filter(
    (line) => line !== undefined,
  );
}

function join(separator: string, ...parts: (string | undefined)[]): string | undefined {
  return parts.filter((part) => part !== undefined).join(separator) || undefined;
}

/** The code stays beside the name, because it is what an update must send. */
function nameCountry(code: string | undefined): string | undefined {
  const name = code !== undefined && /^[A-Z]{2}$/.test(code) ? COUNTRIES.of(code) : code;
  return name === code ? code : `${name} (${code})`;
}
