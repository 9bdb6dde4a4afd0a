import type { SandboxAccount, SandboxSender } from './sandbox/account.ts';
import type { Scenario } from './sandbox/scenario.ts';

/** One thing that happens to the account between two nights, or to Constant Contact during one. */
export interface Chapter {
  title: string;
  /** What a person does in the vendor's web pages at that time (ISO 8601). */
  edit?: (account: SandboxAccount, at: string) => void;
  /** What the vendor's API does all night. */
  faults?: Scenario;
}

const NEWS = 'news@example.com';

/** More requests than any night sends, retries included. */
const ALL_NIGHT = 1000;

/** The story in order. It starts from the sandbox's example account. */
export const STORY: readonly Chapter[] = [
  { title: `A colleague adds ${NEWS}`, edit: (account) => addSender(account, NEWS) },
  {
    title: `${NEWS} clicks the confirmation`,
    edit: (account, at) => confirm(account, NEWS, at),
  },
  { title: `${NEWS} takes the reply-to role`, edit: (account) => moveRole(account) },
  {
    title: 'Constant Contact is down',
    faults: [{ times: ALL_NIGHT, fault: { type: 'status', status: 503 } }],
  },
  {
    title: `Somebody deletes ${NEWS}`,
    edit: (account) => {
      account.senders = account.senders.filter(({ email_address }) => email_address !== NEWS);
    },
  },
  { title: `${NEWS} is added again`, edit: (account) => addSender(account, NEWS) },
  {
    title: 'The office moves',
    edit: (account) => {
      const { physicalAddress } = account;
      account.physicalAddress = {
        ...physicalAddress,
        address_line1: '9 Harbor Road',
        postal_code: '02210',
      };
    },
  },
  {
    title: 'Other programs use up the daily quota',
    faults: [{ times: ALL_NIGHT, fault: { type: 'quotaExceeded' } }],
  },
  {
    title: `${NEWS} is confirmed once more`,
    edit: (account, at) => confirm(account, NEWS, at),
  },
];

/**
 * Spreads the chapters over so many nights, one at most for each: the result has an entry for each night after the
 * first, which only connects the account. Of a story longer than its nights the end is left out.
 */
export function castStory(nights: number, chapters = STORY): (Chapter | undefined)[] {
  const places = Math.max(0, nights - 1);
  const told = chapters.slice(0, places);
  const cast: (Chapter | undefined)[] = Array.from({ length: places }, () => undefined);
  told.forEach((chapter, index) => {
    cast[Math.floor(((index + 0.5) * places) / told.length)] = chapter;
  });
  return cast;
}

function addSender(account: SandboxAccount, address: string): void {
  account.lastEmailId += 1;
  account.senders.push({
    email_id: account.lastEmailId,
    email_address: address,
    confirm_status: 'UNCONFIRMED',
    roles: [],
  });
}

function confirm(account: SandboxAccount, address: string, at: string): void {
  const sender = findSender(account, address);
  sender.confirm_status = 'CONFIRMED';
  sender.confirm_source_type = 'SITE_OWNER';
  sender.confirm_time = at;
}

function moveRole(account: SandboxAccount): void {
  for (const sender of account.senders) {
    sender.roles = sender.roles.filter((role) => role !== 'REPLY_TO');
  }
  findSender(account, NEWS).roles = ['REPLY_TO'];
}

function findSender(account: SandboxAccount, address: string): SandboxSender {
  const sender = account.senders.find(({ email_address }) => email_address === address);
  if (sender === undefined) throw new Error(`The story speaks of ${address}, which is not there.`);
  return sender;
}
