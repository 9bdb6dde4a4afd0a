import type { AccountSeed, SandboxAccount } from '../../../infra/local/sandbox/account.ts';
import type { Random } from './random.ts';

/** What accounts begin with: a few senders, the first of which holds the roles. */
export function toSeed(index: number, random: Random): AccountSeed {
  const senders = Array.from({ length: random.between(1, 5) }, (_, place) => ({
    email_id: place + 1,
    email_address: `sender-${place + 1}@shop-${index + 1}.example`,
    ...(place === 0 || random.chance(0.6) ? toConfirmed('2026-01-05T08:00:00.000Z') : PENDING),
    roles: place === 0 ? ['CONTACT', 'BILLING', 'REPLY_TO', 'DEFAULT_FROM'] : [],
  }));
  return {
    summary: {
      encoded_account_id: `account-${index + 1}`,
      organization_name: `Shop ${index + 1}`,
      contact_email: `sender-1@shop-${index + 1}.example`,
      country_code: 'US',
      state_code: 'MA',
      time_zone_id: 'US/Eastern',
      website: `https://shop-${index + 1}.example`,
    },
    ...(random.chance(0.8) && { physicalAddress: toAddress(random) }),
    senders,
  };
}

const PENDING = { confirm_status: 'UNCONFIRMED' };

const toConfirmed = (confirm_time: string) => ({
  confirm_status: 'CONFIRMED',
  confirm_source: '203.0.113.24',
  confirm_source_type: 'SITE_OWNER',
  confirm_time,
});

export const toAddress = (random: Random) => ({
  address_line1: `${random.between(1, 99)} Maple Street`,
  ...(random.chance(0.5) && { address_line2: `Unit ${random.between(1, 9)}` }),
  city: random.pick(['Boston', 'Waltham', 'Salem']),
  country_code: 'US',
  postal_code: `024${random.between(10, 99)}`,
  state_code: 'MA',
});

/** What somebody does in the vendor's web pages, or the vendor itself; `nowMs` is when. */
type Edit = (account: SandboxAccount, random: Random, nowMs: number) => void;

const ROLES = ['CONTACT', 'BILLING', 'REPLY_TO', 'DEFAULT_FROM', 'OTHER', 'JOURNALING'];
const UNDOCUMENTED = ['verified_domain', 'last_used', 'region', 'tier'];

const EDITS: readonly { weight: number; edit: Edit }[] = [
  { weight: 5, edit: addSender },
  { weight: 5, edit: confirm },
  { weight: 4, edit: flip },
  { weight: 4, edit: removeSender },
  { weight: 3, edit: replaceSender },
  { weight: 4, edit: moveRole },
  { weight: 2, edit: dropRole },
  { weight: 1, edit: respell },
  { weight: 1, edit: planRole },
  { weight: 1, edit: changeStatus },
  { weight: 4, edit: changeSummary },
  { weight: 2, edit: clearSummary },
  { weight: 4, edit: changeAddress },
  { weight: 2, edit: removeAddress },
  { weight: 1, edit: addUndocumented },
];

const ALL = EDITS.flatMap(({ weight, edit }) => Array.from({ length: weight }, () => edit));

/** One random change of an account. */
export function editAccount(account: SandboxAccount, random: Random, nowMs: number): void {
  random.pick(ALL)(account, random, nowMs);
}

function addSender(account: SandboxAccount, random: Random): void {
  account.lastEmailId += 1;
  account.senders.push({
    email_id: account.lastEmailId,
    email_address: `new-${account.lastEmailId}@${random.pick(['a', 'b'])}.example`,
    ...PENDING,
    roles: random.chance(0.2) ? ['OTHER'] : [],
  });
}

function confirm(account: SandboxAccount, random: Random, nowMs: number): void {
  const sender = random.pick(account.senders);
  if (sender.confirm_status === 'CONFIRMED') return;
  delete sender.pending_roles;
  Object.assign(sender, toConfirmed(new Date(nowMs).toISOString()));
}

function flip(account: SandboxAccount, random: Random): void {
  const sender = random.pick(account.senders);
  sender.confirm_status = 'UNCONFIRMED';
  if (random.chance(0.5)) delete sender.confirm_time;
}

/** An account always has a sender: an empty list is never believed. */
function removeSender(account: SandboxAccount, random: Random): void {
  if (account.senders.length < 2) return;
  const gone = random.pick(account.senders);
  account.senders = account.senders.filter((sender) => sender !== gone);
}

function replaceSender(account: SandboxAccount, random: Random): void {
  const old = random.pick(account.senders);
  account.lastEmailId += 1;
  const { email_address } = old;
  const roles = random.chance(0.5) ? [...old.roles] : [];
  const again = { email_id: account.lastEmailId, email_address, ...PENDING, roles };
  account.senders = [...account.senders.filter((sender) => sender !== old), again];
}

function moveRole(account: SandboxAccount, random: Random): void {
  const role = random.pick(ROLES);
  const to = random.pick(account.senders);
  for (const sender of account.senders) {
    const others = sender.roles.filter((other) => other !== role);
    sender.roles = sender === to ? [...others, role] : others;
  }
}

function dropRole(account: SandboxAccount, random: Random): void {
  const sender = random.pick(account.senders);
  sender.roles = sender.roles.slice(1);
}

function respell(account: SandboxAccount, random: Random): void {
  const sender = random.pick(account.senders);
  const { email_address: address } = sender;
  sender.email_address = /[A-Z]/.test(address) ? address.toLowerCase() : address.toUpperCase();
}

function planRole(account: SandboxAccount, random: Random): void {
  const sender = random.pick(account.senders);
  if (sender.confirm_status === 'UNCONFIRMED') sender.pending_roles = [random.pick(ROLES)];
}

function changeStatus(account: SandboxAccount, random: Random): void {
  random.pick(account.senders).confirm_status = random.pick(['BOUNCED', 'IN_REVIEW']);
}

function changeSummary(account: SandboxAccount, random: Random): void {
  const value = `changed-${random.between(1, 999)}`;
  switch (random.between(0, 3)) {
    case 0:
      account.summary.organization_name = value;
      return;
    case 1:
      account.summary.website = `https://${value}.example`;
      return;
    case 2:
      account.summary.contact_phone = `555-${value.slice(-3)}`;
      return;
    default:
      account.summary.country_code = random.pick(['US', 'us', 'CA']);
  }
}

function clearSummary({ summary }: SandboxAccount, random: Random): void {
  const fields = ['website', 'organization_name', 'contact_phone', 'first_name'] as const;
  delete summary[random.pick(fields)];
}

function changeAddress(account: SandboxAccount, random: Random): void {
  account.physicalAddress = toAddress(random);
}

function removeAddress(account: SandboxAccount): void {
  account.physicalAddress = undefined;
}

/** The vendor begins to send something that nobody has documented. */
function addUndocumented(account: SandboxAccount, random: Random): void {
  const where = random.chance(0.5) ? account.summary : random.pick(account.senders);
  Object.assign(where, { [random.pick(UNDOCUMENTED)]: random.chance(0.5) ? 'x' : 1 });
}
