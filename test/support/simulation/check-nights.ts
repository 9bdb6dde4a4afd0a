import type { AuditReply } from '../../../lambda/audit/reply.ts';
import { METRIC } from '../../../lambda/shared/contract.ts';
import type { Item } from '../../../lambda/store/items.ts';
import type { PassReply } from '../../../lambda/sync/sync-pass.ts';
import type { SnapshotLedger } from './check-snapshots.ts';
import type { Invocation } from './containers.ts';
import { toSortedJson } from './sorted-json.ts';
import { isSamePart, type Parts, toParts } from './truth.ts';
import type { NotedWrite, World } from './world.ts';

/** One scheduled pass as it was asked for. */
interface Pass {
  invocation: Invocation;
  scheduledTime: string;
}

/**
 * Every account must have a good check of each pass, or somebody must be able to see that it has none: by its runs, by the
 * pass's reply, or because the invocation itself failed. And what a pass says that it did must be so.
 */
export function checkPasses(world: World): string[] {
  return world.invocations.filter(isPass).flatMap((invocation) => {
    const { scheduledTime } = invocation.event as Pass;
    if (invocation.ending?.kind !== 'replied') return [];
    const reply = invocation.ending.reply as PassReply;
    const problems = [
      ...checkCounts(world, { invocation, scheduledTime }, reply),
      ...checkMetrics(invocation, reply),
    ];
    return problems.map((problem) => `the pass of ${scheduledTime} ${problem}`);
  });
}

function isPass({ name, event }: Invocation): boolean {
  return name === 'sync' && !Object.hasOwn(event as object, 'account');
}

function checkCounts(world: World, pass: Pass, reply: PassReply): string[] {
  const { checked, changed, unchanged, failed, deferred, skipped, pending } = reply;
  const runs = world.writes.filter(({ sk, by }) => sk.startsWith('RUN#') && by === pass.invocation);
  const good = new Set(runs.filter(isGood).map(({ pk }) => pk)).size;
  const problems = [];
  if (checked !== changed + unchanged) problems.push(`does not add up: ${checked} checked`);
  if (good < checked) problems.push(`says ${checked} checked, and ${good} good runs are recorded`);
  const silent = [...world.accounts.keys()].filter((alias) => !isAccountedFor(world, alias, pass));
  if (silent.length > failed + deferred + skipped + pending) {
    problems.push(`says nothing of some of ${silent.join(', ')}`);
  }
  return problems;
}

/** A good check for this pass or a later one, one that is young enough for a second pass, or three failed tries. */
function isAccountedFor(world: World, alias: string, { invocation, scheduledTime }: Pass): boolean {
  const { staleAfterHours = 0 } = invocation.event as { staleAfterHours?: number };
  const youngMs = invocation.startedMs - staleAfterHours * 3_600_000;
  return listStates(world, alias).some((item) => {
    if ((item['lastGoodScheduledTime']?.S ?? '') >= scheduledTime) return true;
    if (Date.parse(item['goodCheckStartedAt']?.S ?? '') > youngMs) return true;
    return item['lastScheduledTime']?.S === scheduledTime && Number(item['tries']?.N) >= 3;
  });
}

/** All that the account's item was since noon. */
function listStates({ writes, table }: World, alias: string): Item[] {
  const own = writes.filter(({ pk, sk }) => pk === 'ACCOUNTS' && sk === alias);
  const before = own[0] ? own[0].before : table.list('ACCOUNTS').find(({ sk }) => sk?.S === alias);
  return [before, ...own.map(({ after }) => after)].filter((item) => item !== undefined);
}

function checkMetrics({ metrics }: Invocation, reply: PassReply): string[] {
  const counts = metrics.filter((values) => values[METRIC.accountsChecked] !== undefined);
  if (counts.length !== 1) return [`counted itself ${counts.length} times`];
  const isTrue =
    counts[0]?.[METRIC.accountsChecked] === reply.checked &&
    counts[0]?.[METRIC.accountsDeferred] === reply.deferred;
  return isTrue ? [] : ['replied something else than it counted'];
}

function isGood({ after }: NotedWrite): boolean {
  return after['outcome']?.S === 'changed' || after['outcome']?.S === 'unchanged';
}

/** On a day without faults, on which nothing changed since the pass, everything has to be well. */
export function checkCalm(
  world: World,
  scheduledTime: string,
  alias: string,
  known: { newest: ReturnType<SnapshotLedger['newest']>; audited: AuditReply },
): string[] {
  const { newest, audited } = known;
  const item = world.table.list('ACCOUNTS').find(({ sk }) => sk?.S === alias);
  const truth = world.vendor.truths.get(world.accounts.get(alias) ?? '')?.newest();
  const problems = checkAudit(audited, newest.number, truth);
  if ((item?.['lastGoodScheduledTime']?.S ?? '') < scheduledTime)
    problems.push('has no good check');
  if (!newest.isSettled) problems.push('has a snapshot that is not settled');
  if (toSortedJson(newest.parts) !== toSortedJson(truth)) problems.push('is not known as it is');
  return problems.map((problem) => `after the calm night of ${scheduledTime} ${alias} ${problem}`);
}

const ADDRESS_NEEDS = ['address_line1', 'city', 'country_code', 'state_code', 'postal_code'];

/** What an audit says is what the account is. */
function checkAudit(audited: AuditReply, snapshot: number, truth: Parts | undefined): string[] {
  const [account] = audited.ok ? audited.accounts : [];
  if (truth === undefined || !account || !('senders' in account)) return ['cannot be audited'];
  const { senders } = toParts({ summary: {}, senders: account.senders });
  const isConfirmed = Object.entries(truth.senders).some(
    ([key, value]) => key.endsWith(' confirm_status') && value === 'CONFIRMED',
  );
  const canSend = isConfirmed && ADDRESS_NEEDS.every((field) => truth.address[field] !== undefined);
  return [
    ...(account.snapshot === snapshot ? [] : [`is audited at snapshot ${account.snapshot}`]),
    ...(isSamePart(senders, truth.senders) ? [] : ['is audited with other senders']),
    ...(account.verdict === (canSend ? 'canSend' : 'cannotSend')
      ? []
      : [`is said to be ${account.verdict}`]),
  ];
}
