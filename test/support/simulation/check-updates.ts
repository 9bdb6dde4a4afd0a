import type { UpdateReply } from '../../../lambda/update/reply.ts';
import { isGranted, type Request } from './callers.ts';
import type { Invocation } from './containers.ts';
import { isSamePart, type Parts, toParts, type Version } from './truth.ts';
import type { World } from './world.ts';

/** What was really done at the vendor for one request, and what the account was meanwhile. */
interface Facts {
  request: Request;
  writes: number;
  versions: readonly Version[];
  /** Outcome of the update record, if there is one. */
  recorded: string | undefined;
}

/** What every update said or threw, against what it really wrote. */
export function checkUpdates(world: World): string[] {
  return world.invocations
    .filter(({ name }) => name === 'update')
    .flatMap((invocation) => {
      const facts = toFacts(world, invocation);
      const problems = [
        ...checkEnding(invocation, facts),
        ...checkRecord(facts),
        ...checkMerge(invocation, facts),
      ];
      return problems.map(
        (problem) => `update ${invocation.id} (${facts.request.action}) ${problem}`,
      );
    });
}

function toFacts(world: World, { id, event, startedMs, endedMs }: Invocation): Facts {
  const request = event as Request;
  const accountId = world.accounts.get(request.account) ?? '';
  const truth = world.vendor.truths.get(accountId);
  const record = world.writes.findLast(
    ({ sk }) => sk.startsWith('UPDATE#') && sk.endsWith(`#${id}`),
  );
  return {
    request,
    writes: world.vendor.writes.filter(({ invocation }) => invocation === id).length,
    versions: truth?.between(startedMs, endedMs ?? world.scheduler.now()) ?? [],
    recorded: record?.after['outcome']?.S,
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
    const isOvertaken = reply.error.code === 'rejected' && wasGranted;
    return writes > 0 && !isOvertaken ? [`was refused (${reply.error.code}) and had written`] : [];
  }
  switch (reply.outcome) {
    case 'applied':
      if (!wasGranted) return ['says applied, and it never was'];
      return [...checkApplied(facts), ...checkChanges(request, reply.changes, versions)].concat(
        checkResult(request, reply.result, versions),
      );
    case 'unchanged':
      if (writes > 0) return ['says unchanged and had written'];
      if (!wasGranted) return ['says unchanged, and it was not so'];
      return checkResult(request, reply.result, versions);
    case 'wouldApply':
      return writes > 0 ? ['was a dry run and had written'] : [];
  }
}

/** Without a write of its own only somebody else's, meanwhile, can have applied it. */
function checkApplied({ request, writes, versions }: Facts): string[] {
  const wasSoBefore = versions.every(({ parts }) => isGranted(request, parts));
  return writes === 0 && wasSoBefore ? ['says applied, and it was so before'] : [];
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

/** Whose change a sync sees is read from the record: a write without one would be laid to somebody else. */
function checkRecord({ writes, recorded }: Facts): string[] {
  if (writes === 0) return [];
  if (recorded === undefined) return ['had written without a record'];
  return ['pending', 'applied', 'unknown'].includes(recorded)
    ? []
    : [`had written and is recorded as ${recorded}`];
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

/** The detail of an event, as far as it says whose a change is. */
interface Told {
  id: string;
  origin?: { by: string; requestId?: string };
  change: { emailAddress?: string; fields?: string[]; after?: Record<string, unknown> };
}

/** A change that is told as ours must be what one of our requests asked for. */
export function checkOrigins(world: World, requests: ReadonlyMap<string, Request>): string[] {
  return world.events
    .map(({ detail }) => detail as unknown as Told)
    .filter(({ origin }) => origin?.by === 'ours')
    .filter(({ origin, change }) => !explains(requests.get(origin?.requestId ?? ''), change))
    .map(
      ({ id, origin }) =>
        `the event ${id} is laid to ${origin?.requestId}, which is no reason for it`,
    );
}

function explains(
  request: Request | undefined,
  { emailAddress, fields, after = {} }: Told['change'],
): boolean {
  if (request === undefined) return false;
  const { action, input } = request;
  if (action === 'addAccountEmail') {
    return String(input['email_address']).toLowerCase() === emailAddress?.toLowerCase();
  }
  const changed = fields ?? Object.keys(after);
  return changed.every(
    (field) => Object.hasOwn(input, field) && (input[field] ?? null) === (after[field] ?? null),
  );
}
