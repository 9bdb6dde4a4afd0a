import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { SECRET_APPLICATION } from '../../infra/local/sandbox/oauth/applications.ts';
import {
  type AuthorizeWorld,
  createAuthorizeWorld,
  ROTATE_TOKEN_ARN,
  startAuthorize,
} from '../support/authorize-world.ts';
import { startBrowser } from '../support/browser.ts';
import type { Ended } from '../support/run-command.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let world: AuthorizeWorld;
let browser: Browser;
let page: Page;
/** All that anybody could read of what the commands did: pages and output. */
const seen: string[] = [];
/** What the redirects carried. */
const codes: string[] = [];

beforeAll(async () => {
  [world, browser] = await Promise.all([createAuthorizeWorld(), startBrowser()]);
  page = await browser.newPage();
});

afterEach(async () => {
  if (page.isClosed()) page = await browser.newPage();
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

/** Runs the command, does with its page what a person does, and waits for both to come to their end. */
async function consent(
  args: string[],
  act: (page: Page) => Promise<void>,
): Promise<Ended & { heading: string; text: string }> {
  const command = startAuthorize(world, args);
  await page.goto(await command.page);
  await act(page);
  const heading = await page.locator('h1').innerText();
  const text = await page.locator('main').innerText();
  seen.push(await page.content());
  codes.push(new URL(page.url()).searchParams.get('code') ?? '');
  const ended = await command.ended;
  seen.push(ended.stdout, ended.stderr);
  return { ...ended, heading, text };
}

const press = (decision: 'allow' | 'deny') => async (on: Page) => {
  await Promise.all([on.waitForURL(/\/callback\?/), on.click(`button[value=${decision}]`)]);
};

const choose = (accountId: string) => async (on: Page) => {
  await on.check(`input[value="${accountId}"]`);
  await press('allow')(on);
};

it('connects an account by a consent in the browser, and has its tokens renewed', async () => {
  const [accountId] = world.accountIds;

  const result = await consent(['--account', 'shop'], choose(accountId));

  expect(result).toMatchObject({ code: 0, heading: 'The account is connected' });
  expect(result.text).toContain('InstaPrinz');
  expect(result.stdout).toBe(
    `Connected  InstaPrinz (${accountId}) as "shop"\n` +
      'Stored     in the secret constant-contact/shop in us-east-1 on AWS\n',
  );
  const [grant] = world.sandbox.grants;
  expect(await world.read('shop')).toEqual({
    account_id: accountId,
    client_id: SECRET_APPLICATION.clientId,
    client_secret: SECRET_APPLICATION.clientSecret,
    access_token: grant?.accessTokens[0],
    refresh_token: grant?.refreshTokens[0]?.value,
    expires_at: expect.any(Number),
    scope: 'account_read account_update offline_access',
    authorized_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  expect(await world.describe('shop')).toMatchObject({
    RotationEnabled: true,
    RotationLambdaARN: ROTATE_TOKEN_ARN,
    RotationRules: { ScheduleExpression: expect.stringMatching(/^cron\(0 \d+\/12 \* \* \? \*\)$/) },
  });
  expect(world.rotationSteps).toEqual(['testSecret']);
});

it('shows a page without a barrier for assistive technology, that runs and loads nothing', async () => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));

  await consent(['--account', 'page'], press('allow'));

  await page.evaluate(await readFile(AXE, 'utf8'));
  const barriers = await page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id }) => id))',
  );
  expect(barriers).toEqual([]);
  expect(requests.filter((url) => url.startsWith(`http://localhost:${world.port}/`))).toHaveLength(
    1,
  );
});

it('says that the consent was denied, and stores nothing', async () => {
  const result = await consent(['--account', 'denied'], press('deny'));

  expect(result).toMatchObject({ code: 1, stdout: '', heading: 'The account is not connected' });
  expect(result.text).toContain('The consent was denied: run the command again and allow');
  expect(result.stderr).toMatch(/\nThe consent was denied: run the command again.*\n$/);
  expect(await world.read('denied')).toBeUndefined();
});

it('refuses a redirect of another request, and stores nothing', async () => {
  const grants = world.sandbox.grants.length;

  const result = await consent(['--account', 'forged'], async (on) => {
    await on.goto(`http://localhost:${world.port}/callback?code=planted&state=another`);
  });

  expect(result).toMatchObject({ code: 1, heading: 'The account is not connected' });
  expect(result.text).toContain('The redirect does not belong to this request');
  expect(await world.read('forged')).toBeUndefined();
  expect(world.sandbox.grants).toHaveLength(grants);
});

it('says that a code came too late, and stores nothing', async () => {
  await page.route(/\/callback\?/, async (route) => {
    world.advanceVendor(6 * 60_000);
    await route.continue();
  });

  const result = await consent(['--account', 'late'], async (on) => {
    // A redirect is not routed, so it is opened as a page of its own.
    const answer = await on.request.post(on.url(), {
      form: { decision: 'allow', account: world.accountIds[0] },
      maxRedirects: 0,
    });
    await on.goto(answer.headers()['location'] ?? '');
  });

  expect(result).toMatchObject({ code: 1, heading: 'The account is not connected' });
  expect(result.text).toContain('its code lives 5 minutes and once');
  expect(await world.read('late')).toBeUndefined();
  await page.unroute(/\/callback\?/);
});

it('gives up when the browser was closed', async () => {
  const command = startAuthorize(world, ['--account', 'closed', '--wait', '0.02']);
  await page.goto(await command.page);

  await page.close();

  const { code, stderr } = await command.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/\nNobody consented within 0\.02 minutes, so nothing was stored: run the/);
  expect(await world.read('closed')).toBeUndefined();
});

it('says before anyone consents that the port is taken', async () => {
  const server = createServer().listen(world.port, '127.0.0.1');
  await once(server, 'listening');

  const { code, stdout, stderr } = await startAuthorize(world, ['--account', 'port']).ended;

  server.close();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^Port \d+, on which the consent comes back, cannot be used \(EADDRINUSE/);
});

it('refuses the tokens of another account than the alias means', async () => {
  const [first, second] = world.accountIds;
  const before = await world.read('shop');

  const result = await consent(['--account', 'shop', '--replace'], choose(second));

  expect(result).toMatchObject({ code: 1, heading: 'The account is not connected' });
  expect(result.text).toContain(`"shop" means ${first}`);
  expect(await world.read('shop')).toEqual(before);
});

it('ends on Ctrl-C with nothing stored and the port free', async () => {
  const command = startAuthorize(world, ['--account', 'ended']);
  await command.page;

  command.child.kill('SIGINT');

  const { code, stderr } = await command.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/\nEnded; nothing was stored\.\n$/);
  expect(await world.read('ended')).toBeUndefined();
});

it('showed no token, code, verifier or client secret in any page or line', () => {
  const tokens = world.sandbox.grants.flatMap(({ accessTokens, refreshTokens }) => [
    ...accessTokens,
    ...refreshTokens.map(({ value }) => value),
  ]);

  const text = seen.join('\n');
  const secrets = [...tokens, ...codes.filter(Boolean), SECRET_APPLICATION.clientSecret];
  expect(secrets.length).toBeGreaterThan(10);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  // A verifier is whatever has the printed challenge for its SHA-256.
  const words = text.match(/[\w~.-]{43,128}/g) ?? [];
  expect(text).toContain('&code_challenge=');
  expect(words.filter((word) => text.includes(`code_challenge=${toChallenge(word)}`))).toEqual([]);
});

function toChallenge(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
