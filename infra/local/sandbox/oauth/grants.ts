import type { Clock } from '../../../../lambda/shared/clock.ts';
import { toRandomText } from '../random.ts';
import type { Switches } from '../switches.ts';
import type { Role, Tokens } from '../tokens.ts';
import type { Application } from './applications.ts';

/** Both kinds die after so many days without use: https://developer.constantcontact.com/api_guide/auth_overview.html */
const POLICY = { unusedDays: 180, refreshTokenCharacters: 43 } satisfies Record<string, number>;

const DAY_MS = 86_400_000;

/** Who consented to what. */
export interface Consent {
  accountId: string;
  clientId: string;
  scopes: string[];
  role: Role;
}

/** One refresh token as the server knows it; times in epoch milliseconds. */
export interface RefreshToken {
  value: string;
  usedAtMs: number;
  /** When its first use gave another one in its place. */
  replacedAtMs?: number;
}

/** All that came of one consent; the arrays are in the order of issue, dead tokens among them. */
export interface GrantChain extends Consent {
  refreshTokens: RefreshToken[];
  accessTokens: string[];
  /** Why nothing of it is good any more: a replaced refresh token came again, or a person took the consent back. */
  revokedBecause?: 'reuse' | 'person';
}

/** What a person who consented, or an application that refreshed, is given. */
export interface IssuedTokens {
  chain: GrantChain;
  accessToken: string;
  scopes: string[];
  /** Undefined without the scope `offline_access`; for a long-lived one the same value again. */
  refreshToken: string | undefined;
}

export interface Grants {
  chains: GrantChain[];
  open(consent: Consent): IssuedTokens;
  /**
   * Spends a refresh token of the application for an access token with `scopes`, all that were consented to without. A
   * token that is not good, or another application's, gives nothing; reuse may revoke its chain.
   */
  refresh(value: string, application: Application, scopes?: string[]): IssuedTokens | undefined;
  findChain(value: string): GrantChain | undefined;
  /** Whether the server would take a refresh token now. Asking changes nothing. */
  accepts(value: string): boolean;
  revoke(chain: GrantChain, because: 'reuse' | 'person'): void;
}

interface Parts {
  clock: Clock;
  random: () => number;
  switches: Switches;
  tokens: Tokens;
}

export function createGrants({ clock, random, switches, tokens }: Parts): Grants {
  const chains: GrantChain[] = [];
  const owners = new Map<string, { chain: GrantChain; token: RefreshToken }>();

  const addRefreshToken = (chain: GrantChain): RefreshToken => {
    const value = toRandomText(random, POLICY.refreshTokenCharacters);
    const token = { value, usedAtMs: clock.now() };
    chain.refreshTokens.push(token);
    owners.set(value, { chain, token });
    return token;
  };
  const issue = (chain: GrantChain, refreshToken?: string, scopes = chain.scopes): IssuedTokens => {
    const { accountId, role } = chain;
    const wanted = { scopes, role };
    const accessToken = tokens.issue(accountId, wanted, switches.tokenLifetimeSeconds);
    chain.accessTokens.push(accessToken);
    return { chain, accessToken, scopes, refreshToken };
  };
  const revoke = (chain: GrantChain, because: 'reuse' | 'person') => {
    chain.revokedBecause = because;
    chain.accessTokens.forEach(tokens.revoke);
  };
  /** Replaces the newest token, unless one that is already replaced may share its successor. */
  const replace = (chain: GrantChain, token: RefreshToken): RefreshToken => {
    const newest = chain.refreshTokens.at(-1) ?? token;
    if (token !== newest && switches.refreshGraceReply === 'newest') return newest;
    newest.replacedAtMs = clock.now();
    return addRefreshToken(chain);
  };

  return {
    chains,
    open: (consent) => {
      const chain: GrantChain = { ...consent, refreshTokens: [], accessTokens: [] };
      chains.push(chain);
      const offline = consent.scopes.includes('offline_access');
      return issue(chain, offline ? addRefreshToken(chain).value : undefined);
    },
    refresh: (value, application, scopes) => {
      const owner = owners.get(value);
      if (!owner || owner.chain.clientId !== application.clientId) return undefined;
      const { chain, token } = owner;
      const standing = judge(owner, clock.now(), switches);
      if (standing === 'reused' && switches.refreshReuse === 'revokesAll') revoke(chain, 'reuse');
      if (standing !== 'good') return undefined;
      token.usedAtMs = clock.now();
      const kind = application.refreshTokens ?? switches.refreshTokens;
      const next = kind === 'rotating' ? replace(chain, token) : token;
      return issue(chain, next.value, scopes);
    },
    findChain: (value) => owners.get(value)?.chain,
    accepts: (value) => {
      const owner = owners.get(value);
      return owner !== undefined && judge(owner, clock.now(), switches) === 'good';
    },
    revoke,
  };
}

/** A replaced token is good for the seconds of grace, whatever came of its successor: one way that Okta may do it. */
function judge(
  { chain, token }: { chain: GrantChain; token: RefreshToken },
  nowMs: number,
  switches: Switches,
): 'good' | 'reused' | 'dead' {
  if (chain.revokedBecause || nowMs - token.usedAtMs >= POLICY.unusedDays * DAY_MS) return 'dead';
  if (token.replacedAtMs === undefined) return 'good';
  return nowMs - token.replacedAtMs < switches.refreshGraceSeconds * 1000 ? 'good' : 'reused';
}
