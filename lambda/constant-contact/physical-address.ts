import * as z from 'zod/mini';
import type { PhysicalAddress } from '../account/content.ts';
import { NotFoundError } from './errors.ts';
import { describeUnknownFields, toFeatures } from './features.ts';
import { optionalText, withoutEmpty } from './fields.ts';
import { type Answer, parseDocument } from './reply.ts';
import type { Request } from './request.ts';

const fields = z.object({
  address_line1: optionalText,
  address_line2: optionalText,
  address_line3: optionalText,
  city: optionalText,
  country_code: optionalText,
  postal_code: optionalText,
  state_code: optionalText,
  state_name: optionalText,
} satisfies Record<keyof PhysicalAddress, z.ZodMiniType>);
const physicalAddress = withoutEmpty(fields);
const knownFields = new Set(Object.keys(fields.shape));

const PATH = '/account/summary/physical_address';

export interface PhysicalAddressReply {
  /** Null when the account has none. */
  physicalAddress: PhysicalAddress | null;
  features: string[];
}

/** GET: how an account without address answers is not documented, so 404, 204, null and `{}` all mean none. */
export async function getPhysicalAddress(request: Request): Promise<PhysicalAddressReply> {
  try {
    return toReply(await request({ method: 'GET', path: PATH }));
  } catch (error) {
    if (error instanceof NotFoundError) return { physicalAddress: null, features: [] };
    throw error;
  }
}

/** POST: the account must have none yet, else ConflictError. */
export async function addPhysicalAddress(
  request: Request,
  address: PhysicalAddress,
): Promise<PhysicalAddressReply> {
  return toReply(await request({ method: 'POST', path: PATH, json: address }));
}

/** PUT: a field left out is removed. */
export async function replacePhysicalAddress(
  request: Request,
  address: PhysicalAddress,
): Promise<PhysicalAddressReply> {
  return toReply(await request({ method: 'PUT', path: PATH, json: address }));
}

/** Reads an address wherever it stands in a reply. */
export function parsePhysicalAddress(
  document: unknown,
  where: Parameters<typeof parseDocument>[2],
): PhysicalAddress | null {
  if (document === undefined || document === null || document === '') return null;
  const address = parseDocument(physicalAddress, document, where);
  return Object.keys(address).length === 0 ? null : address;
}

export function findAddressFeatures(document: unknown): string[] {
  return describeUnknownFields('physical_address', document, knownFields);
}

function toReply({ document, origin }: Answer): PhysicalAddressReply {
  return {
    physicalAddress: parsePhysicalAddress(document, { root: 'physical_address', origin }),
    features: toFeatures(findAddressFeatures(document)),
  };
}
