import type { SandboxAccount } from '../../../infra/local/sandbox/account.ts';
import type { Random } from './random.ts';
import { toAddress } from './story.ts';
import { isSamePart, type Parts, toParts } from './truth.ts';

/** A request of update, as the simulation's callers send it. */
export interface Request {
  schemaVersion: 1;
  account: string;
  requestedBy: string;
  action:
    | 'updateAccountSummary'
    | 'addPhysicalAddress'
    | 'updatePhysicalAddress'
    | 'addAccountEmail';
  input: Record<string, string | null>;
  expect?: Record<string, string | null>;
  dryRun?: boolean;
}

const ACTIONS = [
  ...(['addAccountEmail', 'addPhysicalAddress', 'updateAccountSummary'] as const),
  // The one that reads, merges and replaces, and so has most to lose.
  ...(['updatePhysicalAddress', 'updatePhysicalAddress'] as const),
];

/** A random request; what the account is now makes some of them already so, or wrong. */
export function drawRequest(
  alias: string,
  account: SandboxAccount,
  random: Random,
  action: Request['action'] = random.pick(ACTIONS),
): Request {
  const requestedBy = `caller-${random.between(1, 9)}`;
  const dryRun = random.chance(0.1) && { dryRun: true };
  return {
    schemaVersion: 1,
    account: alias,
    requestedBy,
    ...dryRun,
    action,
    ...drawInput(action, account, random),
  };
}

function drawInput(
  action: Request['action'],
  account: SandboxAccount,
  random: Random,
): Pick<Request, 'input' | 'expect'> {
  switch (action) {
    case 'addAccountEmail':
      return { input: { email_address: drawEmail(account, random) } };
    case 'addPhysicalAddress':
      return { input: toAddress(random) };
    case 'updatePhysicalAddress':
      return drawAddressPatch(account, random);
    case 'updateAccountSummary':
      return drawSummaryPatch(account, random);
  }
}

function drawEmail(account: SandboxAccount, random: Random): string {
  if (random.chance(0.3)) return random.pick(account.senders).email_address.toLowerCase();
  return `asked-${random.between(1, 9999)}@c.example`;
}

function drawAddressPatch({ physicalAddress }: SandboxAccount, random: Random) {
  const input = random.pick([
    { address_line2: random.chance(0.3) ? null : `Suite ${random.between(1, 9)}` },
    { address_line3: random.chance(0.3) ? null : `Floor ${random.between(1, 9)}` },
    { city: random.pick(['Boston', 'Salem', 'Lynn']) },
    { postal_code: `02${random.between(100, 199)}` },
  ]) as Request['input'];
  const [field = ''] = Object.keys(input);
  const believed = { ...physicalAddress } as Record<string, string>;
  return { input, ...(random.chance(0.2) && { expect: { [field]: believed[field] || null } }) };
}

function drawSummaryPatch({ summary, senders }: SandboxAccount, random: Random) {
  const value = `asked-${random.between(1, 99)}`;
  const input = random.pick([
    { organization_name: value },
    { organization_name: value, first_name: random.pick(['Ada', 'Bo']) },
    { website: `https://${value}.example` },
    { website: summary.website ?? 'https://none.example' },
    { contact_email: random.pick(senders).email_address.toLowerCase() },
  ]) as Request['input'];
  const [field = ''] = Object.keys(input);
  const believed = { ...summary } as Record<string, unknown>;
  const expected = believed[field];
  return {
    input,
    ...(random.chance(0.2) && {
      expect: { [field]: typeof expected === 'string' ? expected : null },
    }),
  };
}

/** Whether an account shows all that a request asks for. */
export function isGranted({ action, input }: Request, parts: Parts): boolean {
  switch (action) {
    case 'addAccountEmail':
      return parts.senders[String(input['email_address']).toLowerCase()] === 'there';
    case 'addPhysicalAddress':
      return isSamePart(
        parts.address,
        toParts({ summary: {}, physicalAddress: input, senders: [] }).address,
      );
    case 'updatePhysicalAddress':
      return hasAll(parts.address, input);
    case 'updateAccountSummary':
      return hasAll(parts.summary, input);
  }
}

function hasAll(part: Readonly<Record<string, string>>, input: Request['input']): boolean {
  return Object.entries(input).every(([field, value]) => (part[field] ?? null) === value);
}
