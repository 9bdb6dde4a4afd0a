import { UPDATE_APPLIED } from '../../../lambda/shared/contract.ts';
import { drawRequest, type Request } from './callers.ts';
import { checkCalm, checkPasses } from './check-nights.ts';
import { openSnapshotLedger, type SnapshotLedger } from './check-snapshots.ts';
import { openTokenLedger, type TokenLedger } from './check-tokens.ts';
import { checkOrigins, checkUpdates } from './check-updates.ts';
import { CALM, drawClimate } from './climate.ts';
import type { FunctionName } from './containers.ts';
import type { BusEvent } from './event-bus.ts';
import type { Figures } from './figures.ts';
import { editAccount } from './story.ts';
import { createWorld, type Mutation, type World } from './world.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Days go from noon to noon, so that each has one whole night. */
const START_MS = Date.parse('2026-11-01T12:00:00.000Z');

/** After the day's noon: the two scheduled passes, at 02:15 and 05:15 UTC. */
const PASS_MS = 14.25 * HOUR_MS;
const SECOND_PASS_MS = 17.25 * HOUR_MS;

/** What happens on a day, as probabilities or as numbers for each account. */
const DAY = {
  edits: 1.2,
  updates: 0.25,
  personsRuns: 0.05,
  /** Of edits and updates: so many come while a pass is likely to run. */
  duringPass: 0.5,
  /** Deliveries are at least once. */
  repeats: 0.08,
  /** The scheduler fails altogether. */
  missed: 0.01,
  /** Several updates at once. */
  bursts: 0.3,
  lags: 0.3,
} as const;

/** Lambda tries a failed asynchronous event twice more, so long after. */
const RETRY_AFTER_MS = [60_000, 120_000] as const;

/** The last moment for edits and updates of a calm day, after noon. */
const CALM_UNTIL_MS = 13 * HOUR_MS;

export interface SimulationOptions {
  seed: number;
  nights: number;
  accounts: number;
  mutation?: Mutation;
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
  const restore = replaceGlobals(world);
  const play: Play = {
    world,
    snapshots: openSnapshotLedger(world),
    tokens: openTokenLedger(world),
    requests: new Map(),
    counts: { edits: 0, invocations: 0 },
    deliveries: 0,
  };
  world.onEvent = (event) => syncAfterUpdate(play, event);
  try {
    for (let night = 1; night <= options.nights; night += 1) {
      const problems = await playDay(play, START_MS + (night - 1) * DAY_MS);
      if (problems.length > 0) throw new SimulationError(options, night, problems);
    }
  } finally {
    restore();
  }
  return toFigures(play, options);
}

interface Play {
  world: World;
  snapshots: SnapshotLedger;
  tokens: TokenLedger;
  /** Every request of update so far, by its invocation. */
  requests: Map<string, Request>;
  counts: { edits: number; invocations: number };
  /** Asynchronous events that are still tried. */
  deliveries: number;
}

async function playDay(play: Play, noonMs: number): Promise<string[]> {
  const { world } = play;
  const climate = drawClimate(world.random);
  const isCalm = climate === CALM;
  world.fates.setClimate(climate);
  world.vendor.state.switches.readAfterWriteLagMs = world.random.chance(DAY.lags)
    ? world.random.between(100, 4_000)
    : 0;
  planEdits(play, noonMs, isCalm);
  planUpdates(play, noonMs, isCalm);
  planRotations(play, noonMs);
  const scheduledTime = planPasses(play, noonMs, isCalm);
  let fit: string[] = [];
  world.scheduler.at(noonMs + PASS_MS, () => {
    fit = [...world.accounts.keys()].filter((alias) => hasLiveToken(world, alias));
  });
  await world.scheduler.runUntil(noonMs + DAY_MS);
  const problems = await checkDay(play);
  if (isCalm && scheduledTime) {
    for (const alias of fit) {
      problems.push(...checkCalm(world, scheduledTime, alias, play.snapshots.newest(alias)));
    }
  }
  forget(world);
  return problems;
}

/** Whether the vendor takes the access token that is stored: without one a night cannot be good. */
function hasLiveToken({ vendor, readTokens }: World, alias: string): boolean {
  return vendor.state.tokens.find(`Bearer ${readTokens(alias).access_token}`) !== undefined;
}

async function checkDay(play: Play): Promise<string[]> {
  const { world, snapshots, tokens, requests, counts } = play;
  counts.invocations += world.invocations.length;
  for (const { id, name, event } of world.invocations) {
    if (name === 'update') requests.set(id, event as Request);
  }
  const open = world.invocations.filter(({ ending }) => ending === undefined);
  const { problems, dead } = tokens.check();
  for (const alias of dead) planConsent(play, alias);
  return [
    ...world.leaks,
    ...open.map(({ name, event }) => `${name} never ended: ${JSON.stringify(event)}`),
    ...(await snapshots.check()),
    ...checkPasses(world),
    ...checkUpdates(world),
    ...checkOrigins(world, requests),
    ...problems,
  ];
}

/** What the checks have seen is not needed any more. */
function forget(world: World): void {
  const { writes, events, metrics, invocations, vendor, scheduler } = world;
  for (const list of [writes, events, metrics, invocations]) list.length = 0;
  for (const list of [vendor.omissions, vendor.writes, vendor.reuses]) list.length = 0;
  vendor.state.confirmationMails.length = 0;
  for (const truth of vendor.truths.values()) truth.forgetBefore(scheduler.now() - HOUR_MS);
}

