import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  PUBLIC_APPLICATION,
  SECRET_APPLICATION,
} from '../../infra/local/sandbox/oauth/applications.ts';
import type { Sandbox } from '../../infra/local/sandbox/sandbox.ts';
import { exampleAccount, recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startSandbox } from '../support/sandbox.ts';
import { askToken, toBasic } from '../support/token-endpoint.ts';

const [REDIRECT_URI] = SECRET_APPLICATION.redirectUris;
const VERIFIER = 'verifier-'.repeat(6);

const ASKED = {
  response_type: 'code',
  client_id: SECRET_APPLICATION.clientId,
  redirect_uri: `${REDIRECT_URI}`,
  scope: 'account_read offline_access',
  state: 'state-1',
};

const PKCE = {
  client_id: PUBLIC_APPLICATION.clientId,
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};

type Parameters = Record<string, string>;

/** What a browser sees at the consent page, or does there with `form`. */
async function visit({ authUrl }: Sandbox, query: Parameters, form?: Parameters) {
  const response = await fetch(`${authUrl}/authorize?${new URLSearchParams(query)}`, {
    redirect: 'manual',
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  const { status, headers } = response;
  const location = headers.get('location');
  const answers =
    location === null ? undefined : Object.fromEntries(new URL(location).searchParams);
  return { status, headers, location, answers, text: await response.text() };
}

/** The code that a person's Allow brings. */
async function allow(sandbox: Sandbox, account: string, query: Parameters = ASKED) {
  const { answers } = await visit(sandbox, query, { account, decision: 'allow' });
  return answers?.['code'] ?? '';
}

/** Exchanges a code as the application with a secret does. */
function exchange(sandbox: Sandbox, code: string, more: Parameters = {}) {
  const { clientId, clientSecret } = SECRET_APPLICATION;
  const form = { grant_type: 'authorization_code', code, redirect_uri: ASKED.redirect_uri };
  const authorization = toBasic(clientId, clientSecret);
  return askToken(sandbox, { ...form, ...more }, { authorization });
}

describe('the consent page', () => {
  it('names application, scopes and account, and holds no script', async () => {
    const { sandbox, accountId } = await startSandbox();

    const { status, headers, text } = await visit(sandbox, ASKED);

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const shown of [ASKED.client_id, 'account_read', 'offline_access', 'InstaPrinz']) {
      expect(text).toContain(shown);
    }
    expect(text).toContain(`name="account" value="${accountId}"`);
    expect(text).not.toMatch(/account_update|<script|type="radio"/);
  });

  it('lets the person choose among several accounts', async () => {
    const organization_name = '<i>Prints</i>';
    const accounts = [exampleAccount(), recordedAccount({ organization_name })];
    const { sandbox } = await startSandbox({ accounts });
    const [, second = ''] = sandbox.accounts.keys();

    const { text } = await visit(sandbox, ASKED);
    const { body } = await exchange(sandbox, await allow(sandbox, second));

    expect(text.match(/<label><input type="radio"/g)).toHaveLength(2);
    expect(text).toContain('&lt;i&gt;Prints');
    expect(body['access_token']).toBe(sandbox.grants[0]?.accessTokens[0]);
    expect(sandbox.grants).toMatchObject([{ accountId: second, role: 'owner' }]);
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['no client', { client_id: '' }],
    ['an address that differs by a slash', { redirect_uri: `${REDIRECT_URI}/` }],
    ['an address with another port', { redirect_uri: 'http://localhost:1/callback' }],
  ])('tells the person about %s and sends nobody on', async (_, wrong) => {
    const { sandbox, accountId } = await startSandbox();
    const query = { ...ASKED, ...wrong };

    const shown = await visit(sandbox, query);
    const posted = await visit(sandbox, query, { account: accountId, decision: 'allow' });

    expect([shown.status, shown.location]).toEqual([400, null]);
    expect([posted.status, posted.location]).toEqual([400, null]);
    expect(shown.text).toContain('This request cannot be answered');
  });

  it.each<[string, Parameters, string]>([
    ['another response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no state', { state: '' }, 'invalid_request'],
    ['no scope', { scope: '' }, 'invalid_scope'],
    ['an unknown scope', { scope: 'account_read all' }, 'invalid_scope'],
    ['no PKCE of a public client', { client_id: PKCE.client_id }, 'invalid_request'],
    ['plain PKCE', { ...PKCE, code_challenge_method: 'plain' }, 'invalid_request'],
    ['a malformed challenge', { ...PKCE, code_challenge: 'short' }, 'invalid_request'],
  ])('sends the person back for %s', async (_, wrong, error) => {
    const { sandbox } = await startSandbox();

    const { status, location, answers } = await visit(sandbox, { ...ASKED, ...wrong });

    expect(status).toBe(302);
    expect(location).toMatch(`${REDIRECT_URI}?`);
    expect(answers?.['error']).toBe(error);
    expect(answers?.['state']).toBe(wrong['state'] === '' ? undefined : 'state-1');
  });

  it('sends the person back with code and state after Allow, with an error after Deny', async () => {
    const { sandbox, accountId } = await startSandbox();

    const allowed = await visit(sandbox, ASKED, { account: accountId, decision: 'allow' });
    const denied = await visit(sandbox, ASKED, { account: accountId, decision: 'deny' });

    expect(allowed.answers).toEqual({ code: expect.stringMatching(/^.{43}$/), state: 'state-1' });
    expect(denied.answers).toEqual({
      error: 'access_denied',
      error_description: expect.any(String),
      state: 'state-1',
    });
    expect(sandbox.record).toMatchObject([{ acted: true }, { acted: false }]);
  });

  it.each<[string, Parameters]>([
    ['no decision', {}],
    ['an unknown account', { account: 'nobody', decision: 'allow' }],
  ])('asks again for %s', async (_, form) => {
    const { sandbox } = await startSandbox();

    const { status, location } = await visit(sandbox, ASKED, form);

    expect([status, location]).toEqual([400, null]);
  });
});

describe('a code', () => {
  it('is exchanged once for what was consented to', async () => {
    const { sandbox, accountId, call } = await startSandbox();
    const code = await allow(sandbox, accountId);

    const { status, body } = await exchange(sandbox, code);
    const again = await exchange(sandbox, code);
    const token = String(body['access_token']);
    const [read, write] = [
      await call('GET /account/summary', { token }),
      await call('PUT /account/summary', { token, body: {} }),
    ];

    expect([status, body['scope']]).toEqual([200, ASKED.scope]);
    expect(sandbox.acceptsRefreshToken(String(body['refresh_token']))).toBe(true);
    expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant']);
    expect([read.status, write.status]).toEqual([200, 403]);
    expect(JSON.stringify(sandbox.record)).not.toContain(code);
  });

  it('lives 5 minutes', async () => {
    const clock = createFakeClock();
    const { sandbox, accountId } = await startSandbox({ clock });
    const codes = [await allow(sandbox, accountId), await allow(sandbox, accountId)];

    clock.advance(299_999);
    const inTime = await exchange(sandbox, codes[0] ?? '');
    clock.advance(1);
    const late = await exchange(sandbox, codes[1] ?? '');

    expect([inTime.status, late.status]).toEqual([200, 400]);
  });

  it.each<[string, Parameters]>([
    ['another redirect address', { redirect_uri: 'http://127.0.0.1:8765/callback' }],
    ['a verifier where no challenge was', { code_verifier: VERIFIER }],
    ['another code', { code: 'other' }],
  ])('is refused with %s', async (_, more) => {
    const { sandbox, accountId } = await startSandbox();

    const { body } = await exchange(sandbox, await allow(sandbox, accountId), more);

    expect(body).toEqual({
      error: 'invalid_grant',
      error_description: 'The authorization code is invalid or has expired.',
    });
    expect(sandbox.grants).toEqual([]);
  });

  it('of one application is refused to another, and stays good', async () => {
    const { sandbox, accountId } = await startSandbox();
    const code = await allow(sandbox, accountId);
    const form = { grant_type: 'authorization_code', code, redirect_uri: ASKED.redirect_uri };

    const foreign = await askToken(sandbox, { ...form, client_id: PKCE.client_id });
    const own = await exchange(sandbox, code);

    expect([foreign.status, own.status]).toEqual([400, 200]);
  });

  it.each<[string, Parameters, number]>([
    ['its verifier', { code_verifier: VERIFIER }, 200],
    ['a wrong verifier', { code_verifier: 'wrong' }, 400],
    ['no verifier', {}, 400],
  ])('for a public application with %s answers as expected', async (_, more, expected) => {
    const { sandbox, accountId } = await startSandbox();
    const code = await allow(sandbox, accountId, { ...ASKED, ...PKCE });
    const form = { grant_type: 'authorization_code', code, redirect_uri: ASKED.redirect_uri };

    const reply = await askToken(sandbox, { ...form, ...more, client_id: PKCE.client_id });

    expect(reply.status).toBe(expected);
  });

  it('for an application with a secret keeps to PKCE when it began with it', async () => {
    const { sandbox, accountId } = await startSandbox();
    const asked = { ...ASKED, ...PKCE, client_id: ASKED.client_id };

    const without = await exchange(sandbox, await allow(sandbox, accountId, asked));
    const code = await allow(sandbox, accountId, asked);
    const withIt = await exchange(sandbox, code, { code_verifier: VERIFIER });

    expect([without.status, withIt.status]).toEqual([400, 200]);
  });
});

it('consents for a test, as whoever it names, and only where there is an account', async () => {
  const { sandbox, accountId, call } = await startSandbox();

  const { access_token: token } = sandbox.consent(accountId, { role: 'manager' });
  const read = await call('GET /account/summary', { token });
  const write = await call('PUT /account/summary', { token, body: {} });

  expect([read.status, write.status]).toEqual([200, 403]);
  expect(() => sandbox.consent('nobody')).toThrow('no account nobody');
  expect(() => sandbox.consent(accountId, { clientId: 'nobody' })).toThrow('application');
});
