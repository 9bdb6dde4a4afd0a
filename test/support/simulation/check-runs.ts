import type { Item } from '../../../lambda/store/items.ts';
import type { PassReply } from '../../../lambda/sync/sync-pass.ts';
import { isRunError } from './check-errors.ts';
import { isPass } from './check-nights.ts';
import type { Invocation } from './containers.ts';
import { isGoodRun } from './run-ledger.ts';
import type { NotedWrite, World } from './world.ts';

/** Every run is recorded as what it was, above all one that failed, and its account's item says the same. */
export function checkRuns(world: World): string[] {
  const runs = world.writes.filter(({ sk }) => sk.startsWith('RUN#'));
  return [
    ...runs.flatMap(checkForm),
    ...world.invocations
      .filter(({ name }) => name === 'sync')
      .flatMap((one) => checkFailures(one, runs)),
    ...[...world.accounts.keys()].flatMap((alias) => checkItem(world, alias, runs)),
    ...world.writes.flatMap((write) => checkGood(write, runs)),
  ];
}

/** The error of a failed run is known; a run is deferred only when the vendor said that the quota is spent. */
function checkForm({ pk, sk, after: run, by }: NotedWrite): string[] {
  const outcome = run?.['outcome']?.S ?? '';
  const errorName = run?.['errorName']?.S;
  const name = `the run ${pk} / ${sk}`;
  if (outcome === 'failed') {
    return isRunError(errorName ?? '')
      ? []
      : [`${name} failed with ${errorName}: ${run?.['errorMessage']?.S}`];
  }
  if (errorName !== undefined) return [`${name} has an error and is ${outcome}`];
  if (outcome !== 'deferred') return isGoodRun(run) ? [] : [`${name} is ${outcome}`];
  const isSpent = by?.disturbances.includes('vendor: quotaExceeded');
  return isSpent ? [] : [`${name} is deferred and the quota was not spent`];
}

/** The last run of each account that an invocation recorded, if it failed. */
function listFailed(runs: readonly NotedWrite[], invocation: Invocation): Item[] {
  const own = runs.filter(({ by }) => by === invocation);
  const last = new Map(own.map(({ pk, after }) => [pk, after]));
  return [...last.values()].filter((run) => run !== undefined).filter(isFailed);
}

const isFailed = (run: Item) => run['outcome']?.S === 'failed';

/** Only the table itself can keep a failure from being recorded, each fault of it one. */
function checkFailures(invocation: Invocation, runs: readonly NotedWrite[]): string[] {
  const { ending, event, disturbances } = invocation;
  const unrecorded = disturbances.filter((one) => one.startsWith('dynamodb')).length;
  const failed = listFailed(runs, invocation);
  const name = `sync of ${JSON.stringify(event)}`;
  if (ending?.kind === 'threw') {
    const { name: errorName } = ending.error;
    const isRecorded =
      errorName === 'NoAccountCheckedError'
        ? runs.some(({ after }) => after && isFailed(after) && isFor(event, after))
        : failed.some((run) => run['errorName']?.S === errorName);
    if (isRecorded || unrecorded > 0 || hasNoSurvey(invocation)) return [];
    return [`${name} threw ${errorName}, and no run is recorded with it`];
  }
  if (ending?.kind !== 'replied' || !isPass(invocation)) return [];
  const { failed: told } = ending.reply as PassReply;
  const missing = told - failed.length;
  if (missing >= 0 && missing <= unrecorded) return [];
  return [`${name} tells of ${told} failures, and ${failed.length} runs are recorded as failed`];
}

const isFor = (event: unknown, run: Item) =>
  run['scheduledTime']?.S === (event as { scheduledTime?: string }).scheduledTime;

/** A pass that does not come to know which accounts there are has no run to record. */
function hasNoSurvey(invocation: Invocation): boolean {
  return isPass(invocation) && invocation.disturbances.some((one) => one.startsWith('secrets'));
}

/** What the newest run of an account told, its item tells too, unless that could not be written. */
function checkItem({ table }: World, alias: string, runs: readonly NotedWrite[]): string[] {
  const own = runs.filter(({ pk }) => pk === `ACCOUNT#${alias}`);
  const newest = own.toSorted((a, b) => (a.sk < b.sk ? 1 : -1))[0];
  if (!newest?.after || newest.after['outcome']?.S === 'deferred' || mayLack(newest)) return [];
  const item = table.list('ACCOUNTS').find(({ sk }) => sk?.S === alias);
  // Of a newer run the item alone could be written.
  const [itsStart, start] = [item, newest.after].map(
    (one) => one?.['lastCheckStartedAt']?.S ?? one?.['checkStartedAt']?.S ?? '',
  );
  if (String(itsStart) > String(start)) return [];
  const [told, wanted] = [item?.['lastErrorName']?.S, newest.after['errorName']?.S];
  return told === wanted ? [] : [`the item of ${alias} tells of ${told}, and its run of ${wanted}`];
}

/** An account is called checked only by a good run, which is recorded unless that failed. */
function checkGood(write: NotedWrite, runs: readonly NotedWrite[]): string[] {
  const { pk, sk: alias, before, after } = write;
  const [last, checkedAt] = [before, after].map((item) => item?.['goodCheckStartedAt']?.S);
  if (pk !== 'ACCOUNTS' || checkedAt === last || mayLack(write)) return [];
  const isRecorded = runs.some(
    (run) =>
      run.pk === `ACCOUNT#${alias}` &&
      isGoodRun(run.after) &&
      run.after['checkStartedAt']?.S === checkedAt,
  );
  return isRecorded
    ? []
    : [`${alias} is called checked at ${checkedAt}, and no good run of then is recorded`];
}

function mayLack({ by }: NotedWrite): boolean {
  return (
    by?.ending?.kind === 'died' ||
    (by?.disturbances.some((one) => one.startsWith('dynamodb')) ?? true)
  );
}
