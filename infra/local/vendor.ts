import type { TokenSet } from '../../lambda/credentials/token-set.ts';
import { systemClock } from '../../lambda/shared/clock.ts';
import { DEFAULT_ACCOUNT } from '../../lambda/shared/contract.ts';
import { openAccountFile } from './account-file.ts';
import { toSentence } from './failure.ts';
import { toAccount } from './sandbox/account.ts';
import type { ConsentReply } from './sandbox/oauth/give-consent.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts';
import { exampleAccount } from './sandbox/seeds.ts';

/** Who plays Constant Contact, and the account that is checked there. */
export interface Vendor {
  /** The alias under which the account is kept here. */
  account: Alias;
  /** How people call it. */
  label: string;
  /** Undefined where the function's own default, or the caller's setting, holds. */
  apiUrl?: string;
  authUrl?: string;
  /** What the account's token secret holds. */
  secret: TokenSet | { access_token: string };
  /** The twin itself, which can tell what it saw; undefined for the real service. */
  sandbox?: Sandbox;
  /** Why a run failed, as one sentence to whoever started it. */
  explain(error: Error): string;
  /** Keeps what the account has become for the next run, where nobody else does. */
  keep(): Promise<void>;
  /** Keeps and ends it. */
  close(): Promise<void>;
}

/** The aliases under which a local run keeps accounts. */
export const ALIASES = { sandbox: DEFAULT_ACCOUNT, real: 'real' } as const;

export type Alias = (typeof ALIASES)[keyof typeof ALIASES];

/** Holds the access token of a real account. */
export const TOKEN_VARIABLE = 'CONSTANT_CONTACT_ACCESS_TOKEN';

/** How old the sandbox's tokens are when a run begins: as old as the stack's rotation finds those of an account. */
const CONSENT_AGE_MS = 4 * 60 * 60 * 1000;

/**
 * Starts the sandbox with the account that the last run left in `folder`, at first the vendor's example account, and
 * consents to new tokens, of the kind whose refresh token is good for one use. Throws DamagedDataError or
 * FolderUnusableError.
 */
export async function openSandbox(folder: string): Promise<Vendor> {
  const file = await openAccountFile(folder);
  const account = file.account ?? toAccount(exampleAccount());
  const accountId = account.summary.encoded_account_id;
  let ageMs = CONSENT_AGE_MS;
  const clock = { ...systemClock, now: () => systemClock.now() - ageMs };
  const switches = { refreshTokens: 'rotating' } as const;
  const sandbox = await createSandbox({ clock, accounts: [], switches });
  sandbox.accounts.set(accountId, account);
  const secret = toTokenSet(accountId, sandbox.consent(accountId), clock.now());
  ageMs = 0;
  const keep = () => file.keep(account);
  return {
    account: ALIASES.sandbox,
    label: 'the Constant Contact sandbox',
    apiUrl: sandbox.apiUrl,
    authUrl: sandbox.authUrl,
    secret,
    sandbox,
    explain: toSentence,
    keep,
    close: async () => {
      await sandbox.close();
      await keep();
    },
  };
}

/** What an account's secret holds after a consent at `nowMs` (epoch milliseconds). */
function toTokenSet(accountId: string, consent: ConsentReply, nowMs: number): TokenSet {
  const { client_id, client_secret, refresh_token, access_token, expires_in, scope } = consent;
  const now = new Date(nowMs).toISOString();
  return {
    account_id: accountId,
    client_id,
    client_secret,
    refresh_token,
    access_token,
    expires_at: Math.floor(nowMs / 1000) + expires_in,
    scope,
    refreshed_at: now,
    authorized_at: now,
  };
}

/** What is given for a token cannot be one. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';

  constructor() {
    super(`${TOKEN_VARIABLE} is not an access token: set it to one, without spaces or quotes.`);
  }
}

/**
 * The real service, or the address in CONSTANT_CONTACT_API_URL, with a token of the caller's own. Throws
 * InvalidTokenError.
 */
export function useRealService(accessToken: string): Vendor {
  if (!/^[\x21-\x7e]+$/.test(accessToken)) throw new InvalidTokenError();
  return {
    account: ALIASES.real,
    label: 'Constant Contact',
    secret: { access_token: accessToken },
    explain: (error) => REAL_ACCOUNT_ADVICE.get(error.name) ?? toSentence(error),
    keep: async () => undefined,
    close: async () => undefined,
  };
}

/** Where the function speaks of its secret, the person here has a variable and a folder. */
const REAL_ACCOUNT_ADVICE = new Map([
  [
    'ReauthorizationRequiredError',
    `Constant Contact refuses the token in ${TOKEN_VARIABLE}: it may have expired; get a new one and try again.`,
  ],
  [
    'AccountMismatchError',
    `The token in ${TOKEN_VARIABLE} is of another account than the one checked here before: give another --folder.`,
  ],
]);
