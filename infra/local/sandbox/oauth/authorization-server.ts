import type { Clock } from '../../../../lambda/shared/clock.ts';
import { type Admit, createAdmit, type Limits } from '../limits.ts';
import type { Switches } from '../switches.ts';
import type { Tokens } from '../tokens.ts';
import type { Application } from './applications.ts';
import { type Codes, createCodes } from './codes.ts';
import { createGrants, type Grants } from './grants.ts';

/** What the endpoints of the authorization server share. */
export interface AuthorizationServer {
  applications: Application[];
  codes: Codes;
  grants: Grants;
  /** Counts a request to the token endpoint. */
  admit: Admit;
}

interface Parts {
  clock: Clock;
  random: () => number;
  switches: Switches;
  tokens: Tokens;
  applications: Application[];
  limits: Limits;
}

export function createAuthorizationServer(parts: Parts): AuthorizationServer {
  const { clock, random, switches, tokens, applications, limits } = parts;
  return {
    applications,
    codes: createCodes({ clock, random }),
    grants: createGrants({ clock, random, switches, tokens }),
    admit: createAdmit(clock, { perSecond: limits.tokensPerSecond, perDay: 'off' }),
  };
}
