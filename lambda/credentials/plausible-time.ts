/** Stored times are compared as text, so their years have four digits; none of ours is before 1970. */
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** ISO 8601 of a time (epoch ms) such as we store; undefined for any other number. */
export function toIsoTime(epochMs: number): string | undefined {
  return epochMs >= 0 && epochMs <= LAST_MS ? new Date(epochMs).toISOString() : undefined;
}

/** An expiry as a secret keeps it, in epoch seconds; undefined for what cannot be one, such as milliseconds. */
export function toExpiry(expiresAt: number | null | undefined): number | undefined {
  return expiresAt && toIsoTime(expiresAt * 1000) ? expiresAt : undefined;
}
