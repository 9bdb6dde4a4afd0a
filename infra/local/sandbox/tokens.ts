import type { Clock } from '../../../lambda/shared/clock.ts';
import { toRandomText } from './random.ts';

/** The person who consented: the Account Owner, an Account Manager, or a Campaign Creator. */
export type Role = 'owner' | 'manager' | 'other';

/** What one access token allows. */
export interface Grant {
  accountId: string;
  scopes: string[];
  role: Role;
  expiresAtMs: number;
}

export interface IssueOptions {
  scopes?: string[];
  role?: Role;
  expiresAtMs?: number;
}

export interface Tokens {
  issue(accountId: string, options: IssueOptions, lifetimeSeconds: number): string;
  revoke(token: string): void;
  /** The grant behind an `Authorization` header, or nothing if that is absent, malformed, unknown or expired. */
  find(authorization: string | undefined): Grant | undefined;
}

/** What the functions here need: to read, to write, and to refresh. */
export const NEEDED_SCOPES = ['account_read', 'account_update', 'offline_access'];

/** Access tokens are JSON Web Tokens of 1,000 to 1,200 characters; these have about 1,100. */
const POLICY = {
  payloadBytes: 495,
  signatureCharacters: 342,
} satisfies Record<string, number>;

export function createTokens({ clock, random }: { clock: Clock; random: () => number }): Tokens {
  const grants = new Map<string, Grant>();
  return {
    issue: (accountId, options, lifetimeSeconds) => {
      const grant: Grant = {
        accountId,
        scopes: options.scopes ?? NEEDED_SCOPES,
        role: options.role ?? 'owner',
        expiresAtMs: options.expiresAtMs ?? clock.now() + lifetimeSeconds * 1000,
      };
      const token = toToken(grant, clock.now(), random);
      grants.set(token, grant);
      return token;
    },
    revoke: (token) => {
      grants.delete(token);
    },
    find: (authorization) => {
      const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
      const grant = token === undefined ? undefined : grants.get(token);
      return grant && clock.now() < grant.expiresAtMs ? grant : undefined;
    },
  };
}

function toToken(grant: Grant, nowMs: number, random: () => number): string {
  const claims = {
    ver: 1,
    jti: `AT.${toRandomText(random, 43)}`,
    iss: 'http://127.0.0.1/oauth2/default',
    aud: 'http://127.0.0.1',
    iat: Math.floor(nowMs / 1000),
    exp: Math.floor(grant.expiresAtMs / 1000),
    scp: grant.scopes,
    sub: `${grant.role}@${grant.accountId}`,
  };
  const missing = POLICY.payloadBytes - JSON.stringify({ ...claims, uid: '' }).length;
  return toJwt({ ...claims, uid: toRandomText(random, Math.max(20, missing)) }, random);
}

/** A JSON Web Token whose signature nobody can check. */
export function toJwt(claims: Record<string, unknown>, random: () => number): string {
  const header = { kid: toRandomText(random, 43), alg: 'RS256' };
  return [
    ...[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')),
    toRandomText(random, POLICY.signatureCharacters),
  ].join('.');
}
