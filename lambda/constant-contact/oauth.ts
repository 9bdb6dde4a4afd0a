import * as z from 'zod/mini';
import type { Clock } from '../shared/clock.ts';
import { orNothing } from '../shared/or-nothing.ts';
import {
  type Failure,
  InvalidGrantError,
  RateLimitedError,
  TokenRequestRefusedError,
  UnreadableReplyError,
  UpstreamUnavailableError,
  type VendorError,
} from './errors.ts';
import { createHide, type Hide } from './hide.ts';
import { parseLeniently } from './json.ts';
import { parseRetryAfter } from './policy.ts';
import { describeOrigin } from './reply.ts';
import { type Reply, type Send, send as sendOverNetwork } from './send.ts';

/** How long to wait for the token endpoint and how much of an answer to read. */
export interface OAuthPolicy {
  attemptMs: number;
  replyLimitBytes: number;
  errorReplyLimitBytes: number;
  /** Seconds that an access token is taken to live when the answer does not say. */
  fallbackLifetimeSeconds: number;
}

export const OAUTH_POLICY = {
  attemptMs: 10_000,
  // An answer has three tokens of about 1,000 characters.
  replyLimitBytes: 262_144,
  errorReplyLimitBytes: 65_536,
  // The shorter of the two lifetimes that the vendor documents.
  fallbackLifetimeSeconds: 28_800,
} satisfies OAuthPolicy;

/** The application as the vendor knows it; one without a secret proves itself by PKCE alone. */
export interface OAuthClient {
  clientId: string;
  clientSecret?: string | undefined;
}

/** What the authorization server gives for a code or a refresh token. */
export interface TokenReply {
  accessToken: string;
  /** Undefined when the answer has none, or an empty one: then the one that was sent stays good. */
  refreshToken: string | undefined;
  expiresInSeconds: number;
  /** Scopes, separated by spaces. */
  scope: string | undefined;
}

/**
 * The vendor's token endpoint. Both calls send once and never again, since a refresh token may be good for one use:
 * whoever calls knows what is stored and decides.
 *
 * They throw `InvalidGrantError`, `TokenRequestRefusedError` and `RateLimitedError` (429, here with an empty body)
 * when the server certainly used nothing up or took it back; `UpstreamUnavailableError` (with `sent`) and
 * `UnreadableReplyError` when it may have answered with tokens that are lost.
 */
export interface OAuth {
  refresh(request: OAuthClient & { refreshToken: string }): Promise<TokenReply>;
  exchangeCode(
    request: OAuthClient & { code: string; redirectUri: string; codeVerifier?: string | undefined },
  ): Promise<TokenReply>;
}

export function createOAuth({
  authUrl,
  clock,
  policy,
  send = sendOverNetwork,
}: {
  /** Base address, such as `https://authz.constantcontact.com/oauth2/default/v1`. */
  authUrl: string;
  clock: Clock;
  policy?: Partial<OAuthPolicy>;
  send?: Send;
}): OAuth {
  const post = (client: OAuthClient, grant: Record<string, string | undefined>) =>
    requestTokens(client, grant, {
      url: `${authUrl.replace(/\/+$/, '')}/token`,
      clock,
      send,
      policy: { ...OAUTH_POLICY, ...policy },
    });
  return {
    refresh: ({ refreshToken, ...client }) =>
      post(client, { grant_type: 'refresh_token', refresh_token: refreshToken }),
    exchangeCode: ({ code, redirectUri, codeVerifier, ...client }) =>
      post(client, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
      }),
  };
}

async function requestTokens(
  { clientId, clientSecret }: OAuthClient,
  grant: Record<string, string | undefined>,
  { url, clock, send, policy }: { url: string; clock: Clock; send: Send; policy: OAuthPolicy },
): Promise<TokenReply> {
  // With the header the vendor wants no client_id in the form.
  const basic = clientSecret && toBase64(`${clientId}:${clientSecret}`);
  const form = withoutUndefined({ ...grant, client_id: basic ? undefined : clientId });
  const hide = createHide('[secret]', [
    clientSecret,
    basic,
    grant['refresh_token'],
    grant['code'],
    grant['code_verifier'],
  ]);
  const reply = await send(
    { method: 'POST', url, form },
    { authorization: basic ? `Basic ${basic}` : undefined, timeoutMs: policy.attemptMs, policy },
  );
  if (reply.status >= 200 && reply.status < 300) return readTokens(reply, { policy, hide });
  throw toOAuthError(reply, { hide, nowMs: clock.now() });
}

/** No access token lives so long; a number beyond would be a date that nobody can read. */
const YEAR_SECONDS = 366 * 24 * 60 * 60;

const text = orNothing(z.string());
/** By then a refresh token is used up, so nothing but the lack of an access token makes the answer useless. */
const tokensSchema = z.object({
  access_token: z.string().check(z.regex(/^[\x21-\x7e]+$/)),
  refresh_token: text,
  expires_in: orNothing(z.coerce.number().check(z.gte(1), z.lte(YEAR_SECONDS))),
  scope: text,
});

function readTokens(
  reply: Reply,
  { policy, hide }: { policy: OAuthPolicy; hide: Hide },
): TokenReply {
  const parsed = z.safeParse(tokensSchema, parseLeniently(reply.body));
  if (!parsed.success) {
    const event = `answered ${reply.status} without an access token`;
    throw new UnreadableReplyError({ ...describeOrigin(reply, hide), event });
  }
  const { access_token, refresh_token, expires_in, scope } = parsed.data;
  return {
    accessToken: access_token,
    refreshToken: refresh_token || undefined,
    expiresInSeconds: Math.floor(expires_in ?? policy.fallbackLifetimeSeconds),
    scope: scope || undefined,
  };
}

/** The standard's form of an error, and that of the Okta server behind it. */
const errorSchema = z.object({
  error: text,
  error_description: text,
  errorCode: text,
  errorSummary: text,
});

function toOAuthError(reply: Reply, { hide, nowMs }: { hide: Hide; nowMs: number }): VendorError {
  const said = z.safeParse(errorSchema, parseLeniently(reply.body)).data;
  const failure: Failure = {
    ...describeOrigin(reply, hide),
    errorKey: hide(said?.error ?? said?.errorCode),
    errorMessage: hide(said?.error_description ?? said?.errorSummary),
    retryAfterMs: parseRetryAfter(reply.headers.get('retry-after'), nowMs),
  };
  if (reply.status >= 500) return new UpstreamUnavailableError({ ...failure, sent: true });
  if (reply.status < 400) return new UnreadableReplyError(failure);
  if (reply.status === 429) return new RateLimitedError(failure);
  if (said?.error === 'invalid_grant') return new InvalidGrantError(failure);
  return new TokenRequestRefusedError(failure);
}

function toBase64(words: string): string {
  return Buffer.from(words).toString('base64');
}

function withoutUndefined(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}
