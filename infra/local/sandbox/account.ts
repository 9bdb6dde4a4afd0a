import type { AccountSummary, PhysicalAddress, Sender } from '../../../lambda/account/content.ts';

/** A sender as the vendor keeps it: `confirm_source` is the IP address of whoever confirmed it. */
export interface SandboxSender extends Sender {
  confirm_source?: string;
}

/** What `extra_fields=company_logo` adds to the summary. */
export interface CompanyLogo {
  url?: string;
  external_url?: string;
  internal_id?: string;
}

/** The live state of one account. Whoever edits it acts as a person does in the vendor's web pages. */
export interface SandboxAccount {
  summary: AccountSummary;
  physicalAddress: PhysicalAddress | undefined;
  companyLogo: CompanyLogo | undefined;
  senders: SandboxSender[];
  /** The newest `email_id`; the vendor gives none twice, whatever was deleted. */
  lastEmailId: number;
}

/** What an account starts from; the sandbox takes a copy. */
export interface AccountSeed {
  summary: AccountSummary;
  physicalAddress?: PhysicalAddress;
  companyLogo?: CompanyLogo;
  senders: SandboxSender[];
}

interface OldView {
  account: SandboxAccount;
  shownUntilMs: number;
}

/** The accounts by `encoded_account_id`, and what a read shows of them while it lags behind a write. */
export interface AccountStore {
  accounts: Map<string, SandboxAccount>;
  /** The account as a read at `nowMs` sees it. */
  view(accountId: string, account: SandboxAccount, nowMs: number): SandboxAccount;
  /** Makes reads show `before` until `shownUntilMs`. */
  keepShowing(accountId: string, before: SandboxAccount, shownUntilMs: number): void;
}

export function createAccountStore(seeds: AccountSeed[]): AccountStore {
  const oldViews = new Map<string, OldView[]>();
  return {
    accounts: new Map(seeds.map((seed) => [seed.summary.encoded_account_id, toAccount(seed)])),
    view: (accountId, account, nowMs) => {
      const still = (oldViews.get(accountId) ?? []).filter((old) => nowMs < old.shownUntilMs);
      oldViews.set(accountId, still);
      return still[0]?.account ?? account;
    },
    keepShowing: (accountId, before, shownUntilMs) => {
      const views = oldViews.get(accountId) ?? [];
      oldViews.set(accountId, [...views, { account: before, shownUntilMs }]);
    },
  };
}

/** A live account that starts from a seed and shares nothing with it. */
export function toAccount(seed: AccountSeed): SandboxAccount {
  const { summary, physicalAddress, companyLogo, senders } = structuredClone(seed);
  return { summary, physicalAddress, companyLogo, senders, lastEmailId: toNewestId(senders) };
}

export function toNewestId(senders: SandboxSender[], atLeast = 0): number {
  return senders.reduce((newest, sender) => Math.max(newest, sender.email_id), atLeast);
}
