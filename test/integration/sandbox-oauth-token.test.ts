import { describe, expect, it } from 'vitest';
import {
  PUBLIC_APPLICATION,
  SECRET_APPLICATION,
} from '../../infra/local/sandbox/oauth/applications.ts';
import { toFingerprint } from '../../infra/local/sandbox/oauth/form.ts';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startSandbox } from '../support/sandbox.ts';
import { askToken, refresh, toBasic } from '../support/token-endpoint.ts';

const TOKEN_PATH = '/oauth2/default/v1/token';
const DAY_MS = 86_400_000;

/** A sandbox in which the owner has consented, and what the application got for it. */
async function startConsented(options: Parameters<typeof startSandbox>[0] = {}) {
  const clock = createFakeClock();
  const started = await startSandbox({ clock, ...options });
  const held = started.sandbox.consent(started.accountId);
  return { ...started, clock, held };
}

describe('a refresh', () => {
  it('gives a new access token that opens the same account', async () => {
    const { sandbox, accountId, call, held } = await startConsented();

    const { status, headers, body } = await refresh(sandbox, held, held.refresh_token);
    const privileges = await call('GET /account/summary', { token: String(body['access_token']) });

    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: 86_400,
      access_token: expect.not.stringMatching(held.access_token),
      scope: 'account_read account_update offline_access',
      refresh_token: held.refresh_token,
    });
    expect(privileges.body).toMatchObject({ encoded_account_id: accountId });
  });

  it('says how long the token lives, and the token lives so long', async () => {
    const { sandbox, call, clock, held } = await startConsented({
      switches: { tokenLifetimeSeconds: 28_800 },
    });

    const { body } = await refresh(sandbox, held, held.refresh_token);
    const token = String(body['access_token']);
    clock.advance(28_800_000 - 1);
    const before = await call('GET /account/summary', { token });
    clock.advance(1);
    const after = await call('GET /account/summary', { token });

    expect(body['expires_in']).toBe(28_800);
    expect([before.status, after.status]).toEqual([200, 401]);
  });

  it('gives less than was consented to when less is asked for, and never more', async () => {
    const { sandbox, accountId, call } = await startConsented();
    const held = sandbox.consent(accountId, { scopes: ['account_read', 'offline_access'] });

    const less = await refresh(sandbox, held, held.refresh_token, { scope: 'offline_access' });
    const more = await refresh(sandbox, held, held.refresh_token, { scope: 'account_update' });
    const token = String(less.body['access_token']);
    const summary = await call('GET /account/summary', { token });

    expect(less.body['scope']).toBe('offline_access');
    expect(summary.status).toBe(403);
    expect([more.status, more.body['error']]).toEqual([400, 'invalid_scope']);
  });

  it.each(['longLived', 'rotating'] as const)(
    'of a %s token works until that was 180 days unused',
    async (refreshTokens) => {
      const { sandbox, clock, held } = await startConsented({ switches: { refreshTokens } });

      clock.advance(180 * DAY_MS - 1);
      const { body } = await refresh(sandbox, held, held.refresh_token);
      const next = String(body['refresh_token']);
      clock.advance(180 * DAY_MS - 1);
      const stillGood = sandbox.acceptsRefreshToken(next);
      clock.advance(1);
      const late = await refresh(sandbox, held, next);

      expect(stillGood).toBe(true);
      expect([late.status, late.body['error']]).toEqual([400, 'invalid_grant']);
      expect(sandbox.acceptsRefreshToken(next)).toBe(false);
    },
  );

  it('ends with everything else of the consent when a person takes that back', async () => {
    const { sandbox, accountId, call, held } = await startConsented();

    sandbox.withdrawConsent(accountId);
    const { body } = await refresh(sandbox, held, held.refresh_token);
    const { status } = await call('GET /account/summary', { token: held.access_token });

    expect(body['error']).toBe('invalid_grant');
    expect(status).toBe(401);
    expect(sandbox.grants).toMatchObject([{ accountId, revokedBecause: 'person' }]);
  });

  it('is not offered without the scope offline_access, and nothing is said of it', async () => {
    const { sandbox, accountId } = await startConsented();

    const held = sandbox.consent(accountId, { scopes: ['account_read'] });

    expect(held).not.toHaveProperty('refresh_token');
    expect(held.scope).toBe('account_read');
  });
});

