import { METRIC } from '../../../lambda/shared/contract.ts';
import type { Invocation } from './containers.ts';
import type { World } from './world.ts';

/**
 * A dead token has a rotation and a pass to be noticed by, after its access token has ended. One that dies later than
 * that, as rotations in trouble left it unused, has them after it was last seen alive: no sooner can it be told.
 */
const TO_NOTICE_MS = 26 * 60 * 60 * 1000;

/** What is known of one account's tokens since they were last seen alive. */
interface Known {
  /** When it was last seen alive, epoch ms; it died later. */
  aliveMs: number;
  /** How much went wrong around its rotations. */
  disturbances: number;
  isAnnounced: boolean;
  isDead: boolean;
}

/** Watches over all accounts' tokens: alive, or their death announced. */
export interface TokenLedger {
  /** Looks at what happened since the last call; `told` lists those that are dead and whose death was announced. */
  check(): { problems: string[]; told: string[] };
  counts: { rotations: number; deaths: number };
}

export function openTokenLedger(world: World): TokenLedger {
  const fresh = (): Known => ({
    ...{ aliveMs: world.scheduler.now(), disturbances: 0, isAnnounced: false, isDead: false },
  });
  const knowns = new Map([...world.accounts.keys()].map((alias) => [alias, fresh()]));
  const counts = { rotations: 0, deaths: 0 };

  /** Notes what the day's rotations and runs of an account said. */
  function listen(alias: string, known: Known): void {
    const rotations = world.invocations.filter((one) => isRotationOf(one, alias));
    counts.rotations += rotations.filter(isRenewal).length;
    known.disturbances += rotations.reduce((sum, one) => sum + one.disturbances.length, 0);
    known.isAnnounced ||= rotations.some(announces) || hasRunWithout(world, alias);
  }

  function judge(known: Known, accessEndsMs: number): string[] {
    if (!known.isDead) counts.deaths += 1;
    known.isDead = true;
    const overdueMs = Math.max(accessEndsMs, known.aliveMs) + TO_NOTICE_MS;
    const isOverdue = !known.isAnnounced && world.scheduler.now() > overdueMs;
    return [
      ...(known.disturbances === 0 ? ['died though nothing went wrong'] : []),
      ...(isOverdue ? ['is dead and nobody was told'] : []),
    ];
  }

  return {
    counts,
    check: () => {
      const problems = world.vendor.reuses
        .filter(({ atMs, accessEndsMs }) => atMs < accessEndsMs)
        .map(() => 'a refresh token was sent in doubt while the access token was alive');
      const told: string[] = [];
      for (const [alias, known] of knowns) {
        listen(alias, known);
        const { refresh_token, expires_at } = world.readTokens(alias);
        if (world.vendor.state.oauth.grants.accepts(refresh_token ?? '')) {
          knowns.set(alias, fresh());
          continue;
        }
        if (known.isAnnounced) told.push(alias);
        const found = judge(known, Number(expires_at) * 1_000);
        problems.push(...found.map((problem) => `the token of ${alias} ${problem}`));
      }
      return { problems, told };
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

/** Errors of a rotation, each of which rings, that say that a person has to consent; Okta's refusal says no more. */
const TELLING = ['RefreshUncertainError', 'TokensNotStoredError', 'TokenRequestRefusedError'];

function announces({ metrics, ending }: Invocation): boolean {
  const isCounted = metrics.some((values) => values[METRIC.reauthorizationRequired] === 1);
  return isCounted || (ending?.kind === 'threw' && TELLING.includes(ending.error.name));
}

function hasRunWithout({ writes }: World, alias: string): boolean {
  return writes.some(
    ({ pk, sk, after }) =>
      pk === `ACCOUNT#${alias}` &&
      sk.startsWith('RUN#') &&
      after['errorName']?.S === 'ReauthorizationRequiredError',
  );
}
