import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { safeParse } from '../shared/safe-parse.ts';
import { UnreadableItemError } from './errors.ts';

export type Item = Record<string, AttributeValue>;

const isoTime = z.iso.datetime({ precision: 3 });

/** The commit point of a snapshot: always small, so that the nightly read stays one unit. */
export const headerSchema = z.object({
  number: z.int(),
  contentHash: z.string(),
  accountId: z.string(),
  checkStartedAt: isoTime,
  features: z.array(z.string()),
  oldestPendingSince: z.nullable(isoTime),
  /** All of them are read at once: a body of the largest size has fewer, even where nothing can be compressed. */
  contentKeys: z.array(z.string()).check(z.maxLength(400)),
  settledAt: z.optional(isoTime),
});
export type StoredHeader = z.infer<typeof headerSchema>;

/** How a run ended. */
export const OUTCOMES = ['changed', 'unchanged', 'deferred', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One attempt to check one account: what happened, even when nothing changed, even when it failed. */
export const runSchema = z.object({
  runId: z.string(),
  checkStartedAt: isoTime,
  finishedAt: isoTime,
  trigger: z.string(),
  scheduledTime: z.optional(z.string()),
  outcome: z.enum(OUTCOMES),
  snapshot: z.nullable(z.int()),
  requests: z.int(),
  requestIds: z.array(z.string()),
  errorName: z.optional(z.string()),
  errorMessage: z.optional(z.string()),
  expiresAt: z.int(),
});
export type StoredRun = z.infer<typeof runSchema>;

/** What became of a write: `pending` until it is known, or for ever when the function died. */
export const UPDATE_OUTCOMES = [
  'pending',
  'applied',
  'unchanged',
  'refused',
  'notSent',
  'unknown',
] as const;

/** One write through us: who asked, and what was written (null = removed, a whole address where one was added). */
export const updateSchema = z.object({
  at: isoTime,
  requestId: z.string(),
  requestedBy: z.optional(z.string()),
  action: z.string(),
  written: z.record(z.string(), z.nullable(z.string())),
  outcome: z.enum(UPDATE_OUTCOMES),
});
export type StoredUpdate = z.infer<typeof updateSchema>;

/** What totals over all accounts need of one account; absent fields have never been true. */
export const accountSchema = z.object({
  sk: z.string(),
  accountId: z.optional(z.string()),
  organization: z.optional(z.nullable(z.string())),
  senders: z.optional(z.object({ confirmed: z.int(), unconfirmed: z.int(), other: z.int() })),
  oldestPendingSince: z.optional(z.nullable(isoTime)),
  addressState: z.optional(z.enum(['complete', 'incomplete', 'missing'])),
  /** What earlier versions wrote instead of `addressState`. */
  addressComplete: z.optional(z.boolean()),
  snapshot: z.optional(z.int()),
  goodCheckStartedAt: z.optional(isoTime),
  lastGoodScheduledTime: z.optional(z.string()),
  lastOutcome: z.optional(z.enum(OUTCOMES)),
  lastErrorName: z.optional(z.string()),
  lastCheckStartedAt: z.optional(isoTime),
  lastScheduledTime: z.optional(z.string()),
  tries: z.optional(z.int()),
  deferredUntil: z.optional(isoTime),
  tokenEndsAt: z.optional(isoTime),
  retired: z.optional(z.boolean()),
});
export type StoredAccount = z.infer<typeof accountSchema>;

/** Brings fields into DynamoDB's form; undefined ones are left out. */
export function toItem(fields: object): Item {
  return marshall(fields, { removeUndefinedValues: true });
}

/** Reads an item through its schema; throws `UnreadableItemError` with the item's key. */
export function fromItem<T>(schema: z.ZodMiniType<T>, item: Item): T {
  const parsed = safeParse(schema, toFields(item));
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0]?.path.join('.') || 'form';
  throw new UnreadableItemError(`${textOf(item['pk'])} / ${textOf(item['sk'])}`, problem);
}

function textOf(value: AttributeValue | undefined): string {
  return typeof value?.S === 'string' ? value.S : '?';
}

/** Undefined for what no item of ours holds, such as a number that JavaScript cannot say. */
function toFields(item: Item): unknown {
  try {
    return unmarshall(item);
  } catch {
    return undefined;
  }
}
