import * as z from 'zod/mini';
import { UNSEEDED_SECRET } from '../shared/contract.ts';
import { safeParse } from '../shared/safe-parse.ts';
import { TokenUnusableError } from './errors.ts';
import { toExpiry } from './plausible-time.ts';

/** What a secret tells of a token; a bare token tells nothing but itself. */
export interface StoredToken {
  accessToken: string;
  accountId?: string | undefined;
  /** Epoch seconds, as the secret keeps it; undefined too for a number that can be no expiry. */
  expiresAt?: number | undefined;
  refreshedAt?: string | undefined;
  /** When a person consented. */
  authorizedAt?: string | undefined;
  /** Whether the secret has what renews it; the refresh token itself stays where it is. */
  isRefreshable?: boolean;
  /** What the token may do, if the secret says so. */
  scopes?: string[] | undefined;
}

/** A token goes into a header: visible ASCII characters only. */
const accessToken = z.string().check(z.regex(/^[\x21-\x7e]+$/));

const unseededSchema = z.object({ status: z.literal(UNSEEDED_SECRET.status) });
const tokenSchema = z.object({
  access_token: accessToken,
  account_id: z.optional(z.nullable(z.string().check(z.minLength(1)))),
  expires_at: z.optional(z.nullable(z.number())),
  refreshed_at: z.optional(z.nullable(z.string())),
  authorized_at: z.optional(z.nullable(z.string())),
  refresh_token: z.optional(z.nullable(z.string())),
  scope: z.optional(z.nullable(z.string())),
});

/**
 * Reads the forms a token secret may have: the whole JSON, `{ "access_token": "…" }`, a bare access token, or unseeded.
 * Throws `TokenUnusableError`, which names what is wrong but never what the secret holds.
 */
export function parseSecret(secretName: string, text: string | undefined): StoredToken {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') throw malformed(secretName, 'is empty');
  if (!trimmed.startsWith('{')) return parseBareToken(secretName, trimmed);
  const json = parseJson(secretName, trimmed);
  if (safeParse(unseededSchema, json).success) {
    throw new TokenUnusableError(secretName, 'unseeded', 'has no token yet');
  }
  const parsed = safeParse(tokenSchema, json);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'access_token';
    throw malformed(secretName, `is JSON whose "${field}" is missing or not of its form`);
  }
  const { access_token, account_id, expires_at, refreshed_at, authorized_at, scope } = parsed.data;
  return {
    accessToken: access_token,
    accountId: account_id ?? undefined,
    expiresAt: toExpiry(expires_at),
    refreshedAt: refreshed_at ?? undefined,
    authorizedAt: authorized_at ?? undefined,
    isRefreshable: Boolean(parsed.data.refresh_token),
    scopes: scope?.split(/\s+/).filter(Boolean),
  };
}

function parseBareToken(secretName: string, text: string): StoredToken {
  if (safeParse(accessToken, text).success) return { accessToken: text };
  throw malformed(secretName, 'is neither JSON nor one access token without spaces');
}

/** The parser's own message would quote the secret, so it is dropped. */
function parseJson(secretName: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(secretName, 'starts like JSON but is not valid JSON');
  }
}

function malformed(secretName: string, problem: string): TokenUnusableError {
  return new TokenUnusableError(secretName, 'malformed', problem);
}
