import { METRIC } from '../../../lambda/shared/contract.ts';
import type { Invocation } from './containers.ts';
import type { World } from './world.ts';

/** A dead token has a rotation and a pass to be noticed by, after its access token has ended. */
const TO_NOTICE_MS = 26 * 60 * 60 * 1000;

/** What is known of one account's tokens, from one night to the next. */
interface Known {
  /** What went wrong around its rotations since the last consent. */
  disturbances: number;
  isAnnounced: boolean;
}

/** Watches over all accounts' tokens: alive, or their death announced. */
export interface TokenLedger {
  /** Looks at what happened since the last call; `dead` lists those whose refresh token is good no more. */
  check(): { problems: string[]; dead: string[] };
  /** A person has consented anew. */
  renew(alias: string): void;
  counts: { rotations: number; deaths: number };
}

export function openTokenLedger(world: World): TokenLedger {
  const aliases = [...world.accounts.keys()];
  const fresh = (): Known => ({ disturbances: 0, isAnnounced: false });
  const knowns = new Map(aliases.map((alias) => [alias, fresh()]));
  const counts = { rotations: 0, deaths: 0 };

  function check(alias: string): { problems: string[]; isDead: boolean } {
    const known = knowns.get(alias) ?? fresh();
    const rotations = world.invocations.filter((one) => isRotationOf(one, alias));
    counts.rotations += rotations.filter(isRenewal).length;
    known.disturbances += rotations.reduce((sum, one) => sum + one.disturbances.length, 0);
    known.isAnnounced ||= rotations.some(announces) || hasRunWithout(world, alias);
    const { refresh_token, expires_at } = world.readTokens(alias);
    const endedMs = Number(expires_at) * 1_000;
    const problems = world.vendor.reuses
      .filter(
        ({ accountId, atMs, accessEndsMs }) =>
          accountId === world.accounts.get(alias) && atMs < accessEndsMs,
      )
      .map(() => 'was sent in doubt while the access token was alive');
    if (world.vendor.state.oauth.grants.accepts(refresh_token ?? ''))
      return { problems, isDead: false };
    if (known.disturbances === 0) problems.push('died though nothing went wrong');
    if (!known.isAnnounced && world.scheduler.now() > endedMs + TO_NOTICE_MS) {
      problems.push('is dead and nobody was told');
    }
    return { problems, isDead: true };
  }

  return {
    counts,
    check: () => {
      const problems: string[] = [];
      const dead: string[] = [];
      for (const alias of aliases) {
        const found = check(alias);
        problems.push(...found.problems.map((problem) => `the token of ${alias} ${problem}`));
        if (found.isDead) dead.push(alias);
      }
      return { problems, dead };
    },
    renew: (alias) => {
      counts.deaths += 1;
      knowns.set(alias, fresh());
    },
  };
}

function isRotationOf({ name, event }: Invocation, alias: string): boolean {
  const { SecretId = '' } = event as { SecretId?: string };
  return name === 'rotate-token' && SecretId.includes(`constant-contact/${alias}-`);
}

function isRenewal({ event, ending }: Invocation): boolean {
  return (event as { Step: string }).Step === 'createSecret' && ending?.kind === 'replied';
}

/** The metric rings; what was thrown is in the function's own errors. */
function announces({ metrics }: Invocation): boolean {
  return metrics.some((values) => values[METRIC.reauthorizationRequired] === 1);
}

function hasRunWithout({ writes }: World, alias: string): boolean {
  return writes.some(
    ({ pk, sk, after }) =>
      pk === `ACCOUNT#${alias}` &&
      sk.startsWith('RUN#') &&
      after?.['errorName']?.S === 'ReauthorizationRequiredError',
  );
}
