/** Part of an account by its fields, each with its value as text; what is absent or empty has no field. */
export type Part = Readonly<Record<string, string>>;

export type PartName = 'summary' | 'address' | 'senders';
export type Parts = Readonly<Record<PartName, Part>>;

/** A content as the vendor's sandbox or a snapshot holds it. */
export interface AnyContent {
  summary: object;
  physicalAddress?: object | null | undefined;
  senders: readonly object[];
}

const SUMMARY = [
  ...['encoded_account_id', 'encoded_partner_id', 'contact_email', 'contact_phone'],
  ...['country_code', 'first_name', 'last_name', 'organization_name', 'organization_phone'],
  ...['state_code', 'time_zone_id', 'website'],
];
const ADDRESS = [
  ...['address_line1', 'address_line2', 'address_line3', 'city', 'country_code'],
  ...['postal_code', 'state_code', 'state_name'],
];
const SENDER = [
  ...['email_id', 'email_address', 'confirm_status', 'confirm_source_type', 'confirm_time'],
];

/** Spreads a content out into single facts. Shares nothing with the code under test, which compares in its own way. */
export function toParts({ summary, physicalAddress, senders }: AnyContent): Parts {
  const address = pick(physicalAddress ?? {}, ADDRESS);
  const isThere = address['address_line1'] !== undefined || address['city'] !== undefined;
  return {
    summary: pick(summary, SUMMARY),
    address: isThere ? address : {},
    senders: Object.assign({}, ...senders.map(toFacts)),
  };
}

function pick(from: object, fields: readonly string[]): Record<string, string> {
  const values = new Map(Object.entries(from));
  const facts: Record<string, string> = {};
  for (const field of fields) {
    const value = values.get(field);
    if (value === undefined || value === null || value === '') continue;
    facts[field] = field === 'country_code' ? String(value).toUpperCase() : String(value);
  }
  return facts;
}

function toFacts(sender: object): Record<string, string> {
  const fields = pick(sender, SENDER);
  const key = fields['email_address']?.toLowerCase() ?? '';
  const { roles = [], pending_roles: pending = [] } = sender as Record<string, string[]>;
  const facts: Record<string, string> = { [key]: 'there' };
  for (const [field, value] of Object.entries(fields)) facts[`${key} ${field}`] = value;
  for (const role of roles) facts[`${key} as ${role}`] = 'there';
  for (const role of pending) facts[`${key} soon as ${role}`] = 'there';
  return facts;
}

/** One state of an account at the vendor, and from when until when a read could see it (epoch ms). */
export interface Version {
  parts: Parts;
  fromMs: number;
  untilMs: number;
  /** The invocation that wrote it; undefined for an edit in the vendor's web pages. */
  by: string | undefined;
}

/** What an account really was, at every moment. */
export interface Truth {
  versions: readonly Version[];
  newest(): Parts;
  /** Adds a state; reads may go on showing the one before for `lagMs`. */
  note(content: AnyContent, from: { atMs: number; by?: string | undefined; lagMs?: number }): void;
  /** The states that a read between two times (epoch ms) could see. */
  between(fromMs: number, untilMs: number): readonly Version[];
  /** Forgets what no read since then could see. */
  forgetBefore(atMs: number): void;
}

export function openTruth(content: AnyContent, atMs: number): Truth {
  let versions: Version[] = [toVersion(content, atMs, undefined)];
  const last = () => versions.at(-1) ?? toVersion(content, atMs, undefined);
  return {
    get versions() {
      return versions;
    },
    newest: () => last().parts,
    note: (next, { atMs, by, lagMs = 0 }) => {
      last().untilMs = atMs + lagMs;
      versions.push(toVersion(next, atMs, by));
    },
    between: (fromMs, untilMs) =>
      versions.filter((version) => version.fromMs <= untilMs && version.untilMs >= fromMs),
    forgetBefore: (atMs) => {
      versions = versions.filter((version) => version.untilMs >= atMs);
    },
  };
}

function toVersion(content: AnyContent, fromMs: number, by: string | undefined): Version {
  return { parts: toParts(content), fromMs, untilMs: Number.POSITIVE_INFINITY, by };
}

/** True when both have the same facts. */
export function isSamePart(a: Part, b: Part): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
