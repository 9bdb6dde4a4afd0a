import { TOKEN_PATH } from './oauth/answer-auth.ts';
import { isObject } from './operations/operation.ts';
import type { Fault } from './scenario.ts';
import type { IncomingRequest } from './state.ts';

type Document = Record<string, unknown>;
type Part = 'summary' | 'address' | 'sender' | 'token';

const SUMMARY_PATH = '/account/summary';
const ADDRESS_PATH = '/account/summary/physical_address';
const EMAILS_PATH = '/account/emails';

/** Whether the reply to a request holds the part that a fault changes; true for faults that change no part. */
export function fitsReply(fault: Fault, { method, path, query }: IncomingRequest): boolean {
  switch (toPart(fault)) {
    case undefined:
      return true;
    case 'summary':
      return path === SUMMARY_PATH;
    case 'address':
      if (fault.type === 'missingPhysicalAddress' && method !== 'GET') return false;
      return path === ADDRESS_PATH || (path === SUMMARY_PATH && asksForAddress(query));
    case 'token':
      return path === TOKEN_PATH;
    case 'sender':
      return path === EMAILS_PATH && method === 'GET';
  }
}

/** Whether a fault changes a part of the reply, and so needs a reply that succeeded. */
export function changesPart(fault: Fault): boolean {
  return toPart(fault) !== undefined;
}

function toPart(fault: Fault): Part | undefined {
  if ('at' in fault) return fault.at;
  switch (fault.type) {
    case 'missingPhysicalAddress':
      return 'address';
    case 'missingSenders':
    case 'emptySenders':
    case 'missingRole':
    case 'unknownRole':
    case 'unknownStatus':
      return 'sender';
    default:
      return undefined;
  }
}

function asksForAddress(query: URLSearchParams): boolean {
  return (query.get('extra_fields') ?? '').includes('physical_address');
}

/** The body of a successful reply with the fault's change; it is fresh for each reply, so it is changed in place. */
export function changeBody(fault: Fault, path: string, body: unknown): unknown {
  if (fault.type === 'emptySenders') return [];
  if (fault.type === 'missingSenders') return leaveOut(fault, body);
  const parts = toDocuments(toPart(fault), path, body);
  const address = 'address' in fault ? fault.address : undefined;
  for (const document of parts) {
    if (address === undefined || document['email_address'] === address) change(fault, document);
  }
  return body;
}

function toDocuments(part: Part | undefined, path: string, body: unknown): Document[] {
  if (Array.isArray(body)) return body.filter(isObject);
  if (!isObject(body)) return [];
  const inner = part === 'address' && path === SUMMARY_PATH ? body['physical_address'] : body;
  return isObject(inner) ? [inner] : [];
}

function change(fault: Fault, document: Document): void {
  const roles = Array.isArray(document['roles']) ? document['roles'] : [];
  switch (fault.type) {
    case 'missingField':
      delete document[fault.field];
      return;
    case 'wrongTypes':
      document[fault.field] =
        fault.value === undefined ? toOtherType(document[fault.field]) : fault.value;
      return;
    case 'extraFields':
      Object.assign(document, fault.fields);
      return;
    case 'missingRole':
      document['roles'] = roles.filter((role) => role !== fault.role);
      return;
    case 'unknownRole':
      document['roles'] = [...roles, fault.role];
      return;
    case 'unknownStatus':
      document['confirm_status'] = fault.status;
      return;
  }
}

function leaveOut(fault: Extract<Fault, { type: 'missingSenders' }>, body: unknown): unknown {
  const senders = Array.isArray(body) ? body.filter(isObject) : [];
  const left = senders.slice(fault.count ?? (fault.addresses ? 0 : 1));
  return left.filter((sender) => !fault.addresses?.includes(String(sender['email_address'])));
}

/** Any value of a JSON type that the documented one does not have. */
function toOtherType(value: unknown): unknown {
  if (typeof value === 'string') return 42;
  return Array.isArray(value) ? { 0: value[0] ?? null } : [String(value)];
}
