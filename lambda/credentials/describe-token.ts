import type { StoredToken } from './secret.ts';

/** What is known of a token's life, for people: `expires 2026-…, last refresh 2026-…`. */
export function describeToken(
  token: Pick<StoredToken, 'expiresAt' | 'refreshedAt'> | undefined,
): string {
  const expiry = token?.expiresAt
    ? `expires ${new Date(token.expiresAt * 1000).toISOString()}`
    : 'expiry unknown';
  const refreshedMs = Date.parse(token?.refreshedAt ?? '');
  const refresh = Number.isNaN(refreshedMs)
    ? 'no refresh recorded'
    : `last refresh ${new Date(refreshedMs).toISOString()}`;
  return `${expiry}, ${refresh}`;
}
