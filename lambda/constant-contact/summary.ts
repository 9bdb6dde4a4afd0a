import * as z from 'zod/mini';
import type { AccountSummary, PhysicalAddress } from '../account/content.ts';
import { describeUnknownFields, toFeatures } from './features.ts';
import { optionalText, wellFormed, withoutEmpty } from './fields.ts';
import { findAddressFeatures, parsePhysicalAddress } from './physical-address.ts';
import { type Answer, parseDocument } from './reply.ts';
import type { Request } from './request.ts';

/** It stands in items that must stay small; those seen have 14 characters. */
const accountId = z.string().check(z.minLength(1), z.maxLength(100), wellFormed);

const fields = z.object({
  encoded_account_id: accountId,
  encoded_partner_id: optionalText,
  contact_email: optionalText,
  contact_phone: optionalText,
  country_code: optionalText,
  first_name: optionalText,
  last_name: optionalText,
  organization_name: optionalText,
  organization_phone: optionalText,
  state_code: optionalText,
  time_zone_id: optionalText,
  website: optionalText,
} satisfies Record<keyof AccountSummary, z.ZodMiniType>);
const summary = withoutEmpty(fields);
/** The parts that come with the query `extra_fields`; the address is read by its own schema, the logo is not read. */
const extraFields = z.object({ physical_address: z.optional(z.unknown()) });
const knownFields = new Set([...Object.keys(fields.shape), 'physical_address', 'company_logo']);

const PATH = '/account/summary';

/** The fields that PUT changes; those left out stay as they are. */
export type SummaryPatch = Partial<
  Omit<AccountSummary, 'encoded_account_id' | 'encoded_partner_id'>
>;

export interface SummaryReply {
  summary: AccountSummary;
  /** Null when the account has none, and when it was not asked for. */
  physicalAddress: PhysicalAddress | null;
  features: string[];
}

/** GET, on request with the physical address, which saves a request. */
export async function getSummary(
  request: Request,
  { withPhysicalAddress = false }: { withPhysicalAddress?: boolean } = {},
): Promise<SummaryReply> {
  const query = withPhysicalAddress && { query: { extra_fields: 'physical_address' } };
  const answer = await request({ method: 'GET', path: PATH, ...query });
  return toReply(answer, withPhysicalAddress);
}

/** PUT: partial, answers with the whole summary. */
export async function putSummary(request: Request, patch: SummaryPatch): Promise<SummaryReply> {
  return toReply(await request({ method: 'PUT', path: PATH, json: patch }), false);
}

function toReply({ document, origin }: Answer, withPhysicalAddress: boolean): SummaryReply {
  const where = { root: 'summary', origin };
  const parsed = parseDocument(summary, document, where);
  const address = withPhysicalAddress
    ? parseDocument(extraFields, document, where).physical_address
    : undefined;
  return {
    summary: parsed,
    physicalAddress: parsePhysicalAddress(address, { root: 'summary.physical_address', origin }),
    features: toFeatures([
      ...describeUnknownFields('summary', document, knownFields),
      ...findAddressFeatures(address),
    ]),
  };
}
