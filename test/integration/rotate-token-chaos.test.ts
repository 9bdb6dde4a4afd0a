import { randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import { createConstantContact } from '../../lambda/constant-contact/client.ts';
import type { OAuth } from '../../lambda/constant-contact/oauth.ts';
import { parseSecret } from '../../lambda/credentials/secret.ts';
import type { TokenSet } from '../../lambda/credentials/token-set.ts';
import { openTokens } from '../../lambda/credentials/tokens.ts';
import type { Dependencies } from '../../lambda/rotate-token/dependencies.ts';
import type { Clock } from '../../lambda/shared/clock.ts';
import { crashAt, failAt, type Interceptor, interceptMethods } from '../support/intercept.ts';
import {
  createRotationWorld,
  HOUR_MS,
  type RotationWorld,
  type Sent,
} from '../support/rotation-world.ts';

const ROTATIONS = 1_000;

/** The server takes a replaced token for so long. */
const GRACE_MS = 30_000;

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

const vendorFault = fc.constantFrom(
  { type: 'dropBefore' },
  { type: 'dropAfter' },
  { type: 'truncate', variant: 'broken' },
  { type: 'html' },
  { type: 'html', act: true },
  { type: 'status', status: 503 },
  { type: 'status', status: 503, act: true },
  { type: 'status', status: 429, body: 'empty', retryAfterSeconds: 1 },
);

/** What goes wrong in a rotation: at one of its calls of AWS, the vendor or the clock, or in the vendor's answer. */
const trouble = fc.oneof(
  fc.record({
    kind: fc.constantFrom('crash' as const, 'fail' as const),
    nth: fc.integer({ min: 1, max: 12 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('vendor' as const),
    fault: vendorFault,
    times: fc.constantFrom(1, 1, 1, 2),
  }),
);

const plans = fc.record({
  trouble: fc.option(trouble, { freq: 1_000 }),
  /** When Secrets Manager tries again after a failure. */
  againAfterMs: fc.array(fc.constantFrom(1_000, 10_000, 20_000, 40_000, 600_000), {
    minLength: 2,
    maxLength: 2,
  }),
  replays: fc.array(fc.constantFrom(...STEPS), { maxLength: 2 }),
  rival: fc.constantFrom('none', 'none', 'none', 'same', 'other'),
});
type Plan = ReturnType<typeof plans.generate>['value'];

/** What came of it all. */
interface Tally {
  failedSteps: Record<string, number>;
  reads: number;
  /** Reads with an expired token, while nothing could be renewed. */
  lockedOut: number;
  /** One sentence for each pair that only a person could replace. */
  lost: string[];
}

interface Chaos {
  world: RotationWorld;
  tally: Tally;
  calm: Dependencies;
  /** The dependencies of a process in which something goes wrong. */
  troubled(intercept: Interceptor): Dependencies;
  readSummary(): Promise<void>;
  /** Whose createSecret runs beside that of Secrets Manager. */
  rival: Plan['rival'];
  /** What persons have consented to, newest last. */
  consents: TokenSet[];
}

async function createChaos(): Promise<Chaos> {
  const world = await createRotationWorld();
  const tally: Tally = { failedSteps: {}, reads: 0, lockedOut: 0, lost: [] };
  let calls = 0;

  /** The bare secret, looked at between the calls of anybody: always whole, and issued by the server. */
  async function glance(): Promise<void> {
    const { accessToken } = parseSecret('main', await world.storedText());
    expect(world.sandbox.grants.some((chain) => chain.accessTokens.includes(accessToken))).toBe(
      true,
    );
    tally.reads += 1;
  }
  function troubled(intercept: Interceptor): Dependencies {
    const glancing: Interceptor = async (call, what) => {
      calls += 1;
      if (calls % 5 === 0) await glance();
      return intercept(call, what);
    };
    const client = interceptMethods<SecretsManagerClient>(world.secrets, ['send'], glancing);
    const deps = world.depsWith(client);
    return {
      ...deps,
      oauth: interceptMethods<OAuth>(deps.oauth, ['refresh'], intercept),
      clock: interceptMethods<Clock>(deps.clock, ['sleep'], intercept),
    };
  }

  // As sync and update read: with a cache, and once more after a 401.
  const account = createConstantContact({
    apiUrl: world.sandbox.apiUrl,
    pace: { take: async () => undefined },
    clock: world.clock,
    random: () => 0.5,
  }).forAccount(openTokens({ secrets: world.secrets, clock: world.clock }).forAccount('main'));
  async function readSummary(): Promise<void> {
    await account.getSummary();
    tally.reads += 1;
  }
  return {
    world,
    tally,
    calm: troubled((call) => call()),
    troubled,
    readSummary,
    rival: 'none',
    consents: [await world.stored()],
  };
}

/** One rotation by Secrets Manager's own drive, with everything that its plan has in store for it. */
async function rotate(chaos: Chaos, plan: Plan): Promise<void> {
  const { world, calm } = chaos;
  const before = await world.stored();
  chaos.rival = plan.rival;
  prepare(chaos, plan);
  const reading = chaos.readSummary().catch((error: Error) => {
    // Nobody could renew it in time.
    expect(error.name).toBe('ReauthorizationRequiredError');
    expect((before.expires_at ?? 0) * 1000).toBeLessThanOrEqual(world.clock.now());
    chaos.tally.lockedOut += 1;
  });
  await Promise.all([world.manager.rotateDue(), reading]);
  world.sandbox.clearFaults();
  world.deps = calm;
  for (const afterMs of plan.againAfterMs) {
    if (world.manager.rotations.at(-1)?.outcome === 'succeeded') break;
    world.clock.advance(afterMs);
    await world.manager.rotateDue();
  }
  const token = world.manager.rotations.at(-1)?.versionId ?? '';
  for (const step of plan.replays) await ignoreFailure(chaos, world.step(step, token));
}

function prepare({ world, calm, troubled }: Chaos, { trouble }: Plan): void {
  world.deps = calm;
  if (trouble?.kind === 'vendor') {
    const on = { method: 'POST', path: '/oauth2/default/v1/token' } as const;
    world.sandbox.play([{ on, times: trouble.times, fault: trouble.fault }] as Scenario);
  } else if (trouble) {
    const { kind, nth, when } = trouble;
    world.deps = troubled(kind === 'crash' ? crashAt(nth, when) : failAt(nth, when));
  }
}

/** Lets a second invocation run beside each createSecret, of the same rotation or of another one. */
function addRivals(chaos: Chaos): void {
  const { world } = chaos;
  const { step } = world;
  world.step = async (name, token, deps = world.deps) => {
    const wanted = name === 'createSecret' ? chaos.rival : 'none';
    const other = wanted === 'same' ? token : randomUUID();
    const [own] = await Promise.allSettled([
      step(name, token, deps),
      wanted === 'none' ? undefined : ignoreFailure(chaos, step(name, other, chaos.calm)),
    ]);
    if (own.status === 'rejected') throw own.reason;
  };
}

async function ignoreFailure({ tally }: Chaos, step: Promise<void>): Promise<void> {
  await step.catch(({ name }: Error) => {
    tally.failedSteps[name] = (tally.failedSteps[name] ?? 0) + 1;
  });
}

/**
 * What is stored is of no use to the server any more. Shows that there was no other way, that the function says so, and
 * that nothing is lost before it must be; then a person consents.
 */
async function explainLoss(chaos: Chaos, index: number, plan: Plan): Promise<void> {
  const { world, tally } = chaos;
  const { refresh_token: lost, expires_at = 0 } = await world.stored();
  const chain = world.sandbox.grants.at(-1);
  const sends = world.sent.filter(({ refreshToken }) => refreshToken === lost);
  const firstMs = sends[0]?.atMs ?? 0;
  const replacedMs = chain?.refreshTokens.find(({ value }) => value === lost)?.replacedAtMs ?? 0;

  // The server took it at one of the sends, whose answer nobody stored, and its grace is over.
  const isTaken = ({ atMs, endedAtMs = 0 }: Sent) => atMs <= replacedMs && replacedMs <= endedAtMs;
  expect(sends.some(isTaken)).toBe(true);
  expect(world.clock.now() - replacedMs).toBeGreaterThanOrEqual(GRACE_MS);
  // Nobody has provoked the server into taking back the access token, too.
  expect(chain?.revokedBecause).toBeUndefined();

  chaos.rival = 'none';
  const alive = world.clock.now() < (expires_at ?? 0) * 1000;
  if (alive) {
    await world.manager.rotateDue();
    expect(world.manager.rotations.at(-1)?.error?.name).toBe('RefreshUncertainError');
    expect(world.sent.filter(({ refreshToken }) => refreshToken === lost)).toHaveLength(
      sends.length,
    );
    world.clock.advance((expires_at ?? 0) * 1000 - world.clock.now());
  }
  const counted = world.metrics.length;
  await world.manager.rotateDue();
  expect(world.manager.rotations.at(-1)?.error?.name).toBe('ReauthorizationRequiredError');
  expect(world.metrics.slice(counted)).toEqual([{ ReauthorizationRequired: 1 }]);

  const after = sends.map(
    ({ atMs, failure }) => `+${atMs - firstMs} ms ${failure?.name ?? 'answered'}`,
  );
  tally.lost.push(`rotation ${index}: ${JSON.stringify(plan.trouble)}, sent ${after.join(', ')}`);
  chaos.consents.push(await world.consent());
  await world.manager.rotateDue();
  expect(world.manager.rotations.at(-1)?.outcome).toBe('succeeded');
}

/**
 * A pair is sent again only while nothing can be lost by it: when all sends before were proved unused, within the grace
 * of the first that was not, or when its access token has ended.
 */
function assertSentInTime({ world: { sent }, consents }: Chaos): void {
  const expiresAt = new Map([
    ...consents.map((set) => [set.refresh_token, set.expires_at ?? 0] as const),
    ...sent.map(({ brought }) => [brought?.refreshToken, brought?.expiresAt ?? 0] as const),
  ]);
  const doubtSinceMs = new Map<string, number>();
  for (const { refreshToken, atMs, failure } of sent) {
    const sinceMs = doubtSinceMs.get(refreshToken);
    if (sinceMs !== undefined && atMs - sinceMs >= GRACE_MS) {
      expect(atMs / 1_000).toBeGreaterThanOrEqual(expiresAt.get(refreshToken) ?? Number.NaN);
      doubtSinceMs.set(refreshToken, atMs);
    }
    if (sinceMs === undefined && !isProof(failure)) doubtSinceMs.set(refreshToken, atMs);
  }
}

function isProof(failure: Error | undefined): boolean {
  return failure?.name === 'RateLimitedError';
}

/** How a step may end beside well, without having lost anything. */
const EXPECTED_ERRORS = [
  'RateLimitedError',
  'RefreshUncertainError',
  'RotationUnderWayError',
  'TooLittleTimeError',
];

it(`${ROTATIONS} rotations of single-use tokens, half of them in trouble, lose a pair only where the server took it and nobody got to store its answer`, async ({
  annotate,
}) => {
  const chaos = await createChaos();
  const { world, tally } = chaos;
  addRivals(chaos);
  await world.schedule('rate(4 hours)');

  for (const [index, plan] of fc.sample(plans, { numRuns: ROTATIONS, seed: 20261126 }).entries()) {
    const current = index % 2 === 0 ? plan : { ...plan, trouble: null };
    world.clock.advance(4 * HOUR_MS);
    await rotate(chaos, current);
    // What is still accepted then is not lost by waiting.
    world.clock.advance(GRACE_MS);
    const { refresh_token } = await world.stored();
    if (!world.sandbox.acceptsRefreshToken(refresh_token)) await explainLoss(chaos, index, current);
  }

  assertSentInTime(chaos);
  expect(EXPECTED_ERRORS).toEqual(expect.arrayContaining(Object.keys(tally.failedSteps)));
  const { lost, ...counts } = tally;
  // Two lost answers in a row are planned for about 3 in 100, and a few more lose one to an overlap.
  expect(lost.length).toBeLessThan(50);
  const share = `${lost.length} of ${ROTATIONS} rotations needed a person`;
  await annotate([share, JSON.stringify(counts), ...lost].join('\n'));
}, 300_000);
