import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { type OutgoingRequest, send } from '../../lambda/constant-contact/send.ts';
import { startScriptedVendor } from '../support/scripted-vendor.ts';
import { createTestClient } from '../support/test-client.ts';

const OPTIONS = {
  authorization: 'Bearer token-1',
  timeoutMs: 10_000,
  policy: { replyLimitBytes: 1_000, errorReplyLimitBytes: 1_000 },
};

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server that takes one request down. */
async function listen(): Promise<{ url: string; received: Received[]; close: () => void }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v3`, received, close: () => void server.close() };
}

test.each<[string, Omit<OutgoingRequest, 'url'>, string, string]>([
  ['JSON', { method: 'PUT', json: { a: 1 } }, 'application/json', '{"a":1}'],
  ['a form', { method: 'POST', form: { a: 'b c' } }, 'application/x-www-form-urlencoded', 'a=b+c'],
  ['nothing', { method: 'GET' }, '', ''],
])('a request that carries %s says so', async (_, request, contentType, body) => {
  const { url, received } = await listen();

  await send({ ...request, url }, OPTIONS);

  expect(received).toMatchObject([
    {
      headers: {
        accept: 'application/json',
        authorization: 'Bearer token-1',
        'user-agent': 'constant-contact-account-sync',
      },
      body,
    },
  ]);
  const [said = ''] = received[0]?.headers['content-type']?.split(';') ?? [];
  expect(said).toBe(contentType);
});

test('a request that never left is told with the words of the system', async () => {
  const { url, close } = await listen();
  close();

  await expect(send({ method: 'PUT', url, json: {} }, OPTIONS)).rejects.toMatchObject({
    name: 'UpstreamUnavailableError',
    sent: false,
    message: expect.stringContaining('failed on the connection (ECONNREFUSED: connect'),
    cause: new Error(`ECONNREFUSED: connect ECONNREFUSED ${new URL(url).host}`),
  });
});

test('an address that may not be read is not taken for none', async () => {
  const vendor = await startScriptedVendor({ status: 403 });
  const { client } = createTestClient(vendor);

  await expect(client.getPhysicalAddress()).rejects.toMatchObject({ name: 'ForbiddenError' });
});
