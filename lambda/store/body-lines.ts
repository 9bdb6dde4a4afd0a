import * as z from 'zod/mini';
import type { DatedCondition } from '../account/conditions.ts';
import type { Sender } from '../account/content.ts';
import type { SnapshotBody } from '../account/snapshot.ts';
import { CHANGE_KINDS } from '../shared/contract.ts';
import { UnreadableItemError } from './errors.ts';

const text = z.string();
/** All that the fields of a content are made of. */
const value = z.union([text, z.int(), z.array(text)]);
const fields = z.record(text, value);
const sender = z.catchall(
  z.object({
    email_id: z.int(),
    email_address: text,
    confirm_status: text,
    confirm_source_type: z.optional(text),
    confirm_time: z.optional(text),
    pending_roles: z.optional(z.array(text)),
    roles: z.array(text),
  }),
  value,
);
const requester = z.object({ requestedBy: z.optional(text), requestId: text });
const change = z.object({
  kind: z.enum(CHANGE_KINDS),
  emailId: z.optional(z.int()),
  emailAddress: z.optional(text),
  before: z.optional(fields),
  after: z.optional(fields),
  fields: z.optional(z.array(text)),
  severity: z.enum(['critical', 'warning', 'info']),
  recovers: z.boolean(),
  origin: z.union([
    z.object({ by: z.literal('ours'), ...requester.shape }),
    z.object({ by: z.literal('outside') }),
  ]),
});
const summary = z.intersection(z.record(text, text), z.object({ encoded_account_id: text }));

const condition = z.object({
  code: text,
  sender: z.optional(text),
  field: z.optional(text),
  since: text,
});

/** One line of a snapshot's body; a body has one line for the account, then one for each sender, change and loss. */
const lineSchemas = {
  summary: z.object({
    summary,
    physicalAddress: z.nullable(z.record(text, text)),
    conditions: z._default(z.array(condition), []),
  }),
  sender: z.object({
    sender,
    firstSeenAt: text,
    statusSince: text,
    addedBy: z.exactOptional(requester),
  }),
  change: z.object({ change }),
  lost: z.object({
    lost: z.object({ email_address: text, email_id: z.int(), roles: z.array(text), lostAt: text }),
  }),
} as const;
type Line = z.infer<(typeof lineSchemas)[keyof typeof lineSchemas]>;

/** Writes a body as JSON Lines. */
export function encodeBody(body: SnapshotBody): string {
  const { summary, physicalAddress, senders } = body.content;
  const lines = [
    { summary, physicalAddress, conditions: body.conditions },
    ...senders.map((sender) => ({ sender, ...body.tracks.get(sender.email_id) })),
    ...body.changes.map((change) => ({ change })),
    ...body.lost.map((lost) => ({ lost })),
  ];
  return lines.map((line) => JSON.stringify(line)).join('\n');
}

/** Reads what `encodeBody` wrote; throws `UnreadableItemError` when it is anything else. */
export function decodeBody(lines: string, name: string): SnapshotBody {
  const [account = '', ...others] = lines.split('\n');
  const first = parseLine(account, name);
  if (!('summary' in first)) throw new UnreadableItemError(name, 'it begins without its account');
  const { summary, physicalAddress } = first;
  const body: SnapshotBody = {
    content: { summary, physicalAddress, senders: [] },
    changes: [],
    tracks: new Map(),
    lost: [],
    conditions: first.conditions as DatedCondition[],
  };
  for (const line of others) addLine(body, parseLine(line, name), name);
  return body;
}

function addLine(body: SnapshotBody, line: Line, name: string): void {
  if ('summary' in line) throw new UnreadableItemError(name, 'it has a second account');
  if ('sender' in line) {
    const { sender, ...track } = line;
    body.content.senders.push(sender as Sender);
    body.tracks.set(sender.email_id, track);
  } else if ('change' in line) body.changes.push(line.change as SnapshotBody['changes'][number]);
  else body.lost.push(line.lost);
}

/** A change of a sender with as many roles as are read, twice, with every character escaped, has 1,300,000. */
const MAX_LINE_CHARACTERS = 2_000_000;

function parseLine(line: string, name: string): Line {
  if (line.length > MAX_LINE_CHARACTERS) {
    throw new UnreadableItemError(name, 'a line of its content is too long');
  }
  try {
    const json: object = JSON.parse(line);
    // A union would try all four on each of ten thousand lines.
    const [, schema] = Object.entries(lineSchemas).find(([name]) => name in json) ?? [];
    return z.parse(schema ?? z.never(), json);
  } catch {
    throw new UnreadableItemError(name, 'a line of its content');
  }
}
