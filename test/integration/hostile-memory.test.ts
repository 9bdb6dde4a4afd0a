import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const READER = fileURLToPath(new URL('../support/read-worst-replies.ts', import.meta.url));

/** `infra/function.ts` gives 1,769. */
const LIMIT_MB = 1_300;
/** How much garbage Node lets lie depends on the machine; what is really held has to fit into far less. */
const HEAP = '--max-old-space-size=700';

/** It takes three seconds where nothing else runs. */
const TIMEOUT_MS = 60_000;
const MEGABYTES_20 = 20_000_000;
const SENDER = '"email_id":1,"email_address":"a@example.com","confirm_status":"CONFIRMED"';

/** What costs most to read of what may be sent, with what becomes of it. */
const WORST: Record<string, [body: () => string, outcome: string]> = {
  nested: [() => '['.repeat(MEGABYTES_20), 'UnreadableReplyError'],
  objects: [() => `[${'{},'.repeat(MEGABYTES_20 / 3 - 2)}{}]`, 'UnreadableReplyError'],
  sparse: [() => listOf(499_999, () => '{"33":0}'), 'UnreadableReplyError'],
  wrongRoles: [
    () => listOf(18_000, () => `{${SENDER},"roles":[${'0,'.repeat(49)}0]}`),
    'UnreadableReplyError',
  ],
  wideText: [() => `["ā${'x'.repeat(MEGABYTES_20 - 100)}"]`, 'UnreadableReplyError'],
  legal: [() => listOf(50_000, (index) => writeSender(index + 1, 180)), 'read'],
};

it(
  'the worst replies, six at once, take less memory than a function has',
  async () => {
    const url = await startWorstVendor();
    const addresses = Object.keys(WORST).map((name) => `${url}/${name}`);

    const reader = [HEAP, READER, ...addresses];
    const { stdout } = await promisify(execFile)(process.execPath, reader, { timeout: TIMEOUT_MS });

    const { outcomes, peakMegabytes } = JSON.parse(stdout);
    expect(outcomes).toEqual(Object.values(WORST).map(([, outcome]) => outcome));
    expect(peakMegabytes).toBeLessThan(LIMIT_MB);
  },
  TIMEOUT_MS + 5_000,
);

/** Answers every list of senders with the body that the address names, and every summary with one. */
async function startWorstVendor(): Promise<string> {
  const bodies = new Map<string, Buffer>();
  const server = createServer(({ url = '' }, response) => {
    const [, name = '', ...path] = url.split('/');
    response.setHeader('content-type', 'application/json');
    if (path.join('/') !== 'account/emails') return response.end('{"encoded_account_id":"a"}');
    const body = bodies.get(name) ?? Buffer.from(WORST[name]?.[0]() ?? '');
    bodies.set(name, body);
    return response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function listOf(count: number, write: (index: number) => string): string {
  return `[${Array.from({ length: count }, (_, index) => write(index)).join()}]`;
}

/** A sender of so many bytes. */
function writeSender(id: number, bytes: number): string {
  const sender = `{"email_id":${id},"email_address":"${id}@example.com","confirm_status":"CONFIRMED","roles":["OTHER"],"note":"`;
  return `${sender.padEnd(bytes - 2, 'x')}"}`;
}
