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

/** What went wrong around the rotations of the access token that was stored at last sight. */
interface Trouble {
  accessToken: string;
  disturbances: number;
}

/** Watches over all accounts' tokens: alive, or their death announced. */
export interface TokenLedger {
  /**
   * Looks at what happened since the last call; `told` lists those that are dead and whose death was announced. On a
   * day without faults, whose beginning is `calmSinceMs` (epoch ms), every token that can be renewed is.
   */
  check(calmSinceMs?: number): { problems: string[]; told: string[] };
  counts: { rotations: number; deaths: number };
}

export function openTokenLedger(world: World): TokenLedger {
  const fresh = (): Known => ({
    ...{ aliveMs: world.scheduler.now(), disturbances: 0, isAnnounced: false, isDead: false },
  });
  const knowns = new Map([...world.accounts.keys()].map((alias) => [alias, fresh()]));
  const troubles = new Map<string, Trouble>();
  const counts = { rotations: 0, deaths: 0 };

  /** Notes what the day's rotations and runs of an account said. */
  function listen(alias: string, known: Known): void {
    const rotations = world.invocations.filter((one) => isRotationOf(one, alias));
    counts.rotations += rotations.filter(isRenewal).length;
    known.disturbances += rotations.reduce((sum, one) => sum + one.disturbances.length, 0);
    known.isAnnounced ||= rotations.some(announces) || hasRunWithout(world, alias);
  }

  /** A rotation throws for a reason: something went wrong around it or an earlier one of the same tokens. */
  function checkThrows(alias: string): string[] {
    const rotations = world.invocations.filter((one) => isRotationOf(one, alias));
    const accessToken = world.consents.readTokens(alias).access_token ?? '';
    const before = troubles.get(alias);
    const today = rotations.reduce((sum, one) => sum + one.disturbances.length, 0);
    const all = today + (before?.disturbances ?? 0);
    troubles.set(alias, {
      accessToken,
      disturbances: before?.accessToken === accessToken ? all : today,
    });
    if (all > 0) return [];
    return rotations
      .filter((rotation) => !isInLine(world, rotation))
      .flatMap(({ ending }) =>
        ending?.kind === 'threw' ? [`made ${ending.error.name} though nothing went wrong`] : [],
      );
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
    check: (calmSinceMs) => {
      const problems = world.vendor.reuses
        .filter(({ atMs, accessEndsMs }) => atMs < accessEndsMs)
        .map(() => 'a refresh token was sent in doubt while the access token was alive');
      const told: string[] = [];
      for (const [alias, known] of knowns) {
        listen(alias, known);
        const { refresh_token, expires_at } = world.consents.readTokens(alias);
        const found = checkThrows(alias);
        if (calmSinceMs !== undefined) found.push(...checkRenewed(world, alias, calmSinceMs));
        if (world.vendor.state.oauth.grants.accepts(refresh_token ?? '')) {
          knowns.set(alias, fresh());
        } else {
          if (known.isAnnounced) told.push(alias);
          found.push(...judge(known, Number(expires_at) * 1_000));
        }
        problems.push(...found.map((problem) => `the token of ${alias} ${problem}`));
      }
      return { problems, told };
    },
  };
}

/** Two rotations are due each day: unless a person was told why not, the current access token is of this day. */
function checkRenewed(world: World, alias: string, sinceMs: number): string[] {
  const { tokens, oauth, switches } = world.vendor.state;
  const { access_token, refresh_token } = world.consents.readTokens(alias);
  if (!oauth.grants.accepts(refresh_token ?? '') || isToldOf(world, alias)) return [];
  const endsAtMs = tokens.find(`Bearer ${access_token}`)?.expiresAtMs ?? 0;
  const issuedMs = endsAtMs - switches.tokenLifetimeSeconds * 1_000;
  return issuedMs >= sinceMs ? [] : ['was not renewed on a calm day'];
}

/** Whether a rotation since noon has told of an account's tokens. */
export function isToldOf({ invocations }: World, alias: string): boolean {
  return invocations.some((one) => isRotationOf(one, alias) && announces(one));
}

function isRotationOf({ name, event }: Invocation, alias: string): boolean {
  const { SecretId = '' } = event as { SecretId?: string };
  return name === 'rotate-token' && SecretId.includes(`constant-contact/${alias}-`);
}

/** The token endpoint takes a request a second, and whoever comes with many others may be sent away. */
function isInLine({ invocations }: World, { ending, ...rotation }: Invocation): boolean {
  const isBeside = (one: Invocation) =>
    one.name === 'rotate-token' &&
    one.id !== rotation.id &&
    one.startedMs <= (rotation.endedMs ?? rotation.endsAtMs) &&
    (one.endedMs ?? one.endsAtMs) >= rotation.startedMs;
  return (
    ending?.kind === 'threw' &&
    ending.error.name === 'RateLimitedError' &&
    invocations.filter(isBeside).length > 1
  );
}

function isRenewal({ event, ending }: Invocation): boolean {
  return (event as { Step: string }).Step === 'createSecret' && ending?.kind === 'replied';
}

/** Errors of a rotation, each of which rings, that say that a person has to consent; Okta's refusal says no more. */
const TELLING = ['RefreshUncertainError', 'TokensNotStoredError', 'TokenRequestRefusedError'];

function announces({ metrics, ending }: Invocation): boolean {
  const isCounted = metrics.some(({ values }) => values[METRIC.reauthorizationRequired] === 1);
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
