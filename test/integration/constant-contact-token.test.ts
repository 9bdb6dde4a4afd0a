import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import type { AccountClient, TokenSource } from '../../lambda/constant-contact/client.ts';
import { UnauthorizedError } from '../../lambda/constant-contact/errors.ts';
import { type ScriptedReply, startScriptedVendor } from '../support/scripted-vendor.ts';
import { createTestClient, fixedToken } from '../support/test-client.ts';

const unauthorized = {
  status: 401,
  body: { error_key: 'unauthorized', error_message: 'Unauthorized' },
};
const throttled = { status: 429, body: { error_key: 'throttled', error_message: 'Too Many' } };
const good: ScriptedReply = { body: [] };

/** Gives `first` until it is asked again, and explains a refusal in its own words. */
function createTokens(first: string, second: string) {
  return {
    read: vi.fn(async () => first),
    reread: vi.fn(async () => second),
    explainRefusal: (cause: UnauthorizedError) => new Error('authorize again', { cause }),
  } satisfies TokenSource;
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error,
  );
}

describe('after a 401', () => {
  test.each<[string, (client: AccountClient) => Promise<unknown>]>([
    ['GET', (client) => client.getPrivileges()],
    ['PUT', (client) => client.replacePhysicalAddress({ city: 'Waltham' })],
    ['POST', (client) => client.addPhysicalAddress({ city: 'Waltham' })],
  ])('a %s is sent once more with the token read again', async (method, call) => {
    const body = method === 'GET' ? [] : {};
    const vendor = await startScriptedVendor(unauthorized, { body });
    const tokens = createTokens('old', 'new');
    const { client } = createTestClient({ ...vendor, tokens });

    await call(client);

    expect(vendor.received.map(({ token }) => token)).toEqual(['old', 'new']);
    expect(tokens.reread).toHaveBeenCalledTimes(1);
    expect(client.usage().requests).toBe(2);
  });

  test('the request is sent once more even if the token is still the same', async () => {
    const vendor = await startScriptedVendor(unauthorized, good);
    const { client } = createTestClient({ ...vendor, tokens: fixedToken('same') });

    await client.getSenders();

    expect(vendor.received.map(({ token }) => token)).toEqual(['same', 'same']);
  });

  test('a second 401 ends it with what the token source makes of it', async () => {
    const vendor = await startScriptedVendor(unauthorized);
    const { client } = createTestClient({ ...vendor, tokens: createTokens('old', 'new') });

    const error = await failureOf(client.getSenders());

    expect(error).toMatchObject({ message: 'authorize again', cause: { status: 401 } });
    expect(vendor.received).toHaveLength(2);
  });

  test('a second 401 ends it too when a retry lies between the two', async () => {
    const vendor = await startScriptedVendor(unauthorized, throttled, unauthorized);
    const tokens = createTokens('old', 'new');
    const { client } = createTestClient({ ...vendor, tokens });

    await failureOf(client.getSenders());

    expect(vendor.received).toHaveLength(3);
    expect(tokens.reread).toHaveBeenCalledTimes(1);
  });

  test('the three retries are still there for the replay', async () => {
    const vendor = await startScriptedVendor(unauthorized, throttled, throttled, throttled, good);
    const { client } = createTestClient({ ...vendor, tokens: createTokens('old', 'new') });

    await client.getSenders();

    expect(vendor.received.map(({ token }) => token)).toEqual(['old', 'new', 'new', 'new', 'new']);
  });

  test('two calls side by side share one reading of the token', async () => {
    const refusal = { ...unauthorized, headers: { 'x-amzn-RequestId': 'seen' } };
    const vendor = await startScriptedVendor(refusal, refusal, good);
    const tokens = createTokens('old', 'new');
    const reading = Promise.withResolvers<string>();
    tokens.reread.mockReturnValue(reading.promise);
    const { client } = createTestClient({ ...vendor, tokens });

    const calls = Promise.all([client.getSenders(), client.getSenders()]);
    await vi.waitFor(() => expect(client.usage().requestIds).toEqual(['seen', 'seen']));
    reading.resolve('new');
    await calls;

    expect(tokens.reread).toHaveBeenCalledTimes(1);
    expect(vendor.received.map(({ token }) => token)).toEqual(['old', 'old', 'new', 'new']);
  });

  test('a later call that meets a 401 reads the token again', async () => {
    const vendor = await startScriptedVendor(unauthorized, good, unauthorized, good);
    const tokens = createTokens('old', 'new');
    const { client } = createTestClient({ ...vendor, tokens });

    await client.getSenders();
    await client.getSenders();

    expect(tokens.reread).toHaveBeenCalledTimes(2);
  });

  test('a token that cannot be read again fails the call with that reason', async () => {
    const vendor = await startScriptedVendor(unauthorized);
    const tokens = createTokens('old', 'new');
    tokens.reread.mockRejectedValue(new Error('no such secret'));
    const { client } = createTestClient({ ...vendor, tokens });

    expect(await failureOf(client.getSenders())).toHaveProperty('message', 'no such secret');
    expect(vendor.received).toHaveLength(1);
  });
});

