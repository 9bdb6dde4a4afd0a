import { runSync } from '../../lambda/sync/run-sync.ts';
import type { PassReply } from '../../lambda/sync/sync-pass.ts';
import type { Arrival, FleetWorld } from './fleet-world.ts';
import { measureHeldBytes } from './held-memory.ts';
import { seedFleet } from './seed-fleet.ts';

/** What Lambda gives an invocation, and the machine waits between two of them. */
const SLICE_MS = 900_000;
const WAIT_MS = 2_000;

export interface Night {
  replies: PassReply[];
  durationMs: number;
  arrivals: Arrival[];
  /** Bytes in use before the night, and the most during it. */
  heldBefore: number;
  heldAtMost: number;
}

/** A quiet night of a whole fleet, slice by slice, each in a process of its own. */
export async function playNight(world: FleetWorld): Promise<Night> {
  await seedFleet(world);
  world.arrivals.length = 0;
  const heldBefore = measureHeldBytes();
  let heldAtMost = 0;
  world.onRequest = () => {
    if (world.arrivals.length % 1_000 === 150)
      heldAtMost = Math.max(heldAtMost, measureHeldBytes());
    return undefined;
  };
  const startedMs = world.clock.now();
  const event = { trigger: 'schedule', scheduledTime: new Date(startedMs).toISOString() };
  const replies: PassReply[] = [];
  for (let pending = 1; pending > 0; pending = replies.at(-1)?.pending ?? 0) {
    if (replies.length > 0) await world.clock.sleep(WAIT_MS);
    const endsAtMs = world.clock.now() + SLICE_MS;
    replies.push((await runSync(world.newProcess(), event, endsAtMs)) as PassReply);
  }
  const { arrivals } = world;
  const durationMs = world.clock.now() - startedMs;
  return { replies, durationMs, arrivals, heldBefore, heldAtMost };
}

/** Numbers from `least` to `most`, the same in every run. */
export function createRandom(least: number, most: number): () => number {
  let state = 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return least + (state / 2_147_483_647) * (most - least);
  };
}
