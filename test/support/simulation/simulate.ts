import type { Request } from './callers.ts';
import { type Ask, checkAudits, checkDepth, openAudit } from './check-audits.ts';
import { checkCalm, noteFitAccounts } from './check-calm.ts';
import { checkErrors } from './check-errors.ts';
import { checkPasses } from './check-nights.ts';
import { checkOrigins } from './check-origins.ts';
import { checkRuns } from './check-runs.ts';
import { openSnapshotLedger, type SnapshotLedger } from './check-snapshots.ts';
import { openTokenLedger, type TokenLedger } from './check-tokens.ts';
import { checkUpdates } from './check-updates.ts';
import { CALM, drawClimate } from './climate.ts';
import type { Figures } from './figures.ts';
import type { Mutation, Outside } from './functions.ts';
import { type Plan, planConsent, planDay, syncAfterUpdate } from './plan-day.ts';
import { openRunLedger, type RunLedger } from './run-ledger.ts';
import { createWorld, type World } from './world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** On so many days what was written through the API shows late, by up to so many milliseconds. */
const LAG = { share: 0.3, ms: 4_000 } as const;

/** Days go from noon to noon, so that each has one whole night. */
const START_MS = Date.parse('2026-11-01T12:00:00.000Z');

export interface SimulationOptions {
  seed: number;
  nights: number;
  accounts: number;
  mutation?: Mutation;
  onSent?: Outside['onSent'];
}

/** What the model found to be wrong, with the command that shows it again. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';
  readonly problems: readonly string[];

  constructor({ seed, accounts }: SimulationOptions, night: number, problems: readonly string[]) {
    const command = `npm run simulate -- --seed ${seed} --nights ${night} --accounts ${accounts}`;
    super(
      `Night ${night} is not as it should be; ${command}\n  ${problems.slice(0, 20).join('\n  ')}`,
    );
    this.problems = problems;
  }
}

/**
 * Plays nights over several accounts through the functions' own use cases, in an outside that fails, and compares after
 * each night what they stored, told and answered with what really happened. One seed always gives the same story.
 *
 * @throws SimulationError when anything differs
 */
export async function simulate(options: SimulationOptions): Promise<Figures> {
  const world = await createWorld({ ...options, startMs: START_MS });
  const play: Play = {
    world,
    snapshots: openSnapshotLedger(world),
    tokens: openTokenLedger(world),
    runs: openRunLedger(world),
    ask: openAudit(world, options.mutation),
    requests: new Map(),
    counts: { edits: 0, invocations: 0 },
  };
  world.onEvent = (event) => syncAfterUpdate(world, event);
  for (let night = 1; night <= options.nights; night += 1) {
    const problems = await playDay(play, START_MS + (night - 1) * DAY_MS);
    if (problems.length > 0) throw new SimulationError(options, night, problems);
  }
  return toFigures(play, options);
}

interface Play {
  world: World;
  snapshots: SnapshotLedger;
  tokens: TokenLedger;
  runs: RunLedger;
  ask: Ask;
  /** Every request of update so far, by its invocation. */
  requests: Map<string, Request>;
  counts: { edits: number; invocations: number };
}

async function playDay(play: Play, noonMs: number): Promise<string[]> {
  const { world, counts } = play;
  const { random, scheduler, vendor, fates } = world;
  const climate = drawClimate(random);
  const isCalm = climate === CALM;
  fates.setClimate(climate);
  const lagMs = random.chance(LAG.share) ? random.between(100, LAG.ms) : 0;
  vendor.state.switches.readAfterWriteLagMs = lagMs;
  const { edits, pass } = planDay(world, { noonMs, isCalm });
  counts.edits += edits;
  const fit = isCalm ? noteFitAccounts(world, pass) : [];
  await scheduler.runUntil(noonMs + DAY_MS);
  const problems = [
    ...(await checkDay(play, isCalm ? noonMs : undefined)),
    ...(await checkCalmNight(play, pass, fit)),
  ];
  forget(world);
  return problems;
}

async function checkCalmNight(
  { world, snapshots, runs, ask }: Play,
  pass: Plan['pass'],
  fit: readonly string[],
): Promise<string[]> {
  const problems: string[] = [];
  for (const account of fit) {
    const audited = await ask(account);
    const known = { newest: snapshots.newest(account), audited };
    problems.push(...checkCalm(world, pass?.scheduledTime ?? '', account, known));
    problems.push(...checkDepth(world, account, runs, audited));
  }
  return problems;
}

async function checkDay(play: Play, calmSinceMs: number | undefined): Promise<string[]> {
  const { world, snapshots, tokens, runs, requests, counts } = play;
  runs.note();
  counts.invocations += world.invocations.length;
  for (const { id, name, event } of world.invocations) {
    if (name === 'update') requests.set(id, event as Request);
  }
  const { problems, told } = tokens.check(calmSinceMs);
  // Nobody mends what nobody was told of: a silent death stays until it is overdue.
  for (const alias of told) planConsent(world, alias);
  return [
    ...world.leaks,
    ...checkInvocations(world),
    ...checkErrors(world),
    ...checkRuns(world),
    ...(await snapshots.check()),
    ...checkPasses(world),
    ...checkUpdates(world),
    ...checkOrigins(world, requests),
    ...(await checkAudits(world, runs, play.ask)),
    ...problems,
  ];
}

/** Each one ends, and in time when nothing goes wrong around it. */
function checkInvocations({ invocations }: World): string[] {
  return invocations
    .filter(({ ending, disturbances }) => {
      const isTimedOut = ending?.kind === 'died' && ending.why === 'timed out';
      return ending === undefined || (isTimedOut && disturbances.length === 0);
    })
    .map(({ name, event }) => `${name} hung for no reason: ${JSON.stringify(event)}`);
}

/** What the checks have seen is not needed any more. */
function forget(world: World): void {
  const { writes, events, invocations, vendor, scheduler } = world;
  for (const list of [writes, events, invocations]) list.length = 0;
  for (const list of [vendor.omissions, vendor.writes, vendor.reuses]) list.length = 0;
  vendor.state.confirmationMails.length = 0;
  for (const truth of vendor.truths.values()) truth.forgetBefore(scheduler.now() - DAY_MS / 24);
}

function toFigures(
  { world, snapshots, tokens, requests, counts }: Play,
  options: SimulationOptions,
): Figures {
  const { counts: faults } = world.fates;
  const crashes = faults.get('crash') ?? 0;
  const all = [...faults.values()].reduce((sum, count) => sum + count, 0);
  return {
    accountNights: options.nights * options.accounts,
    faults: all - crashes,
    crashes,
    ...counts,
    ...snapshots.counts,
    updates: requests.size,
    ...tokens.counts,
    fingerprint: world.random.newId(),
  };
}