describe('rotating refresh tokens', () => {
  const rotating = { switches: { refreshTokens: 'rotating' } } as const;

  it('are replaced one by one, and the grants show each', async () => {
    const { sandbox, clock, held } = await startConsented(rotating);

    const second = await refresh(sandbox, held, held.refresh_token);
    clock.advance(30_000);
    const third = await refresh(sandbox, held, second.body['refresh_token']);
    clock.advance(30_000);

    const values = [held, second.body, third.body].map((reply) => reply['refresh_token']);
    const [chain] = sandbox.grants;
    expect(new Set(values).size).toBe(3);
    expect(chain?.refreshTokens.map(({ value }) => value)).toEqual(values);
    expect(chain?.accessTokens).toHaveLength(3);
    expect(values.map((value) => sandbox.acceptsRefreshToken(String(value)))).toEqual([
      ...[false, false, true],
    ]);
  });

  it('revoke nothing but their own consent', async () => {
    const { sandbox, accountId, clock, held } = await startConsented(rotating);
    const other = sandbox.consent(accountId);
    await refresh(sandbox, held, held.refresh_token);
    clock.advance(30_000);

    const reused = await refresh(sandbox, held, held.refresh_token);

    expect(reused.status).toBe(400);
    expect(sandbox.grants.map(({ revokedBecause }) => revokedBecause)).toEqual([
      ...['reuse', undefined],
    ]);
    expect(sandbox.acceptsRefreshToken(String(other.refresh_token))).toBe(true);
  });

  it('are what one application has and another has not', async () => {
    const { sandbox, accountId } = await startSandbox({
      applications: [{ ...SECRET_APPLICATION, refreshTokens: 'rotating' }, PUBLIC_APPLICATION],
    });
    const rotates = sandbox.consent(accountId);
    const stays = sandbox.consent(accountId, { clientId: PUBLIC_APPLICATION.clientId });

    const [first, second] = await Promise.all(
      [rotates, stays].map((held) => refresh(sandbox, held, held.refresh_token)),
    );

    expect(first?.body['refresh_token']).not.toBe(rotates.refresh_token);
    expect(second?.body['refresh_token']).toBe(stays.refresh_token);
  });

  it('survive two refreshes at once within the grace', async () => {
    const { sandbox, held } = await startConsented(rotating);

    const both = await Promise.all([
      refresh(sandbox, held, held.refresh_token),
      refresh(sandbox, held, held.refresh_token),
    ]);

    const [first, second] = both.map(({ body }) => String(body['refresh_token']));
    expect(first).toBe(second);
    expect(sandbox.acceptsRefreshToken(first ?? '')).toBe(true);
  });
});

describe('the token endpoint', () => {
  const { clientId, clientSecret } = SECRET_APPLICATION;
  const authorization = toBasic(clientId, clientSecret);
  const INVALID_CLIENT = [401, 'invalid_client', 'Basic realm="sandbox"'];

  it.each([
    ['no credentials', {}, {}, INVALID_CLIENT],
    ['a wrong secret', {}, { authorization: toBasic(clientId, 'wrong') }, INVALID_CLIENT],
    ['an unknown client', {}, { authorization: toBasic('nobody', clientSecret) }, INVALID_CLIENT],
    ['another scheme', {}, { authorization: 'Bearer token' }, INVALID_CLIENT],
    ['a secret client without its secret', { client_id: clientId }, {}, INVALID_CLIENT],
    [
      'a public client with a header',
      {},
      { authorization: toBasic(PUBLIC_APPLICATION.clientId, '') },
      INVALID_CLIENT,
    ],
    [
      'client_id in the form beside the header',
      { client_id: clientId },
      { authorization },
      [400, 'invalid_request', null],
    ],
    [
      'the secret in the form beside the header',
      { client_secret: clientSecret },
      { authorization },
      [400, 'invalid_request', null],
    ],
    [
      'the secret in the form instead of the header',
      { client_id: clientId, client_secret: clientSecret },
      {},
      INVALID_CLIENT,
    ],
    [
      'parameters in the address',
      {},
      { authorization, path: '/token?grant_type=refresh_token' },
      [400, 'invalid_request', null],
    ],
    [
      'another grant',
      { grant_type: 'client_credentials' },
      { authorization },
      [400, 'unsupported_grant_type', null],
    ],
  ])('refuses %s', async (_, more, sent, expected) => {
    const { sandbox, held } = await startConsented();
    const form = { grant_type: 'refresh_token', refresh_token: held.refresh_token ?? '', ...more };

    const { status, headers, body } = await askToken(sandbox, form, sent);

    expect([status, body['error'], headers.get('www-authenticate')]).toEqual(expected);
    expect(sandbox.record.at(-1)).toMatchObject({ acted: false });
  });

  it("refuses another application's refresh token, and that stays good", async () => {
    const { sandbox, held } = await startConsented({ switches: { refreshTokens: 'rotating' } });
    const other = { client_id: PUBLIC_APPLICATION.clientId };

    const { body } = await refresh(sandbox, other, held.refresh_token);

    expect(body['error']).toBe('invalid_grant');
    expect(sandbox.acceptsRefreshToken(String(held.refresh_token))).toBe(true);
  });

  it('takes nothing but a posted form, in the address that is documented', async () => {
    const { sandbox } = await startConsented();
    const post = { method: 'POST', body: '{"grant_type":"refresh_token","refresh_token":"s3"}' };

    const replies = await Promise.all([
      fetch(`${sandbox.authUrl}/token`, post),
      fetch(`${sandbox.authUrl}/token`),
      fetch(`${sandbox.authUrl}/revoke`, post),
    ]);

    expect(replies.map(({ status }) => status)).toEqual([400, 405, 404]);
    expect(JSON.stringify(sandbox.record)).not.toContain('s3');
  });

  it('answers one request in any second, and more with an empty 429', async () => {
    const { sandbox, clock, held, call } = await startConsented({ limits: {} });

    const first = await refresh(sandbox, held, held.refresh_token);
    clock.advance(999);
    const second = await refresh(sandbox, held, held.refresh_token);
    const elsewhere = await call('GET /account/summary');
    clock.advance(1);
    const third = await refresh(sandbox, held, held.refresh_token);

    expect([first, second, elsewhere, third].map(({ status }) => status)).toEqual([
      ...[200, 429, 200, 200],
    ]);
    expect([second.text, second.headers.get('retry-after')]).toEqual(['', '1']);
  });
});

