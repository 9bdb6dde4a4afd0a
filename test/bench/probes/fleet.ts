import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FleetNight } from './fleet-process.ts';
import type { Probe } from './probe.ts';

/** Accounts of each fleet; the largest is what the vendor's day allows. */
const FLEETS = [100, 1_000, 4_800] as const;

/** A quiet night of all accounts by a clock that nobody waits for: services in memory, answers after 60 to 900 ms. */
export const fleet: Probe = {
  name: 'fleet',
  title: 'A quiet night of a fleet, in simulated time',
  take: async () => {
    const figures = [];
    for (const count of FLEETS) {
      const startedMs = performance.now();
      const { durationMs, leastMs, heldBytes } = await playFleet(count);
      const playedMs = performance.now() - startedMs;
      figures.push(
        { label: `${count} accounts`, value: durationMs / 60_000, unit: 'min' },
        { label: makespanOf(count), value: (100 * durationMs) / leastMs, unit: '%' },
        { label: memoryOf(count), value: heldBytes / 1_000_000, unit: 'MB' },
        { label: `${count}, played in`, value: playedMs / 1_000, unit: 's' },
      );
    }
    return figures;
  },
};

/** Labels, by which the figures find what they are reckoned from. */
export const makespanOf = (count: (typeof FLEETS)[number]) => `${count}, by the rate`;
export const memoryOf = (count: (typeof FLEETS)[number]) => `${count}, heap`;

async function playFleet(count: number): Promise<FleetNight> {
  const child = fork(join(import.meta.dirname, 'fleet-process.ts'), [String(count)]);
  const gone = once(child, 'exit').then(() => {
    throw new Error(`The night of ${count} accounts failed: its own words are above.`);
  });
  const [night] = await Promise.race([once(child, 'message'), gone]);
  return night;
}
