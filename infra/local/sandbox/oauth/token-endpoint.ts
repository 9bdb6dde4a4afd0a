import { ok } from '../reply.ts';
import type { Answer, IncomingRequest, SandboxState } from '../state.ts';
import type { Application } from './applications.ts';
import { authenticate } from './authenticate.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { readForm } from './form.ts';
import type { IssuedTokens } from './grants.ts';
import {
  invalidCode,
  invalidRefreshToken,
  type Refusal,
  refuse,
  tooManyTokens,
  toRefusalReply,
} from './refusals.ts';
import { toTokenReply } from './token-reply.ts';

interface TokenRequest {
  form: URLSearchParams;
  application: Application;
  oauth: AuthorizationServer;
}

/** POST /token with the grants `authorization_code` and `refresh_token`; everything comes in the form. */
export function answerToken(request: IncomingRequest, state: SandboxState): Answer {
  const { oauth, switches } = state;
  if (oauth.admit(false) !== 'passed') return { reply: tooManyTokens(), acted: false };
  const read = readTokenRequest(request, state);
  if ('error' in read) return { reply: toRefusalReply(read, switches), acted: false };
  const issued = grant(read);
  if ('error' in issued) return { reply: toRefusalReply(issued, switches), acted: false };
  const sent = read.form.get('refresh_token') ?? undefined;
  const reply = ok(toTokenReply(issued, state, sent));
  return {
    reply: { ...reply, headers: { 'cache-control': 'no-store' } },
    accountId: issued.chain.accountId,
    acted: true,
  };
}

function readTokenRequest(
  request: IncomingRequest,
  { oauth, switches }: SandboxState,
): TokenRequest | Refusal {
  if (request.query.size > 0) {
    return refuse('invalid_request', 'Parameters belong in the body, not in the address.');
  }
  const form = readForm(request);
  if (!form) return refuse('invalid_request', 'The body must be a form.');
  const { authorization } = request.headers;
  const application = authenticate(authorization, form, oauth.applications, switches);
  return 'error' in application ? application : { form, application, oauth };
}

function grant(request: TokenRequest): IssuedTokens | Refusal {
  switch (request.form.get('grant_type')) {
    case 'authorization_code':
      return redeemCode(request);
    case 'refresh_token':
      return refresh(request);
    default:
      return refuse('unsupported_grant_type', 'The authorization grant type is not supported.');
  }
}

function redeemCode({ form, application, oauth }: TokenRequest): IssuedTokens | Refusal {
  const consent = oauth.codes.redeem({
    code: form.get('code') ?? '',
    clientId: application.clientId,
    redirectUri: form.get('redirect_uri'),
    verifier: form.get('code_verifier'),
  });
  return consent ? oauth.grants.open(consent) : invalidCode();
}

/** `scope` may ask for less than was consented to, never for more. */
function refresh({ form, application, oauth }: TokenRequest): IssuedTokens | Refusal {
  const value = form.get('refresh_token') ?? '';
  const scopes = form.get('scope')?.split(' ');
  const consented = oauth.grants.findChain(value)?.scopes ?? [];
  if (scopes?.some((scope) => !consented.includes(scope))) {
    return refuse('invalid_scope', 'The scope exceeds what was consented to.');
  }
  return oauth.grants.refresh(value, application, scopes) ?? invalidRefreshToken();
}
