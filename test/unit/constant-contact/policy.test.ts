import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  QuotaExceededError,
  RateLimitedError,
  RejectedError,
  UnreadableReplyError,
  UpstreamUnavailableError,
  type VendorError,
} from '../../../lambda/constant-contact/errors.ts';
import {
  parseRetryAfter,
  REQUEST_POLICY as policy,
  retryDelayMs,
} from '../../../lambda/constant-contact/policy.ts';

const url = 'https://api.example/v3/account/summary';

function throttled(method: string, retryAfterMs?: number): VendorError {
  return new RateLimitedError({ method, url, status: 429, errorKey: 'throttled', retryAfterMs });
}

function unavailable(method: string, status?: number): VendorError {
  return new UpstreamUnavailableError({ method, url, status, sent: true });
}

function isRetried(error: VendorError, retries = 0): boolean {
  return retryDelayMs(error, { retries, random: 0.5, policy }) !== undefined;
}

describe('which failures are sent again', () => {
  test.each([500, 502, 503, 504, undefined])('a GET after status %s', (status) => {
    expect(isRetried(unavailable('GET', status))).toBe(true);
  });

  test.each([501, 505, 520])('not a GET after status %s', (status) => {
    expect(isRetried(unavailable('GET', status))).toBe(false);
  });

  test.each(['PUT', 'POST'])('not a %s after 503 or a lost connection', (method) => {
    expect(isRetried(unavailable(method, 503))).toBe(false);
    expect(isRetried(unavailable(method))).toBe(false);
  });

  test.each(['GET', 'PUT', 'POST'])('a %s after 429 throttled', (method) => {
    expect(isRetried(throttled(method))).toBe(true);
  });

  test('nothing after the daily quota, an unexplained 429, a rejection or an unreadable reply', () => {
    const failure = { method: 'GET', url, status: 429 };

    expect(isRetried(new QuotaExceededError({ ...failure, errorKey: 'quota_exceeded' }))).toBe(
      false,
    );
    expect(isRetried(new RateLimitedError(failure))).toBe(false);
    expect(isRetried(new RejectedError(failure))).toBe(false);
    expect(isRetried(new UnreadableReplyError(failure))).toBe(false);
  });

  test('nothing after three retries', () => {
    expect(isRetried(unavailable('GET', 503), 2)).toBe(true);
    expect(isRetried(unavailable('GET', 503), 3)).toBe(false);
  });
});

describe('how long a retry waits', () => {
  test('the back-off doubles and lies in the upper half of its range', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(random, fc.nat({ max: 2 }), (number, retries) => {
        const ceilingMs = [1_000, 2_000, 4_000][retries] ?? 0;

        const delayMs = retryDelayMs(unavailable('GET', 503), { retries, random: number, policy });

        expect(delayMs).toBeGreaterThanOrEqual(ceilingMs / 2);
        expect(delayMs).toBeLessThanOrEqual(ceilingMs);
      }),
    );
  });

  test('Retry-After replaces the back-off, up to five seconds', () => {
    const waits = [0, 2_000, 5_000, 3_600_000].map((askedMs) =>
      retryDelayMs(throttled('GET', askedMs), { retries: 0, random: 0.5, policy }),
    );

    expect(waits).toEqual([0, 2_000, 5_000, 5_000]);
  });
});

describe('what Retry-After means', () => {
  const now = Date.parse('2026-11-01T02:15:00Z');

  test.each([
    ['0', 0],
    ['3', 3_000],
    ['Sun, 01 Nov 2026 02:15:04 GMT', 4_000],
    ['Sun, 01 Nov 2026 02:00:00 GMT', 0],
  ])('%s is %i ms from now', (header, delayMs) => {
    expect(parseRetryAfter(header, now)).toBe(delayMs);
  });

  test.each([
    null,
    '',
    '-1',
    '1.5',
    'soon',
    'retry 1',
    '2026-11-01',
    'Sun, 99 Foo 2026 02:15:04 GMT',
  ])('%s is no time', (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined();
  });

  test('whatever the header says, it never becomes a wait in the past', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const delayMs = parseRetryAfter(header, now) ?? 0;

        expect(delayMs).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
