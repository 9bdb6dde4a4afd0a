import { randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { interceptMethods } from '../support/intercept.ts';
import { createRotationWorld, type RotationWorld } from '../support/rotation-world.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

const TOKENS = ['a', 'b', 'c'].map((letter) => letter.repeat(32));

/** What Secrets Manager delivers: whole rotations, repeats of a step, and steps out of order. */
const deliveries = fc.array(
  fc.record({
    token: fc.constantFrom(...TOKENS),
    steps: fc.oneof(
      fc.constant([...STEPS]),
      fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 4 }),
    ),
  }),
  { minLength: 2, maxLength: 4 },
);

/** How a step may end beside well: it leaves the token to whoever has it in hand. */
const EXPECTED_ERRORS = ['RotationUnderWayError', 'RefreshUncertainError', 'TooLittleTimeError'];

interface Outcome {
  /** Fake times of the sends of each rotation. */
  sentAtMs: Map<string, number[]>;
  /** Which of the server's answers was current after each store, in the order of issue. */
  currents: number[];
  errors: string[];
}

/** Runs all deliveries at once, from a fresh consent; the scheduler picks whose call of AWS or the vendor goes next. */
async function play(
  world: RotationWorld,
  list: readonly { token: string; steps: readonly (typeof STEPS)[number][] }[],
  scheduler: fc.Scheduler,
): Promise<Outcome> {
  world.clock.advance(3_600_000);
  await world.consent();
  const run = randomUUID().slice(0, 8);
  const outcome: Outcome = { sentAtMs: new Map(), currents: [], errors: [] };
  const issued = world.sandbox.grants.at(-1)?.accessTokens;
  const turn = (name: string) => scheduler.schedule(Promise.resolve(), name);

  const secrets = interceptMethods<SecretsManagerClient>(
    world.secrets,
    ['send'],
    async (call, { name, input }) => {
      await turn(name);
      const reply = await call();
      if ([input['VersionStages']].flat().includes('AWSCURRENT')) {
        outcome.currents.push(issued?.indexOf((await world.stored()).access_token) ?? -1);
      }
      return reply;
    },
  );
  const deps = world.depsWith(secrets);

  async function deliver(token: string, steps: readonly (typeof STEPS)[number][]) {
    const refresh: typeof deps.oauth.refresh = async (request) => {
      await turn('refresh');
      const before = outcome.sentAtMs.get(token) ?? [];
      outcome.sentAtMs.set(token, [...before, world.clock.now()]);
      const reply = await deps.oauth.refresh(request);
      await turn('answer');
      return reply;
    };
    for (const step of steps) {
      const own = { ...deps, oauth: { ...deps.oauth, refresh } };
      await world.step(step, `${run}-${token}`, own).catch((error: Error) => {
        outcome.errors.push(error.name);
      });
    }
  }

  await scheduler.waitFor(Promise.all(list.map(({ token, steps }) => deliver(token, steps))));
  return outcome;
}

it.each(['newest', 'another'] as const)(
  'whatever the order, one rotation refreshes once and nothing older becomes current again: %s',
  async (refreshGraceReply) => {
    const world = await createRotationWorld({ switches: { refreshGraceReply } });

    const property = fc.asyncProperty(deliveries, fc.scheduler(), async (list, scheduler) => {
      const { sentAtMs, currents, errors } = await play(world, list, scheduler);

      for (const [token, times] of sentAtMs) {
        const asked = list.filter((one) => one.token === token).map(({ steps }) => steps);
        const repeats = asked.flat().filter((step) => step === 'createSecret').length;
        // A repeat that waited until the first send must have ended, and then found nothing stored, sends once more.
        expect(times.length).toBeLessThanOrEqual(Math.min(repeats, 2));
        expect((times[1] ?? times[0] ?? 0) - (times[0] ?? 0)).toBeLessThan(30_000);
      }
      expect(currents).toEqual(currents.toSorted((a, b) => a - b));
      expect(currents).not.toContain(-1);
      expect(world.sandbox.acceptsRefreshToken((await world.stored()).refresh_token)).toBe(true);
      expect(EXPECTED_ERRORS).toEqual(expect.arrayContaining(errors));
    });

    await fc.assert(property, { numRuns: 60, seed: 20261126 });
  },
);
