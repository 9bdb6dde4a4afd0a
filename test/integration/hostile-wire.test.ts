import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccountClient } from '../../lambda/constant-contact/client.ts';
import { UnreadableReplyError, VendorError } from '../../lambda/constant-contact/errors.ts';
import { createOAuth } from '../../lambda/constant-contact/oauth.ts';
import { readOrRefuse } from '../support/expect-typed.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { FUZZ_TIMEOUT_MS, fuzz, hostileSource } from '../support/hostile.ts';
import { startScriptedVendor } from '../support/scripted-vendor.ts';
import { createTestClient } from '../support/test-client.ts';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

/** A server that answers each request with the bytes that are set, whatever they are, and hangs up. */
async function startRawVendor() {
  const raw = { bytes: Buffer.alloc(0) };
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end(raw.bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v3`;
  const policy = { retryLimit: 0 };
  return { raw, url, ...createTestClient({ apiUrl: url, policy }) };
}

/** A server that answers its request with a list of so many megabytes, each written when the last was taken. */
async function startLongVendor(megabytes: number) {
  const taken = Promise.withResolvers<number>();
  const server = createServer(async (socket) => {
    let count = 0;
    function* write() {
      yield Buffer.from(`${HEAD}\r\n[`);
      for (; count < megabytes; count += 1) yield Buffer.alloc(1_000_000, ' ');
    }
    await pipeline(Readable.from(write()), socket).catch(() => undefined);
    taken.resolve(count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { apiUrl: `http://127.0.0.1:${port}/v3`, takenMegabytes: taken.promise };
}

/** An object that nothing can be compared with. */
const NO_VALUE = '{"valueOf":1,"toString":1}';
/** The beginning of a sender. */
const ONE = '"email_id":1,"email_address":"a@example.com","confirm_status":"CONFIRMED"';

describe('on the wire', { timeout: FUZZ_TIMEOUT_MS }, () => {
  it('bytes that are hardly HTTP end in a reply or a named error', async () => {
    const { raw, client } = await startRawVendor();
    const body = hostileSource([{ email_id: 1, email_address: 'a@b.c', confirm_status: 'X' }]);
    const status = fc.constantFrom(
      '200 OK',
      '101 Switching',
      '100 Continue',
      '204 No',
      '999 X',
      '0',
    );
    const header = fc.constantFrom(
      ...['content-length: 5', 'content-length: -1', 'transfer-encoding: chunked', 'upgrade: x'],
      ...['connection: upgrade\r\nupgrade: x', 'content-encoding: gzip', '__proto__: a', ': :', ''],
      `x: ${'y'.repeat(20_000)}`,
    );
    const replies = fc.tuple(status, header, body, fc.nat(40), fc.boolean());

    await fuzz(replies, async ([line, more, text, cut, isCut]) => {
      const reply = `HTTP/1.1 ${line}\r\ncontent-type: application/json\r\n${more}\r\n\r\n${text}`;
      raw.bytes = Buffer.from(isCut ? reply.slice(0, cut) : reply);

      await readOrRefuse(() => client.getSenders(), VendorError);
    });
  });

  it("the token endpoint's reply gives a token that can be sent and stored, or a named error", async () => {
    const { raw, url } = await startRawVendor();
    const oauth = createOAuth({ authUrl: url, clock: createFakeClock() });
    const tokens = {
      access_token: 'a',
      refresh_token: 'r',
      expires_in: 28_800,
      scope: 'account_read',
    };
    const refusal = { error: 'invalid_grant', error_description: 'canary-refresh is used up.' };
    const status = fc.constantFrom(
      '200 OK',
      '200 OK',
      '302 Found',
      '400 Bad',
      '429 Slow',
      '503 No',
    );
    const request = {
      clientId: 'c',
      clientSecret: 'canary-secret',
      refreshToken: 'canary-refresh',
    };

    await fuzz(fc.tuple(status, hostileSource(tokens, refusal)), async ([line, text]) => {
      raw.bytes = Buffer.from(`HTTP/1.1 ${line}\r\ncontent-type: application/json\r\n\r\n${text}`);

      const reply = await readOrRefuse(() => oauth.refresh(request), VendorError).catch(
        (error: unknown) => expect.unreachable(String(error)),
      );

      if (reply === undefined) return;
      expect(reply.accessToken).toMatch(/^[\x21-\x7e]+$/);
      expect(reply.expiresInSeconds).toBeGreaterThanOrEqual(1);
      expect(Number.isSafeInteger(reply.expiresInSeconds)).toBe(true);
    });
  });

  it('an answer that switches protocols is no answer', async () => {
    const { raw, client } = await startRawVendor();
    raw.bytes = Buffer.from(
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    );

    await expect(client.getSenders()).rejects.toThrow('failed on the connection');
  });

  it('a reply of 50 MB is left off at the limit', async () => {
    const vendor = await startLongVendor(50);
    const { client } = createTestClient(vendor);

    const reading = client.getSenders();

    await expect(reading).rejects.toThrow('answered 200 with more than 20000000 bytes');
    // What the network holds comes to the limit of 20.
    expect(await vendor.takenMegabytes).toBeLessThan(35);
  });

  const senders = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      email_id: index + 1,
      email_address: `sender-${index}@example.com`,
      confirm_status: 'CONFIRMED',
      confirm_time: '2026-09-29T14:37:13.521+0000',
      roles: ['OTHER'],
    }));

  it.each<[string, string | Buffer, string]>([
    ['100,000 senders', JSON.stringify(senders(100_000)), 'senders is longer than 50000'],
    ['a million zeros', `[${'0,'.repeat(1_000_000)}0]`, 'with more than 1000000 values'],
    ['fewer zeros', `[${'0,'.repeat(900_000)}0]`, 'senders is longer than 50000'],
    ['a thousand roles', `[{${ONE},"roles":[${'0,'.repeat(1_000)}0]}]`, 'is longer than 50'],
    ['ten thousand fields', `[{${manyFields(10_000)}}]`, 'is of more than 500 fields'],
    ['half a character', '[{"email_id":1,"email_address":"\\ud800"}]', 'is not well-formed text'],
    ['a number like 1e400', '[{"email_id":1e400}]', 'email_id is not of type'],
    [
      'a million arrays',
      `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`,
      'more than 100 levels',
    ],
    ['a hundred arrays', `${'['.repeat(100)}${']'.repeat(100)}`, 'senders[0] is not of type'],
    ['a "length" of no value', `[{"email_address":{"length":${NO_VALUE}}}]`, 'not as documented'],
    ['gzip that nobody asked for', gzipSync('[]'), 'a body that is not JSON'],
  ])('%s are refused in one sentence', async (_, body, sentence) => {
    const { apiUrl } = await startScriptedVendor({ body });
    const { client } = createTestClient({ apiUrl });

    const reading = client.getSenders();

    await expect(reading).rejects.toBeInstanceOf(UnreadableReplyError);
    await expect(reading).rejects.toThrow(sentence);
  });
});

it.each<[string, (client: AccountClient) => Promise<unknown>]>([
  ['privileges', (client) => client.getPrivileges()],
  ['a summary', (client) => client.getSummary()],
  ['a changed summary', (client) => client.putSummary({})],
  ['an address', (client) => client.getPhysicalAddress()],
  ['an added address', (client) => client.addPhysicalAddress({})],
  ['a replaced address', (client) => client.replacePhysicalAddress({})],
  ['an added sender', (client) => client.addSender('a@example.com')],
])('%s of 300 KB is refused', async (_, call) => {
  const { apiUrl } = await startScriptedVendor({ body: `${' '.repeat(300_000)}{}` });
  const { client } = createTestClient({ apiUrl });

  await expect(call(client)).rejects.toThrow('answered 200 with more than 262144 bytes');
});

function manyFields(count: number): string {
  return Array.from({ length: count }, (_, index) => `"f${index}":1`).join(',');
}
