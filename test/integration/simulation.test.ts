import { describe, expect, it } from 'vitest';
import { addFigures } from '../support/simulation/figures.ts';
import type { Mutation } from '../support/simulation/functions.ts';
import { MUTANTS } from '../support/simulation/mutants.ts';
import { SimulationError, simulate } from '../support/simulation/simulate.ts';

/** Worlds in which a mutant may hide before it is called missed. */
const MUTANT_WORLDS = 30;

/** What the model says of the functions with a mistake in them; nothing when it did not notice. */
async function findProblems(mutation: Mutation): Promise<readonly string[]> {
  for (let seed = 1; seed <= MUTANT_WORLDS; seed += 1) {
    try {
      await simulate({ seed, nights: 30, accounts: 4, mutation });
    } catch (error) {
      if (error instanceof SimulationError) return error.problems;
      throw error;
    }
  }
  return [];
}

describe('months of nights in an outside that fails', () => {
  it('lose nothing, invent nothing, and hide no failure in 2,000 nights of an account', async () => {
    let figures = await simulate({ seed: 1, nights: 50, accounts: 5 });
    for (const seed of [2, 3, 4, 5, 6, 7, 8]) {
      figures = addFigures(figures, await simulate({ seed, nights: 50, accounts: 5 }));
    }

    // What was missing, false or silent would have been thrown; these say that there was something to find.
    expect(figures.accountNights).toBe(2_000);
    for (const enough of ['faults', 'changes', 'snapshots', 'updates', 'rotations'] as const) {
      expect(figures[enough], enough).toBeGreaterThan(500);
    }
    for (const some of ['crashes', 'losses', 'repeats'] as const) {
      expect(figures[some], some).toBeGreaterThan(50);
    }
    expect(figures.deaths).toBeGreaterThan(5);
  }, 120_000);

  it('are the same again with the same seed, and others with another', async () => {
    const options = { seed: 7, nights: 20, accounts: 3 };

    const [first, again] = [await simulate(options), await simulate(options)];

    expect(again).toEqual(first);
    expect(await simulate({ ...options, seed: 8 })).not.toEqual(first);
  });

  it('name the command that shows a failure again', async () => {
    const mutation = MUTANTS['settles without telling anybody'] ?? {};

    const work = simulate({ seed: 7, nights: 5, accounts: 3, mutation });

    await expect(work).rejects.toThrow('npm run simulate -- --seed 7 --nights 1 --accounts 3');
  });
});

describe('the model notices a function that', () => {
  it.each([
    [
      'reads the newest header after it asked the vendor',
      /was not so at any of|was never|was there/,
    ],
    [
      'compares what it read before it lost the race for a number',
      /was not so at any of|was never|was there/,
    ],
    ['believes a removal at the first look', /its senders/],
    ['commits whether or not the number is taken', /was written over/],
    ['settles without telling anybody', /was settled before its event .* was out/],
    ['tells only the first of several changes', /was settled before its event .* was out/],
    ['does not count the losses', /losses not counted/],
    ['forgets what it stored of a run', /good runs are recorded/],
    ['updates without holding the lease', /which nobody asked for/],
    ['writes without a record', /had written without a record/],
    ['sends a refresh token again whatever came of it', /was sent in doubt/],
  ])(
    '%s',
    async (name, words) => {
      const mutation = MUTANTS[name];

      const problems = await findProblems(mutation ?? {});

      expect(problems.join('\n')).toMatch(words);
    },
    120_000,
  );
});
