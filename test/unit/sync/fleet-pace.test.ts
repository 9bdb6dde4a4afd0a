import { beforeAll, describe, expect, it } from 'vitest';
import { createPace } from '../../../lambda/constant-contact/pace.ts';
import { SYNC_SPACING_MS, UPDATE_SPACING_MS } from '../../../lambda/shared/contract.ts';
import { countOverlapping } from '../../../lambda/sync/check-pending.ts';
import { createRandom, type Night, playNight } from '../../support/fleet-night.ts';
import { type Arrival, createFleetWorld, type FleetWorld } from '../../support/fleet-world.ts';

/** As the vendor allows it: 10,000 a day less a reserve of 400, two for each account. */
const LARGEST_FLEET = 4_800;

/** Another program that updates without a break, at its own pace, for as long as the reserve lasts. */
async function updateMeanwhile(world: FleetWorld, requests: number): Promise<number[]> {
  const pace = createPace({ spacingMs: UPDATE_SPACING_MS, clock: world.clock });
  const statuses: number[] = [];
  for (let sent = 0; sent < requests; sent += 1) {
    await pace.take();
    statuses.push(await world.sendAsOther('elsewhere'));
  }
  return statuses;
}

function countMostInOneSecond(arrivals: readonly Arrival[]): number {
  const times = arrivals.map(({ at }) => at).sort((a, b) => a - b);
  let oldest = 0;
  let most = 0;
  for (const [index, at] of times.entries()) {
    while (at - (times[oldest] ?? at) >= 1_000) oldest += 1;
    most = Math.max(most, index - oldest + 1);
  }
  return most;
}

const createFleet = (count: number) =>
  createFleetWorld({ count, latencyMs: createRandom(60, 900), isForgetful: true });

describe('a night of 4,800 accounts beside a program that updates', () => {
  let small: Night;
  let night: Night;
  let updates: number[];
  let world: FleetWorld;

  beforeAll(async () => {
    world = createFleet(100);
    small = await playNight(world);
    world = createFleet(LARGEST_FLEET);
    const updating = updateMeanwhile(world, 300);
    night = await playNight(world);
    updates = await updating;
  }, 60_000);

  it('checks every account once, with two requests', () => {
    const total = (key: 'checked' | 'unchanged' | 'failed' | 'requests') =>
      night.replies.reduce((sum, reply) => sum + reply[key], 0);

    expect(total('checked')).toBe(LARGEST_FLEET);
    expect(total('unchanged')).toBe(LARGEST_FLEET);
    expect(total('requests')).toBe(2 * LARGEST_FLEET);
  });

  it('lasts as long as the configured rate needs, within 3 %', () => {
    const leastMs = 2 * LARGEST_FLEET * SYNC_SPACING_MS;

    expect(night.durationMs).toBeGreaterThan(leastMs * 0.99);
    expect(night.durationMs).toBeLessThan(leastMs * 1.03);
  });

  it('never sends more than the vendor takes, in whatever second, and is refused nothing', () => {
    expect(countMostInOneSecond(night.arrivals)).toBe(4);
    expect(new Set([...night.arrivals.map(({ status }) => status), ...updates])).toEqual(
      new Set([200]),
    );
  });

  it('does more than a thousand accounts in one invocation', () => {
    expect(night.replies.map(({ checked }) => Math.round(checked / 10) * 10)).toEqual([
      1080, 1080, 1080, 1080, 470,
    ]);
  });

  it('takes hardly more memory than a night of 100 accounts', () => {
    const growth = night.heldAtMost - night.heldBefore;

    expect(small.heldAtMost + growth).toBeLessThan(1.5 * small.heldAtMost);
    expect(growth / LARGEST_FLEET).toBeLessThan(1_000);
  });
});

describe('a night over a network that holds requests up', () => {
  it('comes too close to no other, as long as that stays below the spacing', async () => {
    const delay = createRandom(0, 300);
    const slow = createFleetWorld({ count: 300, latencyMs: createRandom(60, 600), delayMs: delay });

    await playNight(slow);

    expect(slow.arrivals).toHaveLength(600);
    expect(slow.arrivals.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describe('accounts under way at once', () => {
  it.each([
    [334, 6],
    [250, 8],
    [1_000, 2],
    [10_000, 1],
    [0, 10],
  ])('are, with %i ms for a request, %i', (spacingMs, accounts) => {
    expect(countOverlapping(spacingMs)).toBe(accounts);
  });
});
