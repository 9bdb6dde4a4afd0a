import { toIsoTime } from './plausible-time.ts';
import type { StoredToken } from './secret.ts';

/** What is known of a token's life, for people: `expires 2026-…, last refresh 2026-…`. */
export function describeToken(
  token: Pick<StoredToken, 'expiresAt' | 'refreshedAt'> | undefined,
): string {
  const expiry = toIsoTime((token?.expiresAt ?? Number.NaN) * 1000);
  const refresh = toIsoTime(Date.parse(token?.refreshedAt ?? ''));
  return [
    expiry ? `expires ${expiry}` : 'expiry unknown',
    refresh ? `last refresh ${refresh}` : 'no refresh recorded',
  ].join(', ');
}
