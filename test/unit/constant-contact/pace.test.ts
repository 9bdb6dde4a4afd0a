import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPace } from '../../../lambda/constant-contact/pace.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

test('the first slot is free at once', async () => {
  const clock = createFakeClock();
  const startMs = clock.now();

  await createPace({ spacingMs: 334, clock }).take();

  expect(clock.now()).toBe(startMs);
});

test('slots asked for together are granted one spacing apart, first come first served', async () => {
  const clock = createFakeClock();
  const startMs = clock.now();
  const pace = createPace({ spacingMs: 334, clock });
  const granted: string[] = [];

  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      await pace.take();
      granted.push(`${name} at ${clock.now() - startMs}`);
    }),
  );

  expect(granted).toEqual(['a at 0', 'b at 334', 'c at 668', 'd at 1002']);
});

test('an idle pace lets its burst go side by side, and all others a spacing apart', async () => {
  const clock = createFakeClock();
  const startMs = clock.now();
  const pace = createPace({ spacingMs: 334, burst: 3, clock });
  const granted: number[] = [];

  await Promise.all(
    [1, 2, 3, 4, 5, 6, 7].map(async () => {
      await pace.take();
      granted.push(clock.now() - startMs);
    }),
  );

  expect(granted).toEqual([0, 0, 0, 1002, 1336, 1670, 2004]);
});

test('a pace that was idle may burst again', async () => {
  const clock = createFakeClock();
  const pace = createPace({ spacingMs: 334, burst: 3, clock });
  for (let slot = 1; slot <= 4; slot += 1) await pace.take();
  clock.advance(1002);
  const beforeMs = clock.now();

  for (let slot = 1; slot <= 3; slot += 1) await pace.take();

  expect(clock.now()).toBe(beforeMs);
});

test('a slot is free at once when the spacing has passed meanwhile', async () => {
  const clock = createFakeClock();
  const pace = createPace({ spacingMs: 334, clock });
  await pace.take();
  clock.advance(400);
  const beforeMs = clock.now();

  await pace.take();

  expect(clock.now()).toBe(beforeMs);
});

test('a sleeper who wakes late moves everyone behind, so that nobody follows too closely', async () => {
  const clock = createFakeClock();
  const grants: number[] = [];
  let lateMs = 300;
  const lateOnce = {
    now: clock.now,
    sleep: async (delayMs: number) => {
      await clock.sleep(delayMs + lateMs);
      lateMs = 0;
    },
  };
  const pace = createPace({ spacingMs: 334, clock: lateOnce });
  const startMs = clock.now();

  await Promise.all(
    [1, 2, 3].map(async () => {
      await pace.take();
      grants.push(clock.now() - startMs);
    }),
  );

  expect(grants).toEqual([0, 634, 968]);
});

test('a timer that wakes a millisecond early is slept out', async () => {
  const clock = createFakeClock();
  const startMs = clock.now();
  const early = {
    now: clock.now,
    sleep: (delayMs: number) => clock.sleep(Math.max(1, delayMs - 1)),
  };
  const pace = createPace({ spacingMs: 334, clock: early });
  await pace.take();

  await pace.take();

  expect(clock.now() - startMs).toBe(334);
});

test('a clock that was set back does not hold the queue up until it has caught up', async () => {
  const clock = createFakeClock();
  const pace = createPace({ spacingMs: 334, clock });
  await pace.take();
  clock.advance(-3_600_000);
  const beforeMs = clock.now();

  await pace.take();

  expect(clock.now() - beforeMs).toBeLessThanOrEqual(334);
});

test('however takes and pauses mix, no window holds more than its burst', async () => {
  const steps = fc.array(fc.nat({ max: 1_000 }), { minLength: 2, maxLength: 12 });
  const spacings = fc.integer({ min: 1, max: 1_000 });
  const bursts = fc.integer({ min: 1, max: 4 });
  await fc.assert(
    fc.asyncProperty(steps, spacings, bursts, async (pauses, spacingMs, burst) => {
      const clock = createFakeClock();
      const pace = createPace({ spacingMs, burst, clock });
      const grants: number[] = [];

      const takes = pauses.map((pauseMs) => {
        clock.advance(pauseMs);
        return pace.take().then(() => grants.push(clock.now()));
      });
      await Promise.all(takes);

      const windows = grants.slice(burst).map((atMs, index) => atMs - (grants[index] ?? 0));
      expect(grants).toHaveLength(pauses.length);
      for (const windowMs of windows) expect(windowMs).toBeGreaterThanOrEqual(burst * spacingMs);
    }),
    { numRuns: 50 },
  );
});
