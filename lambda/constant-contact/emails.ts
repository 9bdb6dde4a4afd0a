import * as z from 'zod/mini';
import type { Sender } from '../account/content.ts';
import { describeUnknownFields, describeUnknownValues, toFeatures } from './features.ts';
import { FIELD_LIMITS, listOf, optionalText, text, timestamp, withoutEmpty } from './fields.ts';
import { parseDocument } from './reply.ts';
import type { Request } from './request.ts';

const emailId = z.int().check(z.gte(1));
const roles = listOf(text, FIELD_LIMITS.rolesPerSender);

const fields = z.object({
  email_id: emailId,
  email_address: text,
  confirm_status: text,
  confirm_source_type: optionalText,
  confirm_time: z.exactOptional(timestamp),
  pending_roles: z.exactOptional(roles),
  roles: z._default(roles, []),
} satisfies Record<keyof Sender, z.ZodMiniType>);
const sender = z.pipe(
  withoutEmpty(fields),
  z.transform(
    ({ pending_roles: pendingRoles = [], ...rest }): Sender =>
      pendingRoles.length === 0 ? rest : { ...rest, pending_roles: pendingRoles },
  ),
);
const senders = listOf(sender, FIELD_LIMITS.senders).check(
  (list) => reportRepeats(list, 'email_id', ({ email_id }) => email_id),
  (list) => reportRepeats(list, 'email_address', (one) => one.email_address.toLowerCase()),
);
const addedSender = z.object({ email_address: text, email_id: emailId, confirm_status: text });

/** `confirm_source` is the IP address of whoever clicked: known, and left out on purpose. */
const knownFields = new Set([...Object.keys(fields.shape), 'confirm_source']);
const knownRoles = new Set([
  'CONTACT',
  'BILLING',
  'REPLY_TO',
  'JOURNALING',
  'OTHER',
  // Not documented, but seen on the account's first address.
  'DEFAULT_FROM',
]);
const knownStatuses = new Set(['CONFIRMED', 'UNCONFIRMED']);
const knownSourceTypes = new Set(['SITE_OWNER', 'SUPPORT', 'FORCEVERIFY', 'PARTNER']);

const PATH = '/account/emails';

/** The vendor takes one filter at a time. */
export type SendersFilter =
  | { confirm_status: string }
  | { role_code: string }
  | { email_address: string };

export interface SendersReply {
  senders: Sender[];
  features: string[];
}

export type AddedSender = z.infer<typeof addedSender>;

/** GET: all senders, unpaged and in no order. Two with one id or one address are unreadable: neither can be meant. */
export async function getSenders(request: Request, filter?: SendersFilter): Promise<SendersReply> {
  const { document, origin } = await request({
    method: 'GET',
    path: PATH,
    isLong: true,
    ...(filter === undefined ? {} : { query: filter }),
  });
  const parsed = parseDocument(senders, document, { root: 'senders', origin });
  return { senders: parsed, features: toFeatures(findFeatures(document, parsed)) };
}

/** POST: the vendor sends the confirmation mail by itself. ConflictError if the account has the address already. */
export async function addSender(request: Request, emailAddress: string): Promise<AddedSender> {
  const json = { email_address: emailAddress };
  const { document, origin } = await request({ method: 'POST', path: PATH, json });
  return parseDocument(addedSender, document, { root: 'sender', origin });
}

function* findFeatures(document: unknown, parsed: readonly Sender[]): Generator<string> {
  for (const element of Array.isArray(document) ? document : []) {
    yield* describeUnknownFields('sender', element, knownFields);
  }
  for (const one of parsed) yield* describeUnknownEnums(one);
}

function describeUnknownEnums(one: Sender): string[] {
  return [
    ...describeUnknownValues('role', [...one.roles, ...(one.pending_roles ?? [])], knownRoles),
    ...describeUnknownValues('confirm_status', [one.confirm_status], knownStatuses),
    ...describeUnknownValues(
      'confirm_source_type',
      one.confirm_source_type === undefined ? [] : [one.confirm_source_type],
      knownSourceTypes,
    ),
  ];
}

function reportRepeats(
  { value, issues }: z.core.ParsePayload<Sender[]>,
  field: keyof Sender,
  keyOf: (one: Sender) => string | number,
): void {
  const firstIndexes = new Map<string | number, number>();
  for (const [index, one] of value.entries()) {
    const first = firstIndexes.get(keyOf(one));
    if (first !== undefined) {
      const message = `the same as that of senders[${first}]`;
      issues.push({ code: 'custom', input: one, path: [index, field], message });
      return;
    }
    firstIndexes.set(keyOf(one), index);
  }
}
