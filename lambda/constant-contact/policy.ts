import { RateLimitedError, UpstreamUnavailableError, type VendorError } from './errors.ts';

/** How long to wait for the vendor, what to send again, and how much to read. */
export interface RequestPolicy {
  /** One attempt, from sending to the last byte of the reply. */
  attemptMs: number;
  /** All attempts and back-offs of one call; waiting for the pace is not counted. */
  callMs: number;
  retryLimit: number;
  /** Statuses after which a GET is sent again. */
  retryStatuses: readonly number[];
  /** Upper end of the first back-off; it doubles with every retry. */
  backoffMs: number;
  /** A longer `Retry-After` is cut to this. */
  retryAfterLimitMs: number;
  replyLimitBytes: number;
  /** Of the list of senders. */
  longReplyLimitBytes: number;
  errorReplyLimitBytes: number;
}

export const REQUEST_POLICY = {
  attemptMs: 10_000,
  callMs: 25_000,
  retryLimit: 3,
  retryStatuses: [500, 502, 503, 504],
  // The vendor's per-second limit (429 `throttled`) has passed after a second.
  backoffMs: 1_000,
  retryAfterLimitMs: 5_000,
  // A summary has 1 KB, the 94 privileges of an owner 6.
  replyLimitBytes: 262_144,
  // 10,000 senders take about 3 MB.
  longReplyLimitBytes: 20_000_000,
  errorReplyLimitBytes: 65_536,
} satisfies RequestPolicy;

/**
 * Milliseconds to wait before the failed request may be sent again, or undefined if it must not be: after
 * `policy.retryLimit` retries, after `quota_exceeded`, and for a PUT or POST after anything but `throttled`, because
 * only that proves that nothing was done.
 *
 * @param random - a number from 0 up to 1 that spreads the back-off over the upper half of its range
 */
export function retryDelayMs(
  error: VendorError,
  { retries, random, policy }: { retries: number; random: number; policy: RequestPolicy },
): number | undefined {
  if (retries >= policy.retryLimit || !mayBeSentAgain(error, policy)) return undefined;
  if (error.retryAfterMs !== undefined) {
    return Math.min(error.retryAfterMs, policy.retryAfterLimitMs);
  }
  const ceilingMs = policy.backoffMs * 2 ** retries;
  return Math.round((ceilingMs * (1 + random)) / 2);
}

function mayBeSentAgain(error: VendorError, policy: RequestPolicy): boolean {
  if (error instanceof RateLimitedError) return error.errorKey === 'throttled';
  if (!(error instanceof UpstreamUnavailableError) || error.method !== 'GET') return false;
  return error.status === undefined || policy.retryStatuses.includes(error.status);
}

/** Reads a `Retry-After` header: seconds or an HTTP date. Milliseconds from now, undefined if it is neither. */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  // Date.parse accepts almost anything, so the form of an HTTP date (RFC 9110, 5.6.7) is checked first.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(header)) {
    return undefined;
  }
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