test.each(['', 'two words', 'line\nbreak', 'zürich'])(
  'the token %j is not sent but read again, like one that was refused',
  async (unusable) => {
    const vendor = await startScriptedVendor(good);
    const { client } = createTestClient({ ...vendor, tokens: createTokens(unusable, 'new') });

    await client.getSenders();

    expect(vendor.received.map(({ token }) => token)).toEqual(['new']);
    expect(client.usage().requests).toBe(1);
  },
);

describe('no error holds the token', () => {
  const canary = 'canary-5f0c1e-token';
  const echo = { error_key: canary, error_message: `Invalid token ${canary}`, message: canary };
  const html = { 'content-type': 'text/html' };
  const refused = [301, 400, 401, 403, 404, 409, 415, 429, 500, 503];
  const replies = refused.flatMap((status): [string, ScriptedReply][] => [
    [`${status} with an object that quotes it`, { status, body: echo }],
    [`${status} with an array that quotes it`, { status, body: [echo] }],
    [`${status} with HTML that quotes it`, { status, headers: html, body: `<p>${canary}` }],
  ]);

  test.each<[string, ScriptedReply]>([
    ...replies,
    ['quota', { status: 429, body: { error_key: 'quota_exceeded', error_message: canary } }],
    ['200 and text that quotes it', { body: `Bearer ${canary}` }],
    ['200 and HTML that quotes it', { headers: html, body: `<p>${canary}` }],
    ['200 and wrong types that quote it', { body: [{ email_id: canary }] }],
    ['200 and too many bytes', 'endless'],
    ['a dropped connection', 'drop'],
    ['a body cut off', 'truncate'],
    ['a time-out', 'stall'],
  ])('%s', async (_name, reply) => {
    const vendor = await startScriptedVendor(reply);
    const attemptMs = reply === 'stall' ? 250 : 5_000;
    const policy = { attemptMs, retryLimit: 1, longReplyLimitBytes: 100_000 };
    const { client } = createTestClient({ ...vendor, policy, tokens: fixedToken(canary) });

    const error = await failureOf(client.getSenders());

    expect(vendor.received[0]?.token).toBe(canary);
    expectNoCanary(error, canary);
  });

  test.each(['http://127.0.0.1:1/v3', 'http://vendor.invalid/v3', 'not an address'])(
    'no connection to %s',
    async (apiUrl) => {
      const { client } = createTestClient({ apiUrl, tokens: fixedToken(canary) });

      expectNoCanary(await failureOf(client.getSenders()), canary);
    },
  );

  test.each([`${canary}\n`, `${canary}ü`, `${canary} ${canary}`])(
    'a token that no header can carry',
    async (token) => {
      const apiUrl = 'http://vendor.invalid/v3';
      const { client } = createTestClient({ apiUrl, tokens: fixedToken(token) });

      const error = await failureOf(client.getSenders());

      expect(error).toBeInstanceOf(UnauthorizedError);
      expectNoCanary(error, canary);
    },
  );
});

describe('of a reply that quotes the token', () => {
  const canary = 'canary-5f0c1e-token';
  const one = { email_id: 1, email_address: 'a@example.com', confirm_status: 'CONFIRMED' };
  /** With every letter written as JSON may write it. */
  const escaped = [...canary].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join('');

  test('the content type and ids are cut after it was taken out', async () => {
    const headers = {
      'content-type': `text/${'x'.repeat(170)}${canary}`,
      'x-amzn-requestid': `${'x'.repeat(95)}${canary}`,
      'x-eig-tracking-id': canary,
    };
    const vendor = await startScriptedVendor({ headers });
    const { client } = createTestClient({ ...vendor, tokens: fixedToken(canary) });

    const error = await failureOf(client.getSenders());

    expect(inspect(error, { showHidden: true })).not.toContain('canary');
    expect(error).toMatchObject({
      requestId: `${'x'.repeat(95)}[token]`,
      trackingId: '[token]',
      message: expect.stringContaining('xx[token]; nothing'),
    });
    expect(client.usage().requestIds).toEqual([`${'x'.repeat(95)}[toke`]);
  });

  test.each([canary, escaped])('names and texts are read without it (%s)', async (written) => {
    const long = 'x'.repeat(65);
    const sender = { ...one, roles: [canary], [canary]: 1, [`${long}${canary}`]: canary };
    const body = JSON.stringify([sender]).replaceAll(canary, written);
    const vendor = await startScriptedVendor({ body });
    const { client } = createTestClient({ ...vendor, tokens: fixedToken(canary) });

    const reply = await client.getSenders();

    expect(reply).toEqual({
      senders: [{ ...one, roles: ['[token]'] }],
      features: ['role:[token]', 'sender.[token]:number', `sender.${long}[token]:`],
    });
  });
});

function expectNoCanary(error: unknown, canary: string): void {
  expect(error).toBeInstanceOf(Error);
  const everything = JSON.stringify(error) + inspect(error, { depth: 10, showHidden: true });
  expect(everything).toContain('Error');
  expect(everything).not.toContain(canary);
}
