import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { orNothing } from '../shared/or-nothing.ts';
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

const tolerant = <Value>(schema: z.ZodMiniType<Value>) => z.optional(orNothing(schema));

/**
 * What totals over all accounts need of one account; absent fields have never been true. Only its key must be whole: any
 * other field that cannot be read is as if absent, so that it hides neither its account nor what else is known.
 */
export const accountSchema = z.object({
  sk: z.string(),
  accountId: tolerant(z.string()),
  organization: tolerant(z.nullable(z.string())),
  senders: tolerant(z.object({ confirmed: z.int(), unconfirmed: z.int(), other: z.int() })),
  oldestPendingSince: tolerant(z.nullable(isoTime)),
  addressState: tolerant(z.enum(['complete', 'incomplete', 'missing'])),
  /** What earlier versions wrote instead of `addressState`. */
  addressComplete: tolerant(z.boolean()),
  snapshot: tolerant(z.int()),
  goodCheckStartedAt: tolerant(isoTime),
  lastGoodScheduledTime: tolerant(isoTime),
  lastOutcome: tolerant(z.enum(OUTCOMES)),
  /** That a run failed must show even when nobody can read how. */
  lastErrorName: z.optional(z.pipe(z.unknown(), z.transform(toErrorName))),
  lastCheckStartedAt: tolerant(isoTime),
  lastScheduledTime: tolerant(z.string()),
  tries: tolerant(z.int()),
  deferredUntil: tolerant(isoTime),
  tokenEndsAt: tolerant(isoTime),
  retired: tolerant(z.boolean()),
});
export type StoredAccount = z.infer<typeof accountSchema>;

function toErrorName(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : 'UnreadableItemError';
}

/** Of no type that a schema takes: an optional field must not count as absent by it. */
const UNREADABLE = Symbol('unreadable');

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

/** Field by field, so that one which no item of ours holds, such as a number that JavaScript cannot say, spoils no other. */
function toFields(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toField(value)]));
}

function toField(value: AttributeValue): unknown {
  try {
    return unmarshall({ value })['value'];
  } catch {
    return UNREADABLE;
  }
}
