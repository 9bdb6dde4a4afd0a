import { DEFAULT_ACCOUNT } from '../../lambda/shared/contract.ts';
import { openAccountFile } from './account-file.ts';
import { toSentence } from './failure.ts';
import { toAccount } from './sandbox/account.ts';
import { createSandbox } from './sandbox/sandbox.ts';
import { exampleAccount } from './sandbox/seeds.ts';

/** Who plays Constant Contact, and the account that is checked there. */
export interface Vendor {
  /** The alias under which the account is kept here. */
  account: Alias;
  /** How people call it. */
  label: string;
  /** Undefined where the function's own default, or the caller's setting, holds. */
  apiUrl?: string;
  /** What the account's token secret holds. */
  secret: Record<string, string | number>;
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

/** Far enough for any local run. */
const TOKEN_EXPIRES_AT = '2099-12-31T00:00:00.000Z';

/**
 * Starts the sandbox with the account that the last run left in `folder`, at first the vendor's example account. Throws
 * DamagedDataError or FolderUnusableError.
 */
export async function openSandbox(folder: string): Promise<Vendor> {
  const file = await openAccountFile(folder);
  const account = file.account ?? toAccount(exampleAccount());
  const accountId = account.summary.encoded_account_id;
  const sandbox = await createSandbox({ accounts: [] });
  sandbox.accounts.set(accountId, account);
  const expiresAtMs = Date.parse(TOKEN_EXPIRES_AT);
  const keep = () => file.keep(account);
  return {
    account: ALIASES.sandbox,
    label: 'the Constant Contact sandbox',
    apiUrl: sandbox.apiUrl,
    secret: {
      account_id: accountId,
      access_token: sandbox.issueToken(accountId, { expiresAtMs }),
      expires_at: expiresAtMs / 1000,
    },
    explain: toSentence,
    keep,
    close: async () => {
      await sandbox.close();
      await keep();
    },
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
