import { toSentence } from './failure.ts';
import { createSandbox } from './sandbox/sandbox.ts';
import { exampleAccount } from './sandbox/seeds.ts';

/** Who plays Constant Contact, and the account that is checked there. */
export interface Vendor {
  /** The alias under which the account is kept here. */
  account: string;
  /** How people call it. */
  label: string;
  /** Undefined where the function's own default, or the caller's setting, holds. */
  apiUrl?: string;
  /** What the account's token secret holds. */
  secret: Record<string, string | number>;
  /** Why a run failed, as one sentence to whoever started it. */
  explain(error: Error): string;
  close(): Promise<void>;
}

/** Holds the access token of a real account. */
export const TOKEN_VARIABLE = 'CONSTANT_CONTACT_ACCESS_TOKEN';

/** Far enough for any local run, and for any story. */
const TOKEN_EXPIRES_AT = '2099-12-31T00:00:00.000Z';

/** Starts the sandbox with the vendor's example account, which is the same each time. */
export async function openSandbox(): Promise<Vendor> {
  const account = exampleAccount();
  const sandbox = await createSandbox({ accounts: [account] });
  const accountId = account.summary.encoded_account_id;
  const expiresAtMs = Date.parse(TOKEN_EXPIRES_AT);
  return {
    account: 'main',
    label: 'the Constant Contact sandbox',
    apiUrl: sandbox.apiUrl,
    secret: {
      account_id: accountId,
      access_token: sandbox.issueToken(accountId, { expiresAtMs }),
      expires_at: expiresAtMs / 1000,
    },
    explain: toSentence,
    close: sandbox.close,
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
    account: 'real',
    label: 'Constant Contact',
    secret: { access_token: accessToken },
    explain: (error) => REAL_ACCOUNT_ADVICE.get(error.name) ?? toSentence(error),
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
