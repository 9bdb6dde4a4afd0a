import assert from 'node:assert/strict';
import { SYNC_SPACING_MS } from '../../../lambda/shared/contract.ts';
import { createRandom, playNight } from '../../support/fleet-night.ts';
import { createFleetWorld } from '../../support/fleet-world.ts';
import { measureHeldBytes } from '../../support/held-memory.ts';

/** What one fleet's night came to. */
export interface FleetNight {
  durationMs: number;
  /** What the configured rate needs for as many requests. */
  leastMs: number;
  /** The most that was in use on the heap, without the services that lie in the same process here. */
  heldBytes: number;
}

/** A process of its own for each fleet, so that none finds what another has left: `fleet-process.ts <accounts>`. */
const count = Number(process.argv[2]);
const heldAtStart = measureHeldBytes();
const world = createFleetWorld({ count, latencyMs: createRandom(60, 900), isForgetful: true });
const { replies, durationMs, arrivals, heldBefore, heldAtMost } = await playNight(world);

const checked = replies.reduce((sum, reply) => sum + reply.unchanged, 0);
assert.equal(checked, count, 'every account is checked once');
assert.equal(arrivals.length, 2 * count, 'with two requests');
const refused = arrivals.filter(({ status }) => status !== 200);
assert.equal(refused.length, 0, 'of which the vendor refuses none');

const night: FleetNight = {
  durationMs,
  leastMs: arrivals.length * SYNC_SPACING_MS,
  heldBytes: heldAtStart + heldAtMost - heldBefore,
};
process.send?.(night);
