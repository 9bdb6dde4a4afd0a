import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { AccountClient } from '../../lambda/constant-contact/client.ts';
import type { RequestPolicy } from '../../lambda/constant-contact/policy.ts';
import { type ScriptedReply, startScriptedVendor } from '../support/scripted-vendor.ts';
import { createTestClient } from '../support/test-client.ts';

const throttled = { status: 429, body: { error_key: 'throttled', error_message: 'Too Many' } };
const quota = { status: 429, body: { error_key: 'quota_exceeded', error_message: 'Limit' } };
const good: ScriptedReply = { body: [] };
const summary: ScriptedReply = { body: { encoded_account_id: 'a' } };

async function connectTo(script: ScriptedReply[], policy: Partial<RequestPolicy> = {}) {
  const vendor = await startScriptedVendor(...script);
  return { ...createTestClient({ ...vendor, policy }), vendor };
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error,
  );
}

const writes: [string, (client: AccountClient) => Promise<unknown>][] = [
  ['PUT summary', (client) => client.putSummary({ first_name: 'Jane' })],
  ['PUT address', (client) => client.replacePhysicalAddress({ city: 'Waltham' })],
  ['POST address', (client) => client.addPhysicalAddress({ city: 'Waltham' })],
  ['POST email', (client) => client.addSender('new@example.com')],
];

describe('a GET', () => {
  test.each<[string, ScriptedReply]>([
    ['429 throttled', throttled],
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['503 with HTML', { status: 503, headers: { 'content-type': 'text/html' }, body: '<p>' }],
    ['504', { status: 504 }],
    ['a dropped connection', 'drop'],
    ['a body cut off', 'truncate'],
  ])('is sent again after %s, with back-offs that grow', async (_name, fault) => {
    const { client, vendor, sleeps } = await connectTo([fault, fault, fault, good]);

    const reply = await client.getSenders();

    expect(reply.senders).toEqual([]);
    expect(vendor.received).toHaveLength(4);
    expect(client.usage().requests).toBe(4);
    expect(sleeps).toEqual([750, 1_500, 3_000]);
  });

  test.each<[string, ScriptedReply, string]>([
    ['429 throttled', throttled, 'RateLimitedError'],
    ['503', { status: 503 }, 'UpstreamUnavailableError'],
    ['a dropped connection', 'drop', 'UpstreamUnavailableError'],
  ])('fails after the third retry when %s does not pass', async (_name, fault, name) => {
    const { client, vendor } = await connectTo([fault]);

    const error = await failureOf(client.getSenders());

    expect(error).toHaveProperty('name', name);
    expect(vendor.received).toHaveLength(4);
  });

  test.each<[string, ScriptedReply]>([
    ['the daily quota', quota],
    ['an unexplained 429', { status: 429 }],
    ['400', { status: 400 }],
    ['403', { status: 403 }],
    ['404', { status: 404 }],
    ['409', { status: 409 }],
    ['501', { status: 501 }],
  ])('is not sent again after %s', async (_name, reply) => {
    const { client, vendor, sleeps } = await connectTo([reply, good]);

    await failureOf(client.getSenders());

    expect(vendor.received).toHaveLength(1);
    expect(sleeps).toEqual([]);
  });

  test('waits as long as Retry-After says, at most five seconds', async () => {
    const askFor = (value: string) => ({ status: 503, headers: { 'retry-after': value } });
    const date = 'Sun, 01 Nov 2026 02:15:06 GMT';
    const { client, sleeps } = await connectTo([askFor('2'), askFor(date), askFor('3600'), good]);

    await client.getSenders();

    // The second wait counts from 02:15:02, where the first one moved the clock.
    expect(sleeps).toEqual([2_000, 4_000, 5_000]);
  });

  test('is sent again when an attempt takes too long, before its answer or within', async () => {
    const { client, vendor } = await connectTo(['silent', 'stall', good], { attemptMs: 250 });

    await client.getSenders();

    expect(vendor.received).toHaveLength(3);
  });

  test('whose attempts all take too long says so', async () => {
    const { client, vendor } = await connectTo(['stall'], { attemptMs: 40, retryLimit: 1 });

    const error = await failureOf(client.getSenders());

    expect(error).toMatchObject({
      name: 'UpstreamUnavailableError',
      status: undefined,
      sent: true,
    });
    expect(error).toHaveProperty('message', expect.stringContaining('within 40 ms'));
    expect(vendor.received).toHaveLength(2);
  });

  test('gives up with the error at hand when the next back-off would pass the limit of the call', async () => {
    const { client, vendor } = await connectTo([{ status: 503 }], { callMs: 2_000 });

    const error = await failureOf(client.getSenders());

    expect(error).toMatchObject({ name: 'UpstreamUnavailableError', status: 503 });
    expect(vendor.received).toHaveLength(2);
  });

  test('gives up when slow answers have used up the time of the call', async () => {
    const slow = (): ScriptedReply => {
      clock.advance(1_500);
      return { status: 503 };
    };
    const { client, clock, vendor } = await connectTo([slow], { callMs: 2_000 });

    await failureOf(client.getSenders());

    expect(vendor.received).toHaveLength(1);
  });

  test('has no more time for an attempt than is left of the call', async () => {
    const { client } = await connectTo(['stall'], { callMs: 40, retryLimit: 0 });

    const error = await failureOf(client.getSenders());

    expect(error).toHaveProperty('message', expect.stringContaining('within 40 ms'));
  });
});

