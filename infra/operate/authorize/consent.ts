import {
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  validateAuthResponse,
} from 'oauth4webapi';
import { toPlainLine } from '../../../lambda/shared/printable.ts';
import { NotConnectedError } from './errors.ts';

/** All that sync, update and rotation need; without `offline_access` the vendor gives no refresh token, and no error. */
export const SCOPES = ['account_read', 'account_update', 'offline_access'] as const;

/** Characters kept of what a redirect says; anyone may have written it. */
const FOREIGN_TEXT_CHARACTERS = 200;

/** One request for a person's consent, good for one redirect. */
export interface Consent {
  /** The vendor's page on which the person consents. */
  url: string;
  /** Proves to the token endpoint that whoever has the code has also asked for it (PKCE, S256). */
  codeVerifier: string;
  /** Takes the code out of the redirect. Throws NotConnectedError when it is a denial or answers another request. */
  readCode(redirect: URL): string;
}

/** Makes a request with a state and a verifier of its own; `authUrl` is the authorisation server's base address. */
export async function createConsent({
  authUrl,
  clientId,
  redirectUri,
}: {
  authUrl: string;
  clientId: string;
  redirectUri: string;
}): Promise<Consent> {
  const state = generateRandomState();
  const codeVerifier = generateRandomCodeVerifier();
  const url = new URL(`${authUrl}/authorize`);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: SCOPES.join(' '),
    state,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  }).toString();
  return {
    url: url.href,
    codeVerifier,
    readCode: (redirect) => {
      const code = validate(authUrl, clientId, redirect, state).get('code');
      if (code) return code;
      throw new NotConnectedError('The redirect carries no code: run the command again.');
    },
  };
}

function validate(
  authUrl: string,
  clientId: string,
  redirect: URL,
  state: string,
): URLSearchParams {
  try {
    return validateAuthResponse({ issuer: authUrl }, { client_id: clientId }, redirect, state);
  } catch (error) {
    // The library's own error holds the redirect with its code.
    throw explain(error);
  }
}

function explain(error: unknown): NotConnectedError {
  if (!(error instanceof AuthorizationResponseError)) {
    return new NotConnectedError(
      'The redirect does not belong to this request (its state is another): run the command again and use only the page that it opens.',
    );
  }
  if (error.error === 'access_denied') {
    return new NotConnectedError(
      'The consent was denied: run the command again and allow the access, as the Account Owner.',
    );
  }
  const said = [error.error, error.error_description].filter(Boolean).join(': ');
  const words = toPlainLine(said).slice(0, FOREIGN_TEXT_CHARACTERS);
  return new NotConnectedError(
    `Constant Contact refused the request (${words}): look at the application's settings there.`,
  );
}
