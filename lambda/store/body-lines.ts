import * as z from 'zod/mini';
import type { DatedCondition } from '../account/conditions.ts';
import type { Sender } from '../account/content.ts';
import type { SnapshotBody } from '../account/snapshot.ts';
import { CHANGE_KINDS } from '../shared/contract.ts';
import { UnreadableItemError } from './errors.ts';

const text = z.string();
const fields = z.record(text, z.unknown());
const sender = z.looseObject({
  email_id: z.int(),
  email_address: text,
  confirm_status: text,
  confirm_source_type: z.optional(text),
  confirm_time: z.optional(text),
  pending_roles: z.optional(z.array(text)),
  roles: z.array(text),
});
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
const lineSchema = z.union([
  z.object({
    summary,
    physicalAddress: z.nullable(z.record(text, text)),
    conditions: z._default(z.array(condition), []),
  }),
  z.object({
    sender,
    firstSeenAt: text,
    statusSince: text,
    addedBy: z.exactOptional(requester),
  }),
  z.object({ change }),
  z.object({
    lost: z.object({ email_address: text, email_id: z.int(), roles: z.array(text), lostAt: text }),
  }),
]);
type Line = z.infer<typeof lineSchema>;

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
  const body: SnapshotBody = {
    content: { summary: { encoded_account_id: '' }, physicalAddress: null, senders: [] },
    changes: [],
    tracks: new Map(),
    lost: [],
    conditions: [],
  };
  for (const line of lines.split('\n')) addLine(body, parseLine(line, name));
  return body;
}

function addLine(body: SnapshotBody, line: Line): void {
  if ('summary' in line) {
    body.content.summary = line.summary;
    body.content.physicalAddress = line.physicalAddress;
    body.conditions = line.conditions as DatedCondition[];
  } else if ('sender' in line) {
    const { sender, ...track } = line;
    body.content.senders.push(sender as Sender);
    body.tracks.set(sender.email_id, track);
  } else if ('change' in line) body.changes.push(line.change as SnapshotBody['changes'][number]);
  else body.lost.push(line.lost);
}

function parseLine(line: string, name: string): Line {
  try {
    return z.parse(lineSchema, JSON.parse(line));
  } catch {
    throw new UnreadableItemError(name, 'a line of its content');
  }
}
