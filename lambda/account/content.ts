/**
 * What an account is, as the vendor spells it. Field names are the vendor's own (snake_case); a field that is absent,
 * empty or null in a reply is absent here. `confirm_source` (an IP address) is never part of it.
 */

/** Fields of GET `/account/summary`, without the parts that are asked for by `extra_fields`. */
export interface AccountSummary {
  /** The account's stable id at the vendor; a reply without it is unreadable. */
  encoded_account_id: string;
  encoded_partner_id?: string;
  contact_email?: string;
  contact_phone?: string;
  country_code?: string;
  first_name?: string;
  last_name?: string;
  organization_name?: string;
  organization_phone?: string;
  state_code?: string;
  time_zone_id?: string;
  website?: string;
}

/** Fields of GET `/account/summary/physical_address`. A partial one is possible. */
export interface PhysicalAddress {
  address_line1?: string;
  address_line2?: string;
  address_line3?: string;
  city?: string;
  country_code?: string;
  postal_code?: string;
  state_code?: string;
  state_name?: string;
}

/** One account email. `confirm_time` is ISO 8601 UTC with milliseconds, whatever offset the vendor wrote. */
export interface Sender {
  email_id: number;
  email_address: string;
  /** `CONFIRMED`, `UNCONFIRMED`, or a value that nobody has documented yet. */
  confirm_status: string;
  confirm_source_type?: string;
  confirm_time?: string;
  pending_roles?: string[];
  /** An open set: the documented ones, the observed `DEFAULT_FROM`, or others. */
  roles: string[];
}

/** The content of an account: what a snapshot keeps. `physicalAddress` is null when the account has none. */
export interface Content {
  summary: AccountSummary;
  physicalAddress: PhysicalAddress | null;
  senders: Sender[];
}