function planEdits(play: Play, noonMs: number, isCalm: boolean): void {
  const { world, counts } = play;
  const { random, vendor, scheduler } = world;
  for (const accountId of world.accounts.values()) {
    for (let left = DAY.edits; random.chance(left); left -= 0.4) {
      scheduler.at(drawTime(world, noonMs, isCalm), () => {
        counts.edits += 1;
        vendor.edit(accountId, (account) => editAccount(account, random, scheduler.now()));
      });
    }
  }
}

function planUpdates(play: Play, noonMs: number, isCalm: boolean): void {
  const { world } = play;
  const { random, scheduler } = world;
  for (const [alias, accountId] of world.accounts) {
    if (!random.chance(DAY.updates)) continue;
    const atMs = drawTime(world, noonMs, isCalm);
    const count = random.chance(DAY.bursts) ? random.between(2, 3) : 1;
    for (let one = 0; one < count; one += 1) {
      scheduler.at(atMs + random.between(0, 2_000), () => {
        const account = world.vendor.state.store.accounts.get(accountId);
        if (account) void callUpdate(world, drawRequest(alias, account, random));
      });
    }
  }
}

/** A caller that is told to try again does so, sometimes. */
async function callUpdate(world: World, request: Request): Promise<void> {
  const { ending } = await world.invoke('update', request);
  if (ending?.kind === 'replied' || !world.random.chance(0.5)) return;
  world.scheduler.at(world.scheduler.now() + 5_000, () => void world.invoke('update', request));
}

function planRotations({ world }: Play, noonMs: number): void {
  for (let hour = 1; hour < 23; hour += 4) {
    const minuteMs = world.random.between(0, 59) * 60_000;
    world.scheduler.at(noonMs + hour * HOUR_MS + minuteMs, world.startDueRotations);
  }
}

/** Both passes, a run that a person asks for, and what is delivered twice. The scheduled time, if the pass was not missed. */
function planPasses(play: Play, noonMs: number, isCalm: boolean): string | undefined {
  const { random, accounts, scheduler } = play.world;
  const isMissed = random.chance(DAY.missed);
  const scheduledTime = new Date(noonMs + PASS_MS).toISOString();
  const second = new Date(noonMs + SECOND_PASS_MS).toISOString();
  if (!isMissed) deliver(play, 'sync', { scheduledTime, trigger: 'schedule' }, noonMs + PASS_MS);
  const secondPass = { scheduledTime: second, trigger: 'secondPass', staleAfterHours: 12 };
  if (!random.chance(DAY.missed)) deliver(play, 'sync', secondPass, noonMs + SECOND_PASS_MS);
  for (const account of accounts.keys()) {
    if (isCalm || !random.chance(DAY.personsRuns)) continue;
    const atMs = drawTime(play.world, noonMs, isCalm);
    scheduler.at(atMs, () => void play.world.invoke('sync', { account }));
  }
  return isMissed ? undefined : scheduledTime;
}

/** An asynchronous event: at least once, and again when the function failed. */
function deliver(play: Play, name: FunctionName, event: object, atMs: number): void {
  const { random, scheduler } = play.world;
  scheduler.at(atMs + random.between(0, 2_000), () => void tryUntilDone(play, name, event));
  if (!random.chance(DAY.repeats)) return;
  const afterMs = random.chance(0.7) ? random.between(0, 5_000) : random.between(0, 600_000);
  scheduler.at(atMs + afterMs, () => void tryUntilDone(play, name, event));
}

async function tryUntilDone(play: Play, name: FunctionName, event: object): Promise<void> {
  const { invoke, random, scheduler } = play.world;
  const id = random.newId();
  for (const afterMs of [...RETRY_AFTER_MS, undefined]) {
    const { ending } = await invoke(name, event, id);
    if (ending?.kind === 'replied' || afterMs === undefined) return;
    await new Promise<void>((resolve) => void scheduler.at(scheduler.now() + afterMs, resolve));
  }
}

/** What the rule does in AWS. */
function syncAfterUpdate(play: Play, { detailType, detail }: BusEvent): void {
  if (detailType !== UPDATE_APPLIED) return;
  const { account } = detail as { account: string };
  const { scheduler, random } = play.world;
  deliver(
    play,
    'sync',
    { account, trigger: 'update' },
    scheduler.now() + random.between(100, 3_000),
  );
}

/** Somebody reads what was announced, and consents anew within a day or so. */
function planConsent({ world, tokens }: Play, alias: string): void {
  const { random, scheduler } = world;
  if (!random.chance(0.6)) return;
  scheduler.at(scheduler.now() + random.between(0, 20 * HOUR_MS), () => {
    tokens.renew(alias);
    void world.consent(alias);
  });
}

/** Some time of the day, often just when a pass runs. */
function drawTime({ random }: World, noonMs: number, isCalm: boolean): number {
  if (isCalm) return noonMs + random.between(0, CALM_UNTIL_MS);
  if (random.chance(DAY.duringPass)) return noonMs + PASS_MS + random.between(-3_000, 15_000);
  return noonMs + random.between(0, 23 * HOUR_MS);
}

/** All HTTP goes to the vendor's sandbox, and the client's own time-outs go by the simulation's time. */
function replaceGlobals({ vendor, scheduler }: World): () => void {
  const { fetch, setTimeout, clearTimeout } = globalThis;
  const later = (action: () => void, delayMs = 0) =>
    scheduler.at(scheduler.now() + delayMs, action);
  Object.assign(globalThis, {
    fetch: vendor.fetch,
    setTimeout: later,
    clearTimeout: (timer?: ReturnType<typeof later>) => timer?.cancel(),
  });
  return () => {
    Object.assign(globalThis, { fetch, setTimeout, clearTimeout });
  };
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