describe.each(writes)('%s', (_name, write) => {
  test('is sent again after 429 throttled, at most three times', async () => {
    const { client, vendor } = await connectTo([throttled]);

    const error = await failureOf(write(client));

    expect(error).toHaveProperty('name', 'RateLimitedError');
    expect(vendor.received).toHaveLength(4);
    expect(new Set(vendor.received.map(({ body }) => body)).size).toBe(1);
  });

  test.each<[string, ScriptedReply]>([
    ['500', { status: 500 }],
    ['503', { status: 503, headers: { 'retry-after': '1' } }],
    ['504', { status: 504 }],
    ['a dropped connection', 'drop'],
    ['a reply cut off', 'truncate'],
    ['a time-out', 'stall'],
  ])('is not sent again after %s, because it may have been done', async (_fault, reply) => {
    const attemptMs = reply === 'stall' ? 250 : 5_000;
    const { client, vendor } = await connectTo([reply, summary], { attemptMs });

    const error = await failureOf(write(client));

    expect(error).toMatchObject({ name: 'UpstreamUnavailableError', sent: true });
    expect(error).toHaveProperty('message', expect.stringContaining('may have been done'));
    expect(vendor.received).toHaveLength(1);
  });

  test.each([quota, { status: 429 }])('is not sent again after %j', async (reply) => {
    const { client, vendor } = await connectTo([reply, summary]);

    await failureOf(write(client));

    expect(vendor.received).toHaveLength(1);
  });
});

describe('a request that never left', () => {
  test('because nobody listens is known not to be done', async () => {
    const { client } = createTestClient({ apiUrl: await closedAddress() });

    const error = await failureOf(client.putSummary({ first_name: 'Jane' }));

    expect(error).toMatchObject({ name: 'UpstreamUnavailableError', sent: false });
    expect(error).toHaveProperty('message', expect.stringContaining('ECONNREFUSED'));
  });

  test('because the host has no address is known not to be done', async () => {
    const { client } = createTestClient({ apiUrl: 'http://vendor.invalid/v3' });

    const error = await failureOf(client.addSender('new@example.com'));

    expect(error).toMatchObject({ name: 'UpstreamUnavailableError', sent: false });
  });

  test('is tried again all the same if it is a GET', async () => {
    const { client, sleeps } = createTestClient({ apiUrl: await closedAddress() });

    await failureOf(client.getSenders());

    expect(client.usage()).toEqual({ requests: 4, requestIds: [] });
    expect(sleeps).toHaveLength(3);
  });
});

test('retries take their turn in the pace, behind those who came before', async () => {
  const vendor = await startScriptedVendor(throttled, throttled, good);
  const { client, clock, sleeps } = createTestClient({ ...vendor, spacingMs: 10_000 });
  const startMs = clock.now();

  await Promise.all([client.getSenders(), client.getSenders()]);

  // Sends at 0, 10, 20 and 30 s, whatever the back-offs asked for.
  expect(vendor.received).toHaveLength(4);
  expect(clock.now() - startMs).toBe(30_000);
  expect(sleeps.filter((delayMs) => delayMs < 5_000)).toEqual([750, 750]);
});

test('waiting for the pace does not use up the time of the call', async () => {
  const vendor = await startScriptedVendor(throttled, throttled, throttled, good);
  const { client } = createTestClient({ ...vendor, spacingMs: 20_000 });

  await client.getSenders();

  expect(vendor.received).toHaveLength(4);
});

async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v3`;
}
