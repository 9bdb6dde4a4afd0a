import type {
  AccountSummary,
  Content,
  PhysicalAddress,
  Sender,
} from '../../lambda/account/content.ts';

/** A confirmed sender without a role, unless told otherwise. */
export function senderOf(email_address: string, fields: Partial<Sender> = {}): Sender {
  return {
    email_id: 1,
    email_address,
    confirm_status: 'CONFIRMED',
    roles: [],
    ...fields,
  };
}

/** The content of a small account with the given senders. */
export function contentOf(
  senders: Sender[],
  parts: { summary?: Partial<AccountSummary>; physicalAddress?: PhysicalAddress | null } = {},
): Content {
  return {
    summary: {
      encoded_account_id: 'p07e1l8rrja',
      organization_name: 'InstaPrinz',
      ...parts.summary,
    },
    physicalAddress:
      parts.physicalAddress === undefined
        ? { address_line1: '1601 Trapelo Road', city: 'Waltham', country_code: 'US' }
        : parts.physicalAddress,
    senders,
  };
}
