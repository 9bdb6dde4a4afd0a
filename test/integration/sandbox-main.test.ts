import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startSandbox } from '../support/sandbox.ts';
import { askToken, toBasic } from '../support/token-endpoint.ts';

/** Every test here starts a process or two. */
vi.setConfig({ testTimeout: 30_000 });

const MAIN = join(import.meta.dirname, '../../infra/local/sandbox/main.ts');

function start(...flags: string[]) {
  const child = spawn(process.execPath, [MAIN, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs the command to its end. */
async function run(...flags: string[]) {
  const child = start(...flags);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, code };
}

/** Starts the command, waits for its welcome, and gives what that says. */
async function welcome(...flags: string[]) {
  const child = start('--port', '0', ...flags);
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (/^Try: .*\n/m.test(output)) break;
  }
  const find = (pattern: RegExp) => pattern.exec(output)?.[1] ?? '';
  return {
    child,
    apiUrl: find(/^Constant Contact sandbox: (.*)$/m),
    token: find(/^Token: (.*)$/m),
    authUrl: find(/^Authorization server: (.*)$/m),
    clientId: find(/^Client id: (.*)$/m),
    clientSecret: find(/^Client secret: (.*)$/m),
    redirectUri: find(/^Redirect address: (.*)$/m),
    tryLine: find(/^Try: (.*)$/m),
  };
}

function writeFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'scenario.json');
  writeFileSync(file, content);
  return file;
}

const authorize = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe('npm run sandbox', () => {
  it('prints its address, its token and a line to try, and closes on SIGTERM', async () => {
    const { child, apiUrl, token, tryLine } = await welcome();

    const response = await fetch(`${apiUrl}/account/summary`, authorize(token));
    child.kill('SIGTERM');
    const [code, signal] = await once(child, 'exit');

    expect(apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v3$/);
    expect(await response.json()).toMatchObject({ organization_name: 'InstaPrinz' });
    expect(tryLine).toBe(
      `curl -H 'Authorization: Bearer ${token}' '${apiUrl}/account/summary?extra_fields=physical_address'`,
    );
    expect([code, signal]).toEqual([0, null]);
  });

  it('plays a scenario file with a chosen seed and chosen switches, and closes on SIGINT', async () => {
    const file = writeFile('[{ "fault": { "type": "status", "status": 503 } }]');
    const { child, apiUrl, token } = await welcome(
      ...['--scenario', file, '--seed', 'recorded'],
      ...['--switch', 'summaryCountryCase=upper', '--switch', 'readAfterWriteLagMs=5'],
    );

    const first = await fetch(`${apiUrl}/account/summary`, authorize(token));
    const second = await fetch(`${apiUrl}/account/summary`, authorize(token));
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');

    expect(first.status).toBe(503);
    expect(await second.json()).toMatchObject({ country_code: 'KE' });
    expect(code).toBe(0);
  });

  it('closes on SIGTERM while a reply is delayed for an hour', async () => {
    const file = writeFile(
      '[{ "on": { "path": "/account/summary" }, "fault": { "type": "delay", "ms": 3600000 } }]',
    );
    const { child, apiUrl } = await welcome('--scenario', file);
    const { hostname, port } = new URL(apiUrl);
    const delayed = connect(Number(port), hostname);
    await once(delayed, 'connect');
    delayed.on('error', () => {});
    delayed.write('GET /v3/account/summary HTTP/1.1\r\nHost: sandbox\r\n\r\n');
    await fetch(`${apiUrl}/account/nothing`);

    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');

    expect(code).toBe(0);
  });

  it('prints an application that can ask for consent and exchange codes', async () => {
    const { authUrl, clientId, clientSecret, redirectUri } = await welcome();
    const query = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code' };
    const asked = new URLSearchParams({ ...query, scope: 'account_read', state: 'any' });

    const page = await fetch(`${authUrl}/authorize?${asked}`);
    const refused = await askToken(
      { authUrl },
      { grant_type: 'authorization_code', code: 'none' },
      { authorization: toBasic(clientId, clientSecret) },
    );

    expect(page.status).toBe(200);
    expect(refused.body['error']).toBe('invalid_grant');
  });

  it('can start with 10,000 senders', async () => {
    const { apiUrl, token } = await welcome('--seed', 'large');

    const response = await fetch(`${apiUrl}/account/emails`, authorize(token));

    expect(await response.json()).toHaveLength(10_000);
  });
});

describe('npm run sandbox with bad input', () => {
  it.each([
    [['--port', 'abc'], 'Give --port a whole number from 0 to 65535, not abc.'],
    [['--port', '70000'], 'Give --port a whole number from 0 to 65535, not 70000.'],
    [['--port', '-1'], 'Give --port a whole number from 0 to 65535, not -1.'],
    [['--seed', 'huge'], 'Give --seed one of example, recorded, large, not huge.'],
    [['--switch', 'colour=red'], 'Give --switch a known name=value, not colour=red.'],
    [
      ['--switch', 'pendingRoles=2'],
      'Give the switch pendingRoles one of whenSet, always, never, not 2.',
    ],
    [
      ['--scenario', '/nowhere/s.json'],
      'The scenario file /nowhere/s.json cannot be read: check its path.',
    ],
  ])('refuses %j in one sentence', async (flags, sentence) => {
    const { stdout, stderr, code } = await run(...flags);

    expect(stderr).toBe(`${sentence}\n`);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it.each([
    ['[', 'The scenario file FILE is not valid JSON: correct it.'],
    ['{}', 'Correct the scenario at its top level: expected array, received object.'],
    [
      '[{"fault":{"type":"delay","ms":"9"}}]',
      'Correct the scenario at [0].fault.ms: expected number, received string.',
    ],
  ])('refuses a scenario file with %s in one sentence', async (content, sentence) => {
    const file = writeFile(content);

    const { stderr, code } = await run('--scenario', file);

    expect(stderr).toBe(`${sentence.replace('FILE', file)}\n`);
    expect(code).toBe(1);
  });

  it('says that the port is taken', async () => {
    const { sandbox } = await startSandbox();
    const { port } = new URL(sandbox.apiUrl);

    const { stderr, code } = await run('--port', port);

    expect(stderr).toBe(
      `Port ${port} is taken: stop the program that listens there or choose another --port.\n`,
    );
    expect(code).toBe(1);
  });

  it.each([
    [['--colour'], "error: unknown option '--colour'\n"],
    [['extra'], 'error: too many arguments. Expected 0 arguments but got 1.\n'],
  ])('refuses %j', async (flags, message) => {
    const { stderr, code } = await run(...flags);

    expect(stderr).toBe(message);
    expect(code).toBe(1);
  });
});
