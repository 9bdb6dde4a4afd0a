import type { SandboxAccount } from '../../../infra/local/sandbox/account.ts';
import { type Fault, parseScenario, type Scenario } from '../../../infra/local/sandbox/scenario.ts';
import type { Random } from './random.ts';

type Wanted = Scenario[number]['fault'];

/** What a request to the vendor is for, as far as faults differ by it. */
export type Purpose = 'read' | 'write' | 'token';

/** Longer than the client waits for an answer (10 s). */
const FOR_EVER_MS = 60_000;

const STATUSES = [500, 502, 503, 504] as const;
const BODIES = ['json', 'html', 'empty'] as const;

type Draw = (random: Random, account: SandboxAccount | undefined) => Wanted;

/** Whatever the request was for. */
const ALWAYS: readonly Draw[] = [
  () => ({ type: 'dropBefore' }),
  () => ({ type: 'dropAfter' }),
  (random) => ({ type: 'truncate', variant: random.pick(['short', 'broken']) }),
  (random) => ({ type: 'html', status: random.pick([200, 503]), act: random.chance(0.5) }),
  (random) => ({
    type: 'status',
    status: random.pick(STATUSES),
    body: random.pick(BODIES),
    act: random.chance(0.5),
    ...(random.chance(0.3) && { retryAfterSeconds: random.between(0, 9) }),
  }),
  () => ({ type: 'garbage' }),
  () => ({ type: 'wrongContentType' }),
  (random) => ({ type: 'delay', ms: random.between(500, 6_000), act: random.chance(0.5) }),
  () => ({ type: 'delay', ms: FOR_EVER_MS, act: true }),
];

/** The API, not the authorization server. */
const API: readonly Draw[] = [
  () => ({ type: 'unauthorizedOnce' }),
  () => ({ type: 'throttled' }),
  () => ({ type: 'throttled' }),
  (random) => ({ type: 'status', status: random.pick([400, 403, 404]) }),
];

/** Replies that cannot be read, and so must never be believed. */
const UNREADABLE: readonly Draw[] = [
  () => ({ type: 'wrongTypes', at: 'summary', field: 'encoded_account_id' }),
  () => ({ type: 'wrongTypes', at: 'summary', field: 'organization_name' }),
  () => ({ type: 'wrongTypes', at: 'address', field: 'city' }),
  () => ({ type: 'wrongTypes', at: 'sender', field: 'email_id' }),
  () => ({ type: 'missingField', at: 'sender', field: 'confirm_status' }),
  () => ({ type: 'missingField', at: 'summary', field: 'encoded_account_id' }),
  () => ({ type: 'emptySenders' }),
];

/** Replies that leave something out: an outage that looks like a removal. */
const OMISSIONS: readonly Draw[] = [
  (random, account) => ({
    type: 'missingSenders',
    addresses: [random.pick(account?.senders ?? []).email_address],
  }),
  (random, account) => {
    const { email_address: address, roles } = random.pick(account?.senders ?? []);
    return { type: 'missingRole', role: roles[0] ?? 'CONTACT', address };
  },
  (random) => ({
    type: 'missingField',
    at: 'summary',
    field: random.pick(['organization_name', 'website', 'contact_email', 'first_name']),
  }),
  (random) => ({
    type: 'missingField',
    at: 'address',
    field: random.pick(['address_line2', 'postal_code', 'state_code']),
  }),
  () => ({ type: 'missingPhysicalAddress' }),
];

/** For the whole application until 00:00 UTC, so it must be rare. */
const QUOTA_SHARE = 0.01;

/** A fault for one request. One that the reply has no place for changes nothing. */
export function drawVendorFault(
  purpose: Purpose,
  random: Random,
  account: SandboxAccount | undefined,
): Fault {
  if (purpose !== 'token' && random.chance(QUOTA_SHARE)) return complete({ type: 'quotaExceeded' });
  const draws = {
    token: ALWAYS,
    write: [...ALWAYS, ...API],
    read: [...ALWAYS, ...API, ...UNREADABLE, ...(account ? OMISSIONS : [])],
  }[purpose];
  return complete(random.pick(draws)(random, account));
}

/**
 * What a reply to a request of this path leaves out that is there, in a form that can be believed; undefined for nothing.
 * That 404 means no address is a form the vendor may have.
 */
export function findOmission({ type, ...fault }: Fault, path: string): string | undefined {
  const isAddressGone = 'status' in fault && fault.status === 404 && path.endsWith('_address');
  if (isAddressGone || type === 'missingPhysicalAddress') return 'the address';
  const isBelieved =
    type === 'missingField'
      ? !('field' in fault && isRequired(fault.field))
      : type === 'missingSenders' || type === 'missingRole';
  return isBelieved ? JSON.stringify({ type, ...fault }) : undefined;
}

function isRequired(field: string): boolean {
  return field === 'confirm_status' || field === 'encoded_account_id';
}

/** Fills in what the sandbox's scenarios take for granted. */
function complete(fault: Wanted): Fault {
  const [planned] = parseScenario([{ fault }]);
  if (planned === undefined) throw new Error('A scenario of one fault has one.');
  return planned.fault;
}
