import type { SandboxState } from '../state.ts';
import { toJwt } from '../tokens.ts';
import type { IssuedTokens } from './grants.ts';

/** What the token endpoint answers. */
export interface TokenReply {
  token_type: 'Bearer';
  /** Seconds. */
  expires_in: number;
  access_token: string;
  /** Separated by blanks. */
  scope: string;
  refresh_token?: string;
  id_token?: string;
}

/** The reply for issued tokens; `sent` is the refresh token that was spent for them, if one was. */
export function toTokenReply(issued: IssuedTokens, state: SandboxState, sent?: string): TokenReply {
  const { accessToken, scopes } = issued;
  const { switches } = state;
  return {
    token_type: 'Bearer',
    expires_in: switches.tokenLifetimeSeconds,
    access_token: accessToken,
    scope: scopes.join(' '),
    ...toRefreshToken(issued, state, sent),
    ...(switches.idToken === 'sent' ? { id_token: toIdToken(issued, state) } : {}),
  };
}

/** Only the same value again may be left out, or come as an empty text. */
function toRefreshToken(
  { refreshToken }: IssuedTokens,
  { switches }: SandboxState,
  sent: string | undefined,
): { refresh_token?: string } {
  if (refreshToken === undefined) return {};
  if (refreshToken !== sent || switches.refreshReply === 'sent') {
    return { refresh_token: refreshToken };
  }
  return switches.refreshReply === 'empty' ? { refresh_token: '' } : {};
}

function toIdToken({ chain }: IssuedTokens, { clock, random, switches }: SandboxState): string {
  const nowSeconds = Math.floor(clock.now() / 1000);
  const claims = {
    ver: 1,
    sub: `${chain.role}@${chain.accountId}`,
    iss: 'http://127.0.0.1/oauth2/default',
    aud: chain.clientId,
    iat: nowSeconds,
    exp: nowSeconds + switches.tokenLifetimeSeconds,
  };
  return toJwt(claims, random);
}
