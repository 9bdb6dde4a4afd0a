import { METRIC, UPDATE_APPLIED } from '../../../lambda/shared/contract.ts';
import type { UpdateReply } from '../../../lambda/update/reply.ts';
import { isGranted, type Request } from './callers.ts';
import { checkApplied, checkRecords } from './check-records.ts';
import { checkDryRun, checkRefusal } from './check-refusals.ts';
import type { Invocation } from './containers.ts';
import { isSamePart, type Parts, toParts, type Version } from './truth.ts';
import type { VendorWrite } from './vendor.ts';
import type { NotedWrite, World } from './world.ts';

/** What was really done at the vendor for one request, and what the account was meanwhile. */
export interface Facts {
  invocation: Invocation;
  request: Request;
  /** Writes that reached the vendor. */
  sent: readonly VendorWrite[];
  /** How many of them it carried out. */
  writes: number;
  versions: readonly Version[];
  /** Every put of an update record, in order. */
  records: readonly NotedWrite[];
}

/** What every update said or threw, against what it really wrote. */
export function checkUpdates(world: World): string[] {
  return world.invocations
    .filter(({ name }) => name === 'update')
    .flatMap((invocation) => {
      const facts = toFacts(world, invocation);
      const problems = [
        ...checkEnding(invocation, facts),
        ...checkRecords(facts),
        ...checkMerge(invocation, facts),
        ...checkTold(world, facts),
      ];
      return problems.map(
        (problem) => `update ${invocation.id} (${facts.request.action}) ${problem}`,
      );
    });
}

function toFacts(world: World, invocation: Invocation): Facts {
  const { id, event, startedMs, endedMs } = invocation;
  const request = event as Request;
  const truth = world.vendor.truths.get(world.accounts.get(request.account) ?? '');
  const sent = world.vendor.writes.filter((write) => write.invocation === id);
  return {
    invocation,
    request,
    sent,
    writes: sent.filter(({ acted }) => acted).length,
    versions: truth?.between(startedMs, endedMs ?? world.scheduler.now()) ?? [],
    records: world.writes.filter(({ sk }) => sk.startsWith('UPDATE#') && sk.endsWith(`#${id}`)),
  };
}

function checkEnding({ ending }: Invocation, facts: Facts): string[] {
  const { writes } = facts;
  if (writes > 1) return [`wrote ${writes} times`];
  if (ending?.kind === 'threw') {
    const { name } = ending.error;
    return writes > 0 && name !== 'OutcomeUnknownError' ? [`threw ${name} and had written`] : [];
  }
  return ending?.kind === 'replied' ? checkReply(ending.reply as UpdateReply, facts) : [];
}

function checkReply(reply: UpdateReply, facts: Facts): string[] {
  const { request, writes, versions } = facts;
  const wasGranted = versions.some(({ parts }) => isGranted(request, parts));
  if (!reply.ok) {
    // The vendor took it, and what it shows since is another's: that is told as rejected.
    const { code } = reply.error;
    const isOvertaken = code === 'rejected' && wasGranted;
    const wrote = writes > 0 && !isOvertaken ? [`was refused (${code}) and had written`] : [];
    return [...wrote, ...checkRefusal(code, facts)];
  }
  switch (reply.outcome) {
    case 'applied':
      return [
        ...checkApplied(facts).map((problem) => `says ${problem}`),
        ...checkChanges(request, reply.changes, versions),
        ...checkResult(request, reply.result, versions),
      ];
    case 'unchanged':
      if (writes > 0) return ['says unchanged and had written'];
      if (!wasGranted) return ['says unchanged, and it was not so'];
      return checkResult(request, reply.result, versions);
    case 'wouldApply':
      return checkDryRun(facts);
  }
}

/** Each change says truly what was before; a country's letter case means nothing. */
function checkChanges(
  { action }: Request,
  changes: readonly { field: string; before: unknown }[],
  versions: readonly Version[],
): string[] {
  if (action === 'addAccountEmail') return [];
  const part = partOf(action);
  return changes
    .map(({ field, before }) => ({
      field,
      before: field === 'country_code' ? toUpper(before) : before,
    }))
    .filter(({ field, before }) =>
      versions.every(({ parts }) => (parts[part][field] ?? null) !== before),
    )
    .map(({ field, before }) => `says that ${field} was ${before}, and it never was`);
}

/** The resource in the reply is one that the account really had; of a sender it may have a part alone. */
function checkResult(
  { action }: Request,
  result: Readonly<Record<string, unknown>> | null,
  versions: readonly Version[],
): string[] {
  const answered = toAnswered(action, result ?? {});
  const isTrue = versions.some(({ parts }) =>
    action === 'addAccountEmail'
      ? Object.entries(answered.senders).every(([key, value]) => parts.senders[key] === value)
      : isSamePart(answered[partOf(action)], parts[partOf(action)]),
  );
  return isTrue ? [] : [`answers with a resource that never was: ${JSON.stringify(result)}`];
}

function toAnswered(action: Request['action'], result: object): Parts {
  if (action === 'addAccountEmail') return toParts({ summary: {}, senders: [result] });
  if (action === 'updateAccountSummary') return toParts({ summary: result, senders: [] });
  return toParts({ summary: {}, physicalAddress: result, senders: [] });
}

const partOf = (action: Request['action']) =>
  action === 'updateAccountSummary' ? 'summary' : 'address';

const toUpper = (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value);

/** A sync follows each write by its event, and an alarm the vendor's refusal of a right by its metric. */
function checkTold({ events }: World, { invocation, request, sent }: Facts): string[] {
  const { id, ending, metrics, disturbances } = invocation;
  const isAnnounced = events.some(
    ({ detailType, detail }) =>
      detailType === UPDATE_APPLIED &&
      detail['requestId'] === id &&
      detail['account'] === request.account,
  );
  const reply = ending?.kind === 'replied' ? (ending.reply as UpdateReply) : undefined;
  const isForbidden = reply?.ok === false && reply.error.code === 'forbidden';
  const isCounted = metrics.some(({ values }) => values[METRIC.updateRefused] === 1);
  return [
    ...(sent.length > 0 && !isAnnounced && disturbances.length === 0
      ? ['sent its write and told nobody']
      : []),
    ...(reply && isForbidden !== isCounted ? ['was forbidden, or not, and counted otherwise'] : []),
  ];
}

/** An address is read, merged and replaced whole: no other update may come between, or it would be undone. */
function checkMerge({ id }: Invocation, { request, versions }: Facts): string[] {
  if (request.action !== 'updatePhysicalAddress') return [];
  const place = versions.findIndex(({ by }) => by === id);
  const [before, after] = [versions[place - 1]?.parts, versions[place]?.parts];
  const wasEdited = versions.slice(1).some(({ by }) => by === undefined);
  if (!before || !after || wasEdited) return [];
  const undone = listDifferences(before, after).filter(
    (field) => !Object.hasOwn(request.input, field),
  );
  return undone.length > 0 ? [`changed ${undone.join(', ')}, which nobody asked for`] : [];
}

function listDifferences({ address: before }: Parts, { address: after }: Parts): string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields].filter((field) => before[field] !== after[field]);
}
