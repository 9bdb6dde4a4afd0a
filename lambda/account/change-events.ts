import * as z from 'zod/mini';
import { CHANGE_KINDS, CHANGES_DIGEST } from '../shared/contract.ts';
import { toPlainLine } from '../shared/printable.ts';
import type { AssessedChange, Severity } from './change.ts';
import { describeChange } from './describe-change.ts';
import { toRemedy } from './remedy.ts';
import type { Snapshot } from './snapshot.ts';

/** More changes than this that a person should read become one digest: a flood of mails is read by nobody. */
const MAX_MAILS = 20;

/** A summary is cut to this many characters; the whole change stands beside it. */
const MAX_SUMMARY_LENGTH = 1_000;

/** EventBridge takes at most 256 KB with the envelope; a change larger than this goes without its values. */
const MAX_DETAIL_BYTES = 200_000;

const fields = z.record(z.string(), z.unknown());

const changeSchema = z.object({
  kind: z.enum([...CHANGE_KINDS, CHANGES_DIGEST]),
  emailId: z.optional(z.int()),
  emailAddress: z.optional(z.string()),
  before: z.optional(fields),
  after: z.optional(fields),
  fields: z.optional(z.array(z.string())),
  /** Only of a digest. */
  counts: z.optional(z.object({ critical: z.int(), warning: z.int(), recovered: z.int() })),
});

/** The detail of a change event; its detail-type is the change's kind. Repeats have equal ids. */
export const changeEventSchema = z.object({
  schemaVersion: z.literal(1),
  /** `<alias>/<snapshot>/<index>`, or `<alias>/<snapshot>/digest`. */
  id: z.string(),
  account: z.string(),
  accountId: z.string(),
  snapshot: z.int(),
  checkedAt: z.iso.datetime({ precision: 3 }),
  severity: z.enum(['critical', 'warning', 'info']),
  recovers: z.boolean(),
  origin: z.union([
    z.object({
      by: z.literal('ours'),
      requestedBy: z.optional(z.string()),
      requestId: z.string(),
    }),
    z.object({ by: z.literal('outside') }),
  ]),
  /** What happened, for a person. */
  summary: z.string(),
  /** What to do about it. */
  remedy: z.string(),
  /** Whether the topic's rule takes it. */
  mail: z.boolean(),
  change: changeSchema,
});

export type ChangeEvent = z.infer<typeof changeEventSchema>;

/** The events of a snapshot, in the order of its changes; the same snapshot always gives the same. */
export function toChangeEvents(account: string, { header, body }: Snapshot): ChangeEvent[] {
  const { accountId, number: snapshot, checkStartedAt: checkedAt } = header;
  const head = { schemaVersion: 1, account, accountId, snapshot, checkedAt } as const;
  const name = nameAccount(account, body.content.summary.organization_name);
  const worthMailing = body.changes.filter(isWorthMailing);
  const isFlood = worthMailing.length > MAX_MAILS;
  const events = body.changes.map((change, index) => {
    const { severity, recovers, origin, ...bare } = change;
    return fitEntry({
      ...head,
      id: `${account}/${snapshot}/${index}`,
      severity,
      recovers,
      origin,
      summary: toLine(`${name}: ${describeChange(change)}${describeHeldRoles(change, body)}`),
      remedy: toRemedy(change),
      mail: !isFlood && isWorthMailing(change),
      change: bare,
    });
  });
  return isFlood ? [...events, { ...head, ...toDigest(head, name, worthMailing) }] : events;
}

/** How many senders a snapshot found lost: confirmed before it, not confirmed in it. */
export function countLosses({ header, body }: Snapshot): number {
  return body.lost.filter(({ lostAt }) => lostAt === header.checkStartedAt).length;
}

function isWorthMailing({ severity, recovers }: AssessedChange): boolean {
  return severity !== 'info' || recovers;
}

function toDigest(
  { account, snapshot }: Pick<ChangeEvent, 'account' | 'snapshot'>,
  name: string,
  changes: readonly AssessedChange[],
): Omit<ChangeEvent, 'schemaVersion' | 'account' | 'accountId' | 'snapshot' | 'checkedAt'> {
  const count = (severity: Severity) => changes.filter((one) => one.severity === severity).length;
  const recovered = changes.filter(({ recovers }) => recovers).length;
  const counts = { critical: count('critical'), warning: count('warning'), recovered };
  return {
    id: `${account}/${snapshot}/digest`,
    severity: counts.critical > 0 ? 'critical' : counts.warning > 0 ? 'warning' : 'info',
    recovers: recovered > 0,
    origin: { by: 'outside' },
    summary: toLine(
      `${name}: ${changes.length} changes at once: ${counts.critical} critical, ${counts.warning} warnings, ${recovered} recovered.`,
    ),
    remedy:
      'Look at the account in Constant Contact; each change is an event of its own on the bus.',
    mail: true,
    change: { kind: CHANGES_DIGEST, counts },
  };
}

/** A flip leaves the roles as they are, so the change does not say what is at stake. */
function describeHeldRoles(
  { kind, emailId }: AssessedChange,
  { content }: Snapshot['body'],
): string {
  if (kind !== 'SenderUnconfirmed') return '';
  const roles = content.senders.find(({ email_id }) => email_id === emailId)?.roles ?? [];
  return roles.length > 0 ? ` It holds ${roles.join(', ')}.` : '';
}

function nameAccount(account: string, organization: string | undefined): string {
  return organization ? `${organization} (${account})` : account;
}

/** One line without double quotes: EventBridge puts it into the mail as it stands, between quotes. */
function toLine(text: string): string {
  const line = toPlainLine(text).replaceAll('"', "'");
  if (line.length <= MAX_SUMMARY_LENGTH) return line;
  return `${line.slice(0, MAX_SUMMARY_LENGTH - 1).toWellFormed()}…`;
}

function fitEntry(event: ChangeEvent): ChangeEvent {
  if (Buffer.byteLength(JSON.stringify(event)) <= MAX_DETAIL_BYTES) return event;
  const { before: _before, after: _after, ...change } = event.change;
  return { ...event, change };
}
