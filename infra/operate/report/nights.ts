import type { AuditedAccount } from '../../../lambda/audit/reply.ts';

/** A stretch of time, epoch ms, without its end. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** The period that a report shows, and after how many hours without a good check an account is unknown. */
export interface Period extends Span {
  staleAfterHours: number;
}

/** A night without a good check: tries that came to nothing, or none at all. */
export interface MissedNight extends Span {
  what: 'failed' | 'deferred' | 'notStarted';
  errorName?: string | undefined;
  errorMessage?: string | undefined;
}

type Run = AuditedAccount['runs'][number];

const HOUR_MS = 60 * 60 * 1000;

/** Tries nearer than this belong to one night, also across midnight: the second pass comes hours after the first. */
const SAME_NIGHT_MS = 12 * HOUR_MS;

export function isGood({ outcome }: Run): boolean {
  return outcome === 'changed' || outcome === 'unchanged';
}

/** When the account was connected, if it was within the period. */
export function findConnected({ changes }: AuditedAccount): number | undefined {
  const first = changes.find(({ kind }) => kind === 'AccountConnected');
  return first && Date.parse(first.checkedAt);
}

/** Stretches of the period in which no good check was new enough to say what was true. */
export function findUnknown(account: AuditedAccount, period: Period): Span[] {
  const start = findConnected(account) ?? period.fromMs;
  const good = listGoodChecks(account).filter((time) => time >= start && time <= period.toMs);
  const lifeMs = period.staleAfterHours * HOUR_MS;
  const ends = [...good, period.toMs];
  return ends
    .map((toMs, index) => ({ fromMs: lapse(good[index - 1], toMs, { start, lifeMs }), toMs }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** Before the first check of the period nothing is known of an earlier one, so a usual wait for it is let pass. */
function lapse(
  before: number | undefined,
  nextMs: number,
  { start, lifeMs }: { start: number; lifeMs: number },
): number {
  if (before !== undefined) return before + lifeMs;
  return nextMs - start <= lifeMs ? nextMs : start;
}

function listGoodChecks({ runs, changes, checkedAt }: AuditedAccount): number[] {
  const times = [
    ...runs.filter(isGood).map(({ checkStartedAt }) => checkStartedAt),
    ...changes.map((change) => change.checkedAt),
    ...(checkedAt === null ? [] : [checkedAt]),
  ];
  return [...new Set(times.map((time) => Date.parse(time)))].sort((a, b) => a - b);
}

/** Nights whose every try failed or was put off, and waits too long for any try; newest first. */
export function listMissedNights(account: AuditedAccount, period: Period): MissedNight[] {
  const runs = account.runs.toSorted((a, b) => startOf(a) - startOf(b));
  const good = runs.filter(isGood).map(startOf);
  const bad = runs.filter((run) => !isGood(run) && !good.some((time) => isSameNight(time, run)));
  const tried = groupByNight(bad).flatMap((night) => toMissedNight(night) ?? []);
  return [...tried, ...findSilence(account, runs, period)].sort((a, b) => b.fromMs - a.fromMs);
}

function startOf({ checkStartedAt }: Run): number {
  return Date.parse(checkStartedAt);
}

function isSameNight(timeMs: number, run: Run): boolean {
  return Math.abs(timeMs - startOf(run)) < SAME_NIGHT_MS;
}

function groupByNight(runs: readonly Run[]): Run[][] {
  const nights: Run[][] = [];
  for (const run of runs) {
    const night = nights.at(-1);
    if (night?.[0] && isSameNight(startOf(night[0]), run)) night.push(run);
    else nights.push([run]);
  }
  return nights;
}

function toMissedNight(night: readonly Run[]): MissedNight | undefined {
  const [first] = night;
  const last = night.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const failed = night.findLast(({ outcome }) => outcome === 'failed');
  const { errorName, errorMessage } = failed ?? last;
  return {
    what: failed ? 'failed' : 'deferred',
    fromMs: startOf(first),
    toMs: Date.parse(last.finishedAt),
    errorName,
    errorMessage,
  };
}

function findSilence(account: AuditedAccount, runs: Run[], period: Period): MissedNight[] {
  const start = findConnected(account) ?? period.fromMs;
  const times = [...new Set([start, ...runs.map(startOf)])];
  const lifeMs = period.staleAfterHours * HOUR_MS;
  return [...times, period.toMs]
    .map((toMs, index) => ({ what: 'notStarted' as const, fromMs: times[index - 1] ?? toMs, toMs }))
    .filter(({ fromMs, toMs }) => toMs - fromMs > lifeMs);
}