describe('the record of the token endpoint', () => {
  it('says which refresh token came and that it acted, and holds no secret', async () => {
    const { sandbox, accountId, held } = await startConsented();

    const { body } = await refresh(sandbox, held, held.refresh_token);
    await askToken(sandbox, {}, { path: `/token?refresh_token=${held.refresh_token}` });

    const fingerprint = toFingerprint(held.refresh_token ?? '');
    expect(sandbox.record).toMatchObject([
      {
        method: 'POST',
        path: TOKEN_PATH,
        body: { grant_type: 'refresh_token', refresh_token: fingerprint },
        accountId,
        status: 200,
        acted: true,
      },
      { query: { refresh_token: fingerprint }, status: 400, acted: false },
    ]);
    const text = JSON.stringify(sandbox.record);
    for (const secret of [held.refresh_token, held.client_secret, body['access_token']]) {
      expect(text).not.toContain(String(secret));
    }
  });

  it.each<[string, boolean, Scenario]>([
    ['is lost', true, [{ on: { path: TOKEN_PATH }, fault: { type: 'dropAfter' } }]],
    ['never came to be', false, [{ on: { path: TOKEN_PATH }, fault: { type: 'dropBefore' } }]],
  ])('tells whether a token was spent whose reply %s', async (_, acted, scenario) => {
    const { sandbox, clock, held } = await startConsented({
      switches: { refreshTokens: 'rotating' },
    });
    sandbox.play(scenario);

    await expect(refresh(sandbox, held, held.refresh_token)).rejects.toThrow('fetch failed');
    clock.advance(30_000);

    expect(sandbox.record).toMatchObject([{ status: 'dropped', acted }]);
    expect(sandbox.acceptsRefreshToken(String(held.refresh_token))).toBe(!acted);
  });

  it.each<[Scenario[number]['fault'], Record<string, unknown>]>([
    [{ type: 'missingField', at: 'token', field: 'access_token' }, { access_token: undefined }],
    [{ type: 'wrongTypes', at: 'token', field: 'expires_in' }, { expires_in: ['86400'] }],
    [{ type: 'extraFields', at: 'token', fields: { device: 1 } }, { device: 1 }],
  ])('can be told to change the reply: %o', async (fault, expected) => {
    const { sandbox, call, held } = await startConsented();
    sandbox.play([{ fault }]);

    await call('GET /account/summary');
    await refresh(sandbox, held, 'unknown');
    const { body } = await refresh(sandbox, held, held.refresh_token);

    expect({ ...body, ...expected }).toEqual(body);
    expect(sandbox.record.map((entry) => entry.fault)).toEqual([undefined, undefined, fault.type]);
  });

  it.each<[Scenario[number]['fault'], number]>([
    [{ type: 'status', status: 503 }, 503],
    [{ type: 'html', status: 500 }, 500],
    [{ type: 'truncate', variant: 'short' }, 200],
    [{ type: 'delay', ms: 1, act: true }, 200],
  ])('fails as an operation does: %o', async (fault, status) => {
    const { sandbox, held } = await startConsented();
    sandbox.play([{ on: { method: 'POST', path: TOKEN_PATH }, fault }]);

    await refresh(sandbox, held, held.refresh_token).catch(() => undefined);

    expect(sandbox.record).toMatchObject([{ fault: fault.type, status }]);
  });
});
