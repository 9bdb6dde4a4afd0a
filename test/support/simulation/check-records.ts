import type { Item } from '../../../lambda/store/items.ts';
import type { UpdateReply } from '../../../lambda/update/reply.ts';
import { isGranted, type Request } from './callers.ts';
import type { Facts } from './check-updates.ts';
import type { Ending } from './containers.ts';
import { isSamePart, type Part, toParts } from './truth.ts';

/**
 * Whose change a sync sees is read from the update records: a write without one would be laid to somebody else. So each
 * stands there before its write goes out, and says what was written, for whom, and what became of it.
 */
export function checkRecords(facts: Facts): string[] {
  const { sent, records, invocation } = facts;
  const [first, record] = [records.at(0), records.at(-1)?.after];
  const write = sent.at(-1);
  if (write && !(first && first.atMs <= write.atMs)) return ['sent its write without a record'];
  if (record === undefined) return [];
  if (!write && invocation.disturbances.length === 0) return ['is recorded and sent nothing'];
  return [
    ...checkHead(facts, record),
    ...checkOutcome(facts, record['outcome']?.S ?? ''),
    ...(write ? checkWritten(facts, toWritten(record), write.sent) : []),
  ];
}

function checkHead({ request, invocation }: Facts, record: Item): string[] {
  const isIts =
    record['requestId']?.S === invocation.id &&
    record['action']?.S === request.action &&
    record['requestedBy']?.S === request.requestedBy;
  return isIts ? [] : ['is recorded as something else'];
}

function checkOutcome(facts: Facts, outcome: string): string[] {
  const { writes, invocation } = facts;
  const isDisturbed = invocation.disturbances.length > 0;
  const named = listOutcomes(invocation.ending);
  const isNamed = named.includes(outcome) || (outcome === 'pending' && isDisturbed);
  if (!isNamed)
    return [`ended as ${named.join(' or ') || 'no write'} and is recorded as ${outcome}`];
  if (writes > 0 && !['applied', 'unknown', 'pending'].includes(outcome))
    return [`had written and is recorded as ${outcome}`];
  if (outcome === 'unknown' && !isDisturbed && !isOvertaken(facts))
    return ['could see what it had written and is recorded as unknown'];
  if (outcome === 'applied')
    return checkApplied(facts).map((problem) => `is recorded as ${problem}`);
  return [];
}

/** What a record may say after an ending; a process that died may have come to any of it. */
function listOutcomes(ending: Ending | undefined): string[] {
  if (ending?.kind === 'replied') return listRepliedOutcomes(ending.reply as UpdateReply);
  if (ending?.kind !== 'threw')
    return ['pending', 'applied', 'unchanged', 'refused', 'notSent', 'unknown'];
  switch (ending.error.name) {
    case 'OutcomeUnknownError':
      return ['unknown'];
    case 'UpstreamUnavailableError':
      // A write that met a new token was refused; what is read anew then may fail.
      return ['notSent', 'refused'];
    default:
      return ['refused'];
  }
}

function listRepliedOutcomes(reply: UpdateReply): string[] {
  if (!reply.ok) return reply.error.code === 'rejected' ? ['refused', 'unknown'] : ['refused'];
  // The same: what was refused for its token is not sent again where it has come about meanwhile.
  if (reply.outcome === 'unchanged') return ['unchanged', 'refused'];
  return reply.outcome === 'applied' ? ['applied'] : [];
}

/** Somebody else's change since can hide it. */
function isOvertaken({ versions, invocation }: Facts): boolean {
  const place = versions.findIndex(({ by }) => by === invocation.id);
  return versions.length > place + 1;
}

/** What is called applied was so at some moment; without a write of its own, somebody else made it so meanwhile. */
export function checkApplied({ request, writes, versions }: Facts): string[] {
  if (!versions.some(({ parts }) => isGranted(request, parts)))
    return ['applied, and it never was so'];
  const wasSoBefore = versions.every(({ parts }) => isGranted(request, parts));
  return writes === 0 && wasSoBefore ? ['applied, and it was so before'] : [];
}

type Written = Readonly<Record<string, string | null>>;

function toWritten(record: Item): Written {
  const fields = Object.entries(record['written']?.M ?? {});
  return Object.fromEntries(fields.map(([field, value]) => [field, value.S ?? null]));
}

/** What the record keeps is what was sent; of a whole address that replaces one, what differs from what was there. */
function checkWritten({ request, versions }: Facts, written: Written, sent: Part): string[] {
  const isTrue = isAboutAddress(request)
    ? versions.some(({ parts }) => isDifference(written, parts.address, toAddress(sent)))
    : isSamePart(written as Part, sent);
  return isTrue ? [] : [`sent ${JSON.stringify(sent)} and keeps ${JSON.stringify(written)}`];
}

const isAboutAddress = ({ action }: Request) => action.endsWith('PhysicalAddress');

const toAddress = (physicalAddress: object) =>
  toParts({ summary: {}, physicalAddress, senders: [] }).address;

function isDifference(written: Written, before: Part, after: Part): boolean {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = fields.filter((field) => before[field] !== after[field]);
  const wanted = differing.map((field) => [field, after[field] ?? '']);
  const kept = Object.entries(written).map(([field, value]) => [field, toFact(field, value)]);
  return isSamePart(Object.fromEntries(kept), Object.fromEntries(wanted));
}

/** As the model spells a fact; a removed field is empty here. */
function toFact(field: string, value: string | null): string {
  return (field === 'country_code' ? value?.toUpperCase() : value) ?? '';
}
