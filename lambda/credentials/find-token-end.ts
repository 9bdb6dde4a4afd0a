import { toIsoTime } from './plausible-time.ts';
import type { StoredToken } from './secret.ts';

/** A refresh token dies after so many days without use: https://developer.constantcontact.com/api_guide/auth_overview.html */
const UNUSED_DAYS = 180;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * When nothing can renew a token any more unless somebody acts (ISO 8601): 180 days after the last refresh or, before
 * the first one, the consent; of a token that cannot be renewed, its own end. Undefined when the secret does not say, or
 * says what cannot be.
 */
export function findTokenEnd(token: StoredToken): string | undefined {
  const endMs = token.isRefreshable
    ? Date.parse(token.refreshedAt ?? token.authorizedAt ?? '') + UNUSED_DAYS * DAY_MS
    : (token.expiresAt ?? Number.NaN) * 1000;
  return toIsoTime(endMs);
}
