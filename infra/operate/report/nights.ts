import type { AuditedAccount } from '../../../lambda/audit/reply.ts';
import { STALENESS_MARGIN_HOURS } from '../../../lambda/shared/contract.ts';

/** A stretch of time, epoch ms, without its end. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** The period that a report shows, and after how many hours without a good check an account is unknown. */
export interface Period extends Span {
  staleAfterHours: number;
  /** What was checked before is not kept any more: its nights are neither good nor missed. */
  keptFromMs: number;
}

/** A night whose every try came to nothing, or nights in a row without any try. */
export interface MissedNight extends Span {
  what: 'failed' | 'deferred' | 'notStarted';
  nights: number;
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
  const startMs = Math.max(findConnected(account) ?? period.fromMs, period.keptFromMs);
  const lifeMs = period.staleAfterHours * HOUR_MS;
  const good = listGoodChecks(account).filter((time) => time >= startMs && time <= period.toMs);
  const known = [findLastBefore(account, good[0], { startMs, lifeMs }), ...good];
  return [...good, period.toMs]
    .map((toMs, index) => ({ fromMs: Math.max(startMs, (known[index] ?? 0) + lifeMs), toMs }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** Of checks before the start only the newest of all is told; otherwise a usual wait for the first is let pass. */
function findLastBefore(
  { checkedAt }: AuditedAccount,
  firstMs: number | undefined,
  { startMs, lifeMs }: { startMs: number; lifeMs: number },
): number {
  if (firstMs !== undefined) return firstMs - startMs <= lifeMs ? startMs : 0;
  return checkedAt === null ? 0 : Date.parse(checkedAt);
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

export function countNights(missed: readonly MissedNight[]): number {
  return missed.reduce((sum, { nights }) => sum + nights, 0);
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
    nights: 1,
    fromMs: startOf(first),
    toMs: Date.parse(last.finishedAt),
    errorName,
    errorMessage,
  };
}

/** A night is missed when the schedule's interval has passed and its margin too, as for an account that is unknown. */
function findSilence(account: AuditedAccount, runs: Run[], period: Period): MissedNight[] {
  const marginMs = STALENESS_MARGIN_HOURS * HOUR_MS;
  const intervalMs = period.staleAfterHours * HOUR_MS - marginMs;
  const times = [findFirstDue(account, runs, period), ...runs.map(startOf), period.toMs];
  return times.slice(1).flatMap((toMs, index) => {
    const fromMs = times[index] ?? toMs;
    const nights = Math.floor((toMs - fromMs - marginMs) / intervalMs);
    return nights > 0 ? [{ what: 'notStarted' as const, nights, fromMs, toMs }] : [];
  });
}

/** From when on checks could be expected and would be told. Who was never checked well may be new with the first try. */
function findFirstDue(account: AuditedAccount, [first]: Run[], period: Period): number {
  const isNew = account.snapshot === null && first !== undefined;
  const startMs = isNew ? startOf(first) : (findConnected(account) ?? period.fromMs);
  return Math.max(startMs, period.keptFromMs);
}
