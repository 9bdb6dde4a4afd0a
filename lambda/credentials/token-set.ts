import * as z from 'zod/mini';
import { safeParse } from '../shared/safe-parse.ts';
import { TokenUnusableError } from './errors.ts';
import { parseSecret } from './secret.ts';

/** The whole JSON of a token secret, as it is stored. */
export interface TokenSet {
  /** The vendor's `encoded_account_id`. */
  account_id?: string | null | undefined;
  client_id: string;
  /** Absent for an application that proves itself by PKCE alone. */
  client_secret?: string | null | undefined;
  /** Absent when the consent lacked `offline_access`: such a set dies with its access token. */
  refresh_token?: string | null | undefined;
  access_token: string;
  /** Epoch seconds. */
  expires_at?: number | null | undefined;
  /** Separated by spaces. */
  scope?: string | null | undefined;
  /** ISO 8601: the last refresh. */
  refreshed_at?: string | null | undefined;
  /** ISO 8601: when a person consented. */
  authorized_at?: string | null | undefined;
}

/** A set that can be renewed without a person. */
export type RefreshableTokenSet = TokenSet & { refresh_token: string };

const optionalText = z.optional(z.nullable(z.string()));
const text = z.string().check(z.minLength(1));
/** Loose, so that what somebody else keeps in the secret outlives a refresh. */
const refreshableSchema = z.looseObject({
  account_id: optionalText,
  client_id: text,
  client_secret: optionalText,
  refresh_token: text,
  access_token: text,
  expires_at: z.optional(z.nullable(z.number())),
  scope: optionalText,
  refreshed_at: optionalText,
  authorized_at: optionalText,
});

/**
 * Reads a secret as a set that can be renewed. Undefined for what is good as it is but cannot be: unseeded, a bare
 * token, a set without refresh token.
 *
 * @throws TokenUnusableError (`malformed`), which names what is wrong and never what the secret holds
 */
export function parseTokenSet(
  secretName: string,
  secretText: string | undefined,
): RefreshableTokenSet | undefined {
  try {
    parseSecret(secretName, secretText);
  } catch (error) {
    if (error instanceof TokenUnusableError && error.reason === 'unseeded') return undefined;
    throw error;
  }
  const trimmed = secretText?.trim() ?? '';
  if (!trimmed.startsWith('{')) return undefined;
  const json: { refresh_token?: unknown } = JSON.parse(trimmed);
  if (
    json.refresh_token === undefined ||
    json.refresh_token === null ||
    json.refresh_token === ''
  ) {
    return undefined;
  }
  const parsed = safeParse(refreshableSchema, json);
  if (parsed.success && canBeStored(parsed.data)) return parsed.data;
  const field = parsed.error?.issues[0]?.path.join('.');
  const problem = field
    ? `has a refresh token, but its "${field}" is missing or not of its form`
    : 'has a refresh token, but a field that is nested too deeply to be stored again';
  throw new TokenUnusableError(secretName, 'malformed', problem);
}

/** Known before anything is sent: afterwards the refresh token is used up. */
function canBeStored(set: TokenSet): boolean {
  try {
    return serialiseTokenSet(set) !== '';
  } catch {
    return false;
  }
}

/** What is stored of a set; the fields that are undefined are left out. */
export function serialiseTokenSet(set: TokenSet): string {
  return JSON.stringify(set);
}

/**
 * The set after a refresh at `nowMs`. The vendor's long-lived refresh tokens may be left out of the answer or come
 * empty: the stored one then stays.
 */
export function renewTokenSet(
  set: RefreshableTokenSet,
  reply: {
    accessToken: string;
    refreshToken: string | undefined;
    expiresInSeconds: number;
    scope: string | undefined;
  },
  nowMs: number,
): RefreshableTokenSet {
  return {
    ...set,
    access_token: reply.accessToken,
    refresh_token: reply.refreshToken ?? set.refresh_token,
    expires_at: Math.floor(nowMs / 1000) + reply.expiresInSeconds,
    scope: reply.scope ?? set.scope,
    refreshed_at: new Date(nowMs).toISOString(),
  };
}
