import { UPDATE_APPLIED } from '../../../lambda/shared/contract.ts';
import { drawRequest, type Request } from './callers.ts';
import type { BusEvent } from './event-bus.ts';
import { editAccount } from './story.ts';
import type { World } from './world.ts';

const HOUR_MS = 60 * 60 * 1000;

/** After the day's noon: the two scheduled passes, at 02:15 and 05:15 UTC. */
const PASS_MS = 14.25 * HOUR_MS;
const SECOND_PASS_MS = 17.25 * HOUR_MS;

/** What happens on a day, as probabilities or as numbers for each account. */
const DAY = {
  /** The first edit, and how much less likely each further one is. */
  edits: { first: 1.2, less: 0.4 },
  updates: 0.25,
  /** Several updates at once; of these, so many are all about the address. */
  bursts: { share: 0.3, sameKind: 0.5 },
  personsRuns: 0.05,
  /** Of edits and updates: so many come while a pass is likely to run. */
  duringPass: 0.5,
  /** Deliveries are at least once. */
  repeats: 0.1,
  /** The scheduler misses a pass, or the whole night. */
  missed: { pass: 0.01, night: 0.01 },
  /** Somebody stores the tokens of another account. */
  mistakes: 0.004,
} as const;

/** Lambda tries a failed asynchronous event twice more, so long after. */
const RETRY_AFTER_MS = [60_000, 120_000] as const;

/** The last moment for edits and updates of a calm day, after noon. */
const CALM_UNTIL_MS = 13 * HOUR_MS;

interface Day {
  noonMs: number;
  /** Nothing fails, and nothing happens while a pass runs. */
  isCalm: boolean;
}

/** What was planned, as far as the checks ask. */
export interface Plan {
  edits: number;
  /** When the first pass is due (epoch ms), and its scheduled time; undefined when it is missed. */
  pass: { atMs: number; scheduledTime: string } | undefined;
}

/** Puts all that happens on a day into the schedule; what follows from it comes by itself. */
export function planDay(world: World, day: Day): Plan {
  const edits = planEdits(world, day);
  planUpdates(world, day);
  planRotations(world, day);
  planMistakes(world, day);
  planPersonsRuns(world, day);
  return { edits, pass: planPasses(world, day) };
}

function planEdits(world: World, day: Day): number {
  const { random, vendor, scheduler } = world;
  let edits = 0;
  for (const accountId of world.accounts.values()) {
    for (let chance: number = DAY.edits.first; random.chance(chance); chance -= DAY.edits.less) {
      edits += 1;
      scheduler.at(drawTime(world, day), () =>
        vendor.edit(accountId, (account) => editAccount(account, random, scheduler.now())),
      );
    }
  }
  return edits;
}

function planUpdates(world: World, day: Day): void {
  const { random, scheduler } = world;
  for (const [alias, accountId] of world.accounts) {
    if (!random.chance(DAY.updates)) continue;
    const atMs = drawTime(world, day);
    const isBurst = random.chance(DAY.bursts.share);
    const action =
      isBurst && random.chance(DAY.bursts.sameKind) ? 'updatePhysicalAddress' : undefined;
    for (let left = isBurst ? random.between(2, 3) : 1; left > 0; left -= 1) {
      scheduler.at(atMs + random.between(0, 2_000), () => {
        const account = world.vendor.state.store.accounts.get(accountId);
        if (account) void callUpdate(world, drawRequest(alias, account, random, action));
      });
    }
  }
}

/** A caller that is told to try again does so, sometimes. */
async function callUpdate({ invoke, random, scheduler }: World, request: Request): Promise<void> {
  const { ending } = await invoke('update', request);
  if (ending?.kind === 'replied' || !random.chance(0.5)) return;
  scheduler.at(scheduler.now() + 5_000, () => void invoke('update', request));
}

/** Secrets Manager looks for what is due, and tries again what failed. */
function planRotations({ scheduler, random, startDueRotations }: World, { noonMs }: Day): void {
  for (let hour = 1; hour < 23; hour += 4) {
    scheduler.at(noonMs + hour * HOUR_MS + random.between(0, 59) * 60_000, startDueRotations);
  }
}

