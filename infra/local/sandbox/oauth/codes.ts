import { createHash } from 'node:crypto';
import type { Clock } from '../../../../lambda/shared/clock.ts';
import { toRandomText } from '../random.ts';
import type { Consent } from './grants.ts';

/** A code lives 5 minutes: https://developer.constantcontact.com/api_guide/server_flow.html */
const POLICY = { lifeMs: 300_000, characters: 43 } satisfies Record<string, number>;

/** What a code was given for, and what must come with it. */
export interface CodeTerms {
  consent: Consent;
  redirectUri: string;
  /** S256 of the verifier that must come; without it none may. */
  codeChallenge: string | undefined;
}

/** A code as an application hands it in. */
export interface HandedCode {
  code: string;
  clientId: string;
  redirectUri: string | null;
  verifier: string | null;
}

export interface Codes {
  issue(terms: CodeTerms): string;
  /** The consent behind a code, or nothing if any part of it is wrong. The first try by its application spends it. */
  redeem(handed: HandedCode): Consent | undefined;
}

export function createCodes({ clock, random }: { clock: Clock; random: () => number }): Codes {
  const issued = new Map<string, CodeTerms & { expiresAtMs: number }>();
  return {
    issue: (terms) => {
      const code = toRandomText(random, POLICY.characters);
      issued.set(code, { ...terms, expiresAtMs: clock.now() + POLICY.lifeMs });
      return code;
    },
    redeem: ({ code, clientId, redirectUri, verifier }) => {
      const terms = issued.get(code);
      if (!terms || terms.consent.clientId !== clientId) return undefined;
      issued.delete(code);
      const challenge = verifier === null ? undefined : toChallenge(verifier);
      const good =
        clock.now() < terms.expiresAtMs &&
        terms.redirectUri === redirectUri &&
        terms.codeChallenge === challenge;
      return good ? terms.consent : undefined;
    },
  };
}

/** S256 of RFC 7636. */
function toChallenge(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
