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

/** Nights (days in UTC) whose every try failed or was put off, and waits too long for any try; newest first. */
export function listMissedNights(account: AuditedAccount, period: Period): MissedNight[] {
  const runs = account.runs.toSorted((a, b) => (a.checkStartedAt < b.checkStartedAt ? -1 : 1));
  const byNight = Map.groupBy(runs, ({ checkStartedAt }) => checkStartedAt.slice(0, 10));
  const tried = [...byNight.values()].flatMap((night) => toMissedNight(night) ?? []);
  return [...tried, ...findSilence(account, runs, period)].sort((a, b) => b.fromMs - a.fromMs);
}

function toMissedNight(night: Run[]): MissedNight | undefined {
  const last = night.at(-1);
  if (last === undefined || night.some(isGood)) return undefined;
  const failed = night.findLast(({ outcome }) => outcome === 'failed');
  const { errorName, errorMessage } = failed ?? last;
  return {
    what: failed ? 'failed' : 'deferred',
    fromMs: Date.parse(night[0]?.checkStartedAt ?? last.checkStartedAt),
    toMs: Date.parse(last.finishedAt),
    ...{ errorName, errorMessage },
  };
}

function findSilence(account: AuditedAccount, runs: Run[], period: Period): MissedNight[] {
  const start = findConnected(account) ?? period.fromMs;
  const times = [...new Set([start, ...runs.map((run) => Date.parse(run.checkStartedAt))])];
  const lifeMs = period.staleAfterHours * HOUR_MS;
  return [...times, period.toMs]
    .map((toMs, index) => ({ what: 'notStarted' as const, fromMs: times[index - 1] ?? toMs, toMs }))
    .filter(({ fromMs, toMs }) => toMs - fromMs > lifeMs);
}
