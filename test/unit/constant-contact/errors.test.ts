import { expect, test } from 'vitest';
import { toVendorError } from '../../../lambda/constant-contact/error-reply.ts';
import {
  InvalidGrantError,
  TokenRequestRefusedError,
  UpstreamUnavailableError,
} from '../../../lambda/constant-contact/errors.ts';
import { createHide } from '../../../lambda/constant-contact/hide.ts';
import type { Reply } from '../../../lambda/constant-contact/send.ts';

const now = Date.parse('2026-11-01T02:15:00Z');
const token = 'token-canary';
const hide = createHide('[token]', [token]);

function replyOf(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method: 'GET',
    url: 'https://api.example/v3/account/emails',
    status,
    headers: new Headers(headers),
    body: new TextEncoder().encode(text),
  };
}

test('an error says what failed, how the vendor put it and what to do', () => {
  const body = { error_key: 'access_denied', error_message: 'Insufficient user privileges.' };

  const error = toVendorError(replyOf(403, body), { hide, now });

  expect(error.message).toBe(
    'GET https://api.example/v3/account/emails answered 403 ' +
      '(access_denied: Insufficient user privileges.); ' +
      "check the privileges of the token's user and the scopes of the token",
  );
});

test("an error keeps the vendor's words and ids as fields", () => {
  const headers = {
    'x-amzn-RequestId': 'amzn-1',
    'x-eig-tracking-id': 'eig-1',
    'retry-after': '2',
  };
  const body = { error_key: 'throttled', error_message: 'Too Many Requests' };

  const error = toVendorError(replyOf(429, body, headers), { hide, now });

  expect(error).toMatchObject({
    name: 'RateLimitedError',
    method: 'GET',
    url: 'https://api.example/v3/account/emails',
    status: 429,
    errorKey: 'throttled',
    errorMessage: 'Too Many Requests',
    requestId: 'amzn-1',
    trackingId: 'eig-1',
    retryAfterMs: 2_000,
  });
});

test.each<[number, unknown, string]>([
  [302, '', 'UnreadableReplyError'],
  [400, [{ error_key: 'accountsvc.api.validation', error_message: 'bad' }], 'RejectedError'],
  [401, { error_key: 'unauthorized', error_message: 'Unauthorized' }, 'UnauthorizedError'],
  [403, { message: 'Forbidden' }, 'ForbiddenError'],
  [404, [{ error_key: 'not_found', error_message: 'Not found' }], 'NotFoundError'],
  [408, '', 'RejectedError'],
  [409, [{ error_key: 'accountsvc.api.conflict', error_message: 'exists' }], 'ConflictError'],
  [415, '', 'RejectedError'],
  [429, { error_key: 'throttled', error_message: 'Too Many Requests' }, 'RateLimitedError'],
  [429, { error_key: 'quota_exceeded', error_message: 'Limit Exceeded' }, 'QuotaExceededError'],
  [429, [{ error_key: 'quota_exceeded' }], 'QuotaExceededError'],
  [429, '', 'RateLimitedError'],
  [500, '<html>oops</html>', 'UpstreamUnavailableError'],
  [503, '', 'UpstreamUnavailableError'],
  [599, 'null', 'UpstreamUnavailableError'],
])('%i with %j is %s', (status, body, name) => {
  expect(toVendorError(replyOf(status, body), { hide, now }).name).toBe(name);
});

test.each([
  '',
  'null',
  '7',
  '"text"',
  '[]',
  '[7]',
  '{}',
  '<html>',
  '{"error_key":7,"error_message":{}}',
  '{"__proto__":{"error_key":"a"}}',
])('an error body of %s has no key and no words', (body) => {
  const error = toVendorError(replyOf(400, body), { hide, now });

  expect(error).toMatchObject({ errorKey: undefined, errorMessage: undefined });
});

test('several errors in one body give the first key and all words', () => {
  const body = [
    { error_key: 'a', error_message: 'one' },
    { error_key: 'b', error_message: 'two' },
  ];

  const error = toVendorError(replyOf(400, body), { hide, now });

  expect(error).toMatchObject({ errorKey: 'a', errorMessage: 'one; two' });
});

test("the vendor's words are cut to 200 characters on one line, without the token", () => {
  const body = { error_key: token, error_message: `bad\n\u001b[31m ${token} ${'x'.repeat(300)}` };

  const error = toVendorError(replyOf(400, body), { hide, now });

  expect(error.errorMessage).toHaveLength(200);
  expect(error.errorMessage).toMatch(/^bad \[31m \[token\] x+$/);
  expect(error.errorKey).toBe('[token]');
});

test.each([
  ['ends a line', 'a\u2028b', 'a b'],
  ['turns the order round', 'a\u202eb\u2066', 'a b'],
  ['is half a character', `a\ud800${'x'.repeat(300)}`, `a\ufffd${'x'.repeat(198)}`],
  ['would be cut in two', `${'x'.repeat(199)}\u{1f600}`, `${'x'.repeat(199)}\ufffd`],
])("of the vendor's words what %s is taken out", (_, said, read) => {
  const error = toVendorError(replyOf(400, { error_message: said }), { hide, now });

  expect(error.errorMessage).toBe(read);
});

test.each([
  ['GET', true, 'try later'],
  ['PUT', true, 'it may have been done all the same: read before sending it again'],
  ['PUT', false, 'try later'],
])('a %s whose sending is %s advises: %s', (method, sent, advice) => {
  const error = new UpstreamUnavailableError({
    method,
    url: 'https://api.example',
    status: 503,
    sent,
  });

  expect(error.message.split('; ')[1]).toBe(advice);
  expect(error.sent).toBe(sent);
});

test.each([
  [400, 'correct the request, it would be rejected again'],
  [401, 'the access token is not accepted: refresh it or authorize the account again'],
  [403, "check the privileges of the token's user and the scopes of the token"],
  [404, 'it does not exist, or the API address is wrong'],
  [409, 'it exists already: read it instead of adding it'],
  [429, 'the application sends too many requests at once: try again later'],
  [302, 'nothing of it was used; if this stays, the API has changed'],
])('an answer of %i without words says: %s', (status, advice) => {
  const error = toVendorError(replyOf(status, ''), { hide, now });

  expect(error.message).toBe(
    `GET https://api.example/v3/account/emails answered ${status}; ${advice}`,
  );
});

test('a spent day says until when', () => {
  const error = toVendorError(replyOf(429, { error_key: 'quota_exceeded' }), { hide, now });

  expect(error.message).toContain(
    "answered 429 (quota_exceeded); the application's requests of this day are used up: try again after 00:00 UTC",
  );
});

test.each([
  [InvalidGrantError, 'a person has to consent anew'],
  [
    TokenRequestRefusedError,
    "check the application's client id and secret; if they are right, a person has to consent anew",
  ],
])('a refusal of the authorization server says who must act (%#)', (Refusal, advice) => {
  const error = new Refusal({ method: 'POST', url: 'https://auth.example/token', status: 400 });

  expect(error.message).toBe(`POST https://auth.example/token answered 400; ${advice}`);
});
