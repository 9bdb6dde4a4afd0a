import { DEFAULT_PENDING_TOO_LONG_DAYS, METRIC } from '../../../lambda/shared/contract.ts';
import type { Item } from '../../../lambda/store/items.ts';
import type { PassReply } from '../../../lambda/sync/sync-pass.ts';
import { listStates } from './account-states.ts';
import type { Invocation, NotedMetrics } from './containers.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a pass counts and how it finds the accounts afterwards; nothing but a scheduled pass says any of it. */
const OF_PASSES: readonly string[] = [
  ...[METRIC.accountsChecked, METRIC.accountsDeferred, METRIC.requestsUsed, METRIC.accountsFailed],
  ...[METRIC.unconfirmedSenders, METRIC.sendersPendingTooLong, METRIC.tokenDaysLeft],
];

/**
 * What a pass emitted: what it did once, and then once how the accounts stand, unless the table would not say. One that
 * failed without coming to an end of its own need not have got so far.
 */
export function checkMetrics(world: World, pass: Invocation, reply?: PassReply): string[] {
  const counts = pass.metrics.filter(({ values }) => values[METRIC.accountsChecked] !== undefined);
  const gauges = pass.metrics.filter(({ values }) => values[METRIC.accountsFailed] !== undefined);
  const [count, gauge] = [counts[0], gauges[0]];
  const isDisturbed = pass.disturbances.length > 0;
  if (count === undefined) return reply || !isDisturbed ? ['did not count itself'] : [];
  const isExcused = reply ? pass.disturbances.some(isOfTable) : isDisturbed;
  return [
    ...(counts.length > 1 ? [`counted itself ${counts.length} times`] : []),
    ...(reply && !isCounted(reply, count) ? ['replied something else than it counted'] : []),
    ...(gauges.length === 1 || (gauges.length === 0 && isExcused)
      ? []
      : [`told ${gauges.length} times how all stand`]),
    ...(gauge ? checkGauges(world, count, gauge) : []),
  ];
}

function isCounted({ checked, deferred, requests }: PassReply, { values }: NotedMetrics): boolean {
  return (
    values[METRIC.accountsChecked] === checked &&
    values[METRIC.accountsDeferred] === deferred &&
    values[METRIC.requestsUsed] === requests
  );
}

const isOfTable = (disturbance: string) => disturbance.startsWith('dynamodb');

/** What alarms listen to must come from nobody else: it would hide that the pass was missed. */
export function checkSilence({ invocations }: World, isPass: (one: Invocation) => boolean) {
  return invocations
    .filter((one) => !isPass(one))
    .filter(({ metrics }) =>
      metrics.some(({ values }) => OF_PASSES.some((name) => values[name] !== undefined)),
    )
    .map(({ name, event }) => `${name} spoke for a pass: ${JSON.stringify(event)}`);
}

/** What one account adds to a gauge, by its item in the table at a time (epoch ms). */
const SHARES: Readonly<Record<string, (item: Item, nowMs: number) => number>> = {
  [METRIC.accountsFailed]: (item) => Number(item['lastErrorName'] !== undefined),
  [METRIC.reauthorizationRequired]: (item) =>
    Number(item['lastErrorName']?.S === 'ReauthorizationRequiredError'),
  [METRIC.unconfirmedSenders]: (item) =>
    Number(item['senders']?.M?.['unconfirmed']?.N ?? 0) +
    Number(item['senders']?.M?.['other']?.N ?? 0),
  [METRIC.sendersPendingTooLong]: (item, nowMs) =>
    Number(daysSince(item['oldestPendingSince']?.S, nowMs) >= DEFAULT_PENDING_TOO_LONG_DAYS),
};

const daysSince = (time: string | undefined, nowMs: number) =>
  (nowMs - Date.parse(time ?? '')) / DAY_MS;

/** Other runs may write while a pass looks at one account after the other: each was as it was at some moment of that. */
function checkGauges(world: World, count: NotedMetrics, gauge: NotedMetrics): string[] {
  const span = { from: count.order, until: gauge.order };
  const accounts = [...world.accounts.keys()].map((alias) => listStates(world, alias, span));
  const wrong = Object.entries(SHARES).flatMap(([name, share]) => {
    const shares = accounts.map((states) =>
      states.flatMap((item) => [count.atMs, gauge.atMs].map((atMs) => share(item, atMs))),
    );
    const [least, most] = [Math.min, Math.max].map((pick) =>
      shares.reduce((sum, values) => sum + (values.length > 0 ? pick(...values) : 0), 0),
    );
    return describeWrong(gauge, name, Number(least), Number(most));
  });
  return [...wrong, ...checkDaysLeft(count, gauge, accounts)];
}

/** Of the token that dies first. */
function checkDaysLeft(
  count: NotedMetrics,
  gauge: NotedMetrics,
  accounts: readonly (readonly Item[])[],
): string[] {
  const lefts = accounts.map((states) =>
    states
      .flatMap((item) =>
        [count.atMs, gauge.atMs].map((atMs) => -daysSince(item['tokenEndsAt']?.S, atMs)),
      )
      .filter((left) => !Number.isNaN(left))
      .map((left) => Math.max(0, left)),
  );
  const [least, most] = [Math.min, Math.max].map((pick) =>
    Math.min(...lefts.flatMap((values) => (values.length > 0 ? [pick(...values)] : []))),
  );
  const isKnown = Number.isFinite(least);
  return isKnown ? describeWrong(gauge, METRIC.tokenDaysLeft, Number(least), Number(most)) : [];
}

function describeWrong({ values }: NotedMetrics, name: string, least: number, most: number) {
  const value = values[name] ?? Number.NaN;
  return value >= least && value <= most ? [] : [`tells ${name} ${value}, not ${least} to ${most}`];
}
