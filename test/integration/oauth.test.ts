import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createOAuth, type OAuth, type OAuthPolicy } from '../../lambda/constant-contact/oauth.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { type ScriptedReply, startScriptedVendor } from '../support/scripted-vendor.ts';

const CLIENT = { clientId: 'client-1', clientSecret: 'canary-client-secret' };
const REFRESH = { ...CLIENT, refreshToken: 'canary-refresh' };

const TOKENS = { access_token: 'a', refresh_token: 'r', expires_in: 28_800, token_type: 'Bearer' };

async function openOAuth(reply: ScriptedReply, policy: Partial<OAuthPolicy> = {}) {
  const vendor = await startScriptedVendor(reply);
  const oauth = createOAuth({ authUrl: `${vendor.apiUrl}/`, clock: createFakeClock(), policy });
  return { oauth, received: vendor.received };
}

/** The error of a refresh that must fail. */
async function failureOf(oauth: OAuth): Promise<Error> {
  return oauth.refresh(REFRESH).then(
    () => expect.unreachable('the refresh succeeded'),
    (error: Error) => error,
  );
}

describe('a request for tokens', () => {
  it('sends a refresh token in a form, with the secret in the header and no client id beside it', async () => {
    const { oauth, received } = await openOAuth({ body: TOKENS });

    await oauth.refresh(REFRESH);

    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'POST', url: '/v3/token' });
    expect(received[0]?.token).toBe(`Basic ${btoa('client-1:canary-client-secret')}`);
    expect(Object.fromEntries(new URLSearchParams(received[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'canary-refresh',
    });
  });

  it('names the client in the form when there is no secret', async () => {
    const { oauth, received } = await openOAuth({ body: TOKENS });

    await oauth.exchangeCode({
      clientId: 'client-1',
      code: 'c+d',
      redirectUri: 'http://localhost:8910/callback',
      codeVerifier: 'v',
    });

    expect(received[0]?.token).toBe('');
    expect(Object.fromEntries(new URLSearchParams(received[0]?.body))).toEqual({
      grant_type: 'authorization_code',
      client_id: 'client-1',
      code: 'c+d',
      redirect_uri: 'http://localhost:8910/callback',
      code_verifier: 'v',
    });
  });
});

describe('an answer with tokens', () => {
  const whole = { accessToken: 'a', refreshToken: 'r', expiresInSeconds: 28_800, scope: undefined };

  it.each([
    ['all that is documented', TOKENS, whole],
    ['24 hours', { ...TOKENS, expires_in: 86_400 }, { ...whole, expiresInSeconds: 86_400 }],
    ['scopes', { ...TOKENS, scope: 'account_read x' }, { ...whole, scope: 'account_read x' }],
    ['more than is documented', { ...TOKENS, id_token: 'i', extra: [1] }, whole],
    [
      'no refresh token',
      { ...TOKENS, refresh_token: undefined },
      { ...whole, refreshToken: undefined },
    ],
    ['an empty one', { ...TOKENS, refresh_token: '' }, { ...whole, refreshToken: undefined }],
    ['null', { ...TOKENS, refresh_token: null }, { ...whole, refreshToken: undefined }],
    ['a lifetime as text', { ...TOKENS, expires_in: '28800' }, whole],
    ['no lifetime', { ...TOKENS, expires_in: undefined }, whole],
    ['a lifetime that no date can say', { ...TOKENS, expires_in: 1e300 }, whole],
    ['a scope of another type', { ...TOKENS, scope: ['x'] }, whole],
  ])('is read with %s', async (_, body, expected) => {
    const { oauth } = await openOAuth({ body });

    expect(await oauth.refresh(REFRESH)).toEqual(expected);
  });

  it('is read whatever content type it has', async () => {
    const { oauth } = await openOAuth({ body: TOKENS, headers: { 'content-type': 'text/html' } });

    expect(await oauth.refresh(REFRESH)).toEqual(whole);
  });
});

describe('a refusal', () => {
  const revoked = { error: 'invalid_grant', error_description: 'The refresh token is invalid.' };

  it.each([
    ['InvalidGrantError', { status: 400, body: revoked }, 'invalid_grant'],
    ['InvalidGrantError', { status: 401, body: revoked }, 'The refresh token is invalid.'],
    [
      'TokenRequestRefusedError',
      { status: 401, body: { error: 'invalid_client' } },
      'invalid_client',
    ],
    [
      'TokenRequestRefusedError',
      { status: 400, body: { errorCode: 'E0000022', errorSummary: 'No such method.' } },
      'E0000022: No such method.',
    ],
    ['RateLimitedError', { status: 429, headers: { 'retry-after': '1' } }, 'answered 429'],
    ['UpstreamUnavailableError', { status: 503, body: '<html>' }, 'answered 503'],
    ['UnreadableReplyError', { status: 302, headers: { location: '/x' } }, 'answered 302'],
    ['UnreadableReplyError', { status: 200, body: '<html>' }, 'without an access token'],
    [
      'UnreadableReplyError',
      { status: 200, body: { refresh_token: 'r' } },
      'without an access token',
    ],
  ])('is %s after %j', async (name, reply, words) => {
    const { oauth, received } = await openOAuth(reply);

    const error = await failureOf(oauth);

    expect(error.name).toBe(name);
    expect(error.message).toContain(words);
    expect(received).toHaveLength(1);
  });

  it('says when a limit may be asked again', async () => {
    const { oauth } = await openOAuth({ status: 429, headers: { 'retry-after': '1' } });

    expect(await failureOf(oauth)).toMatchObject({ retryAfterMs: 1_000 });
  });

  it.each(['drop', 'truncate', 'silent'] as const)('may have been sent: %s', async (reply) => {
    const { oauth } = await openOAuth(reply, { attemptMs: 50 });

    const error = await failureOf(oauth);

    expect(error).toMatchObject({ name: 'UpstreamUnavailableError', sent: true });
  });

  it('was not sent when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const oauth = createOAuth({ authUrl: `http://127.0.0.1:${port}`, clock: createFakeClock() });

    const error = await failureOf(oauth);

    expect(error).toMatchObject({ name: 'UpstreamUnavailableError', sent: false });
  });

  it.each([200, 400])('of %s quotes nothing secret, though the server may', async (status) => {
    const basic = btoa('client-1:canary-client-secret');
    const quoting = `${basic} canary-refresh canary-client-secret`;
    const body = { error: quoting, error_description: quoting };
    const headers = { 'x-amzn-requestid': quoting, 'x-eig-tracking-id': quoting };
    const { oauth } = await openOAuth({ status, headers, body });

    const error = await failureOf(oauth);

    const shown = inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error);
    expect(shown).toContain('[secret]');
    expect(shown).not.toContain('canary');
    expect(shown).not.toContain(basic);
  });
});

it('a server that failed may have used the refresh token up', async () => {
  const { oauth } = await openOAuth({ status: 500 });

  expect(await failureOf(oauth)).toMatchObject({ name: 'UpstreamUnavailableError', sent: true });
});

it('a refusal shows neither the code nor its verifier, should the server quote them', async () => {
  const error_description = 'no canary-code for canary-verifier';
  const { oauth } = await openOAuth({
    status: 400,
    body: { error: 'invalid_grant', error_description },
  });

  const exchange = oauth.exchangeCode({
    ...CLIENT,
    code: 'canary-code',
    codeVerifier: 'canary-verifier',
    redirectUri: 'http://localhost',
  });

  await expect(exchange).rejects.toMatchObject({ errorMessage: 'no [secret] for [secret]' });
});