/**
 * The tokens of another account, under the right account's id or its own; mended within a day or so. Before the first
 * snapshot there is nothing yet that could contradict them.
 */
function planMistakes(world: World, day: Day): void {
  const { random, accounts, consents, scheduler, table } = world;
  const isKnown = (alias: string) =>
    table.list(`ACCOUNT#${alias}`).some(({ sk }) => sk?.S?.startsWith('SNAPSHOT#'));
  for (const alias of accounts.keys()) {
    if (day.isCalm || !random.chance(DAY.mistakes) || !isKnown(alias)) continue;
    const atMs = drawTime(world, day);
    scheduler.at(atMs, () => void consents.consent(alias, random.pick([...accounts.keys()])));
    scheduler.at(atMs + random.between(1, 30) * HOUR_MS, () => void consents.consent(alias));
  }
}

function planPersonsRuns(world: World, day: Day): void {
  const { random, accounts, invoke, scheduler } = world;
  for (const account of accounts.keys()) {
    if (day.isCalm || !random.chance(DAY.personsRuns)) continue;
    scheduler.at(drawTime(world, day), () => void invoke('sync', { account }));
  }
}

function planPasses(world: World, { noonMs }: Day): Plan['pass'] {
  const { random } = world;
  const toTime = (afterMs: number) => new Date(noonMs + afterMs).toISOString();
  const scheduledTime = toTime(PASS_MS);
  const secondPass = { scheduledTime: toTime(SECOND_PASS_MS), trigger: 'secondPass' };
  const isSilent = random.chance(DAY.missed.night);
  const isMissed = isSilent || random.chance(DAY.missed.pass);
  if (!isMissed) deliver(world, { scheduledTime, trigger: 'schedule' }, noonMs + PASS_MS);
  if (!isSilent && !random.chance(DAY.missed.pass)) {
    deliver(world, { ...secondPass, staleAfterHours: 12 }, noonMs + SECOND_PASS_MS);
  }
  return isMissed ? undefined : { atMs: noonMs + PASS_MS, scheduledTime };
}

/** An asynchronous event for sync: delivered at least once, and again when the function failed. */
function deliver(world: World, event: object, atMs: number): void {
  const { random, scheduler } = world;
  scheduler.at(atMs + random.between(0, 2_000), () => void tryUntilDone(world, event));
  if (!random.chance(DAY.repeats)) return;
  const afterMs = random.between(0, random.chance(0.7) ? 5_000 : 600_000);
  scheduler.at(atMs + afterMs, () => void tryUntilDone(world, event));
}

async function tryUntilDone({ invoke, random, scheduler }: World, event: object): Promise<void> {
  const id = random.newId();
  for (const afterMs of [...RETRY_AFTER_MS, undefined]) {
    const { ending } = await invoke('sync', event, id);
    if (ending?.kind === 'replied' || afterMs === undefined) return;
    await new Promise<void>((resolve) => void scheduler.at(scheduler.now() + afterMs, resolve));
  }
}

/** What the rule does in AWS. */
export function syncAfterUpdate(world: World, { detailType, detail }: BusEvent): void {
  if (detailType !== UPDATE_APPLIED) return;
  const { account } = detail as { account: string };
  const atMs = world.scheduler.now() + world.random.between(100, 3_000);
  deliver(world, { account, trigger: 'update' }, atMs);
}

/** Somebody reads that a token is dead, and consents anew within a day or a few. */
export function planConsent({ random, scheduler, consents }: World, alias: string): void {
  if (!random.chance(0.6)) return;
  scheduler.at(
    scheduler.now() + random.between(0, 20 * HOUR_MS),
    () => void consents.consent(alias),
  );
}

/** Some time of the day, often just when a pass runs. */
function drawTime({ random }: World, { noonMs, isCalm }: Day): number {
  if (isCalm) return noonMs + random.between(0, CALM_UNTIL_MS);
  if (random.chance(DAY.duringPass)) return noonMs + PASS_MS + random.between(-3_000, 15_000);
  return noonMs + random.between(0, 23 * HOUR_MS);
}
