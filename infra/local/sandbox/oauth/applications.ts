import type { Switches } from '../switches.ts';

/** One registered application. Without a secret it is public and proves itself by PKCE alone. */
export interface Application {
  clientId: string;
  clientSecret?: string;
  /** An address of redirection must equal one of these, character by character. */
  redirectUris: string[];
  /** The kind of refresh token is chosen per application; without it the switch says. */
  refreshTokens?: Switches['refreshTokens'];
}

const REDIRECT_URIS = ['http://localhost:8765/callback', 'http://127.0.0.1:8765/callback'];

/** The application that a sandbox has unless it is given others. */
export const SECRET_APPLICATION = {
  clientId: '00000000-5eed-4000-8000-000000000001',
  clientSecret: 'sandbox-secret-of-nobody',
  redirectUris: REDIRECT_URIS,
} satisfies Application;

/** Its public twin. */
export const PUBLIC_APPLICATION = {
  clientId: '00000000-5eed-4000-8000-000000000002',
  redirectUris: REDIRECT_URIS,
} satisfies Application;
