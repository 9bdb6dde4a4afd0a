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

/** A random request; what the account is now makes some of them already so, or wrong. */
export function drawRequest(alias: string, account: SandboxAccount, random: Random): Request {
  const head = {
    schemaVersion: 1,
    account: alias,
    requestedBy: `caller-${random.between(1, 9)}`,
  } as const;
  const options = random.chance(0.1) ? { dryRun: true } : {};
  switch (random.between(0, 4)) {
    case 0:
      return {
        ...head,
        ...options,
        action: 'addAccountEmail',
        input: { email_address: drawEmail(account, random) },
      };
    case 1:
      return { ...head, ...options, action: 'addPhysicalAddress', input: toAddress(random) };
    case 2:
    case 3:
      return {
        ...head,
        ...options,
        action: 'updatePhysicalAddress',
        ...drawAddressPatch(account, random),
      };
    default:
      return {
        ...head,
        ...options,
        action: 'updateAccountSummary',
        ...drawSummaryPatch(account, random),
      };
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
