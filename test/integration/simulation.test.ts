import { describe, expect, it } from 'vitest';
import { compareSent, NO_DIFFERENCE } from '../support/compare-sent.ts';
import { openTokenLedger } from '../support/simulation/check-tokens.ts';
import type { FunctionName } from '../support/simulation/containers.ts';
import { addFigures } from '../support/simulation/figures.ts';
import type { Mutation } from '../support/simulation/functions.ts';
import { MUTANTS } from '../support/simulation/mutants.ts';
import { SimulationError, simulate } from '../support/simulation/simulate.ts';
import { createWorld } from '../support/simulation/world.ts';

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
  it('lose nothing, invent nothing, hide no failure, and use all permissions in 2,000 nights of an account', async () => {
    const sent: Record<FunctionName, Set<string>> = {
      sync: new Set(),
      update: new Set(),
      'rotate-token': new Set(),
    };
    const options = {
      nights: 50,
      accounts: 5,
      onSent: (by: FunctionName, use: string) => void sent[by].add(use),
    };
    let figures = await simulate({ seed: 1, ...options });
    for (const seed of [2, 3, 4, 5, 6, 7, 8]) {
      figures = addFigures(figures, await simulate({ seed, ...options }));
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
    for (const [name, uses] of Object.entries(sent)) {
      expect(await compareSent(name, uses), name).toEqual(NO_DIFFERENCE);
    }
  }, 240_000);

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

/** By what words the model notices each mistake. */
const WORDS: readonly (readonly [string, RegExp])[] = [
  ['reads the newest header after it asked the vendor', /was not so at any of|was never|was there/],
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
  ['writes without a record', /sent its write without a record/],
  ['sends a refresh token again whatever came of it', /was sent in doubt/],
  ['never renews a token', /was not renewed on a calm day/],
  ['makes every update busy', /came to BusyError for no reason/],
  ['fails every update by a mistake of its own', /update threw TypeError/],
  ['refuses every update', /was refused \(not_found\) for no reason/],
  ['tells nobody of updates', /sent its write and told nobody/],
  ['fails runs by a mistake of its own', /sync threw TypeError/],
  ['calls good tokens dead', /came to ReauthorizationRequiredError for no reason/],
  ['writes an access token into a run', /RUN#.* holds a secret/],
  ['writes the client secret into a record', /UPDATE#.* holds a secret/],
  ['keeps an IP address in the content', /CONTENT#.* holds a secret/],
  ['says a refresh token in an error', /the TokensNotStoredError of rotate-token holds a secret/],
  ['records every update as applied', /is recorded as applied/],
  ['keeps nothing of what an update wrote', /and keeps \{\}/],
  ['lays what updates made to people', /is not told as ours/],
  ['tells all gauges as 0', /tells UnconfirmedSenders 0, not/],
  ['counts no failed account', /tells AccountsFailed 0, not/],
  ['tells no gauges', /told 0 times how all stand/],
  ['counts for a pass what is none', /spoke for a pass/],
  ['records no failed run', /are recorded as failed|no run is recorded with it/],
  ['records failed runs as deferred', /is deferred and the quota was not spent/],
  ['records no error of a failed run', /failed with undefined/],
  ['forgets that an account failed', /tells of none, and its run of/],
  ['counts no senders of an account', /has other senders than its item counts/],
  ['takes failed checks for good ones', /is listed as unknown|and no good run of then is recorded/],
  ['forgets since when senders wait', /has senders that wait since null/],
  ['calls no check too old', /is listed as|last checked .* is audited otherwise/],
  ['audits past failed runs', /as if its last run had ended otherwise/],
];

describe('the model notices a function that', () => {
  it.each(WORDS)(
    '%s',
    async (name, words) => {
      const mutation = MUTANTS[name];

      const problems = await findProblems(mutation ?? {});

      expect(problems.join('\n')).toMatch(words);
    },
    120_000,
  );

  it('makes any of the mistakes that are known', () => {
    expect(WORDS.map(([name]) => name).sort()).toEqual(Object.keys(MUTANTS).sort());
  });
});

describe('a token that dies in silence', () => {
  const HOUR_MS = 60 * 60 * 1000;
  const startMs = Date.parse('2026-11-01T12:00:00.000Z');

  it.each([
    [
      'its access token has ended',
      { diesAfterHours: 1, aliveAtHours: 0, overdueAfterHours: 24 + 26 },
    ],
    [
      'it was last seen alive',
      { diesAfterHours: 49, aliveAtHours: 48, overdueAfterHours: 48 + 26 },
    ],
  ])('is overdue 26 hours after %s, and nobody mends it', async (_, hours) => {
    const { diesAfterHours, aliveAtHours, overdueAfterHours } = hours;
    const world = await createWorld({ seed: 1, accounts: 1, startMs });
    const { runUntil } = world.scheduler;
    const ledger = openTokenLedger(world);
    await runUntil(startMs + aliveAtHours * HOUR_MS);
    const alive = ledger.check();
    await runUntil(startMs + diesAfterHours * HOUR_MS);
    const { chains, revoke } = world.vendor.state.oauth.grants;
    for (const chain of chains) revoke(chain, 'person');

    await runUntil(startMs + overdueAfterHours * HOUR_MS);
    const inTime = ledger.check();
    await runUntil(startMs + overdueAfterHours * HOUR_MS + 1);
    const overdue = ledger.check();

    expect(alive).toEqual({ problems: [], told: [] });
    expect(inTime.problems).not.toContain('the token of shop-1 is dead and nobody was told');
    expect(overdue.problems).toContain('the token of shop-1 is dead and nobody was told');
    expect(overdue.told).toEqual([]);
  });
});
