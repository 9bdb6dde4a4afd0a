import * as z from 'zod/mini';
import { ALIAS_PATTERN, TRIGGER } from '../shared/contract.ts';
import { toPrintable } from '../shared/printable.ts';
import { safeParse } from '../shared/safe-parse.ts';
import { InvalidEventError } from './errors.ts';

const eventSchema = z.strictObject({
  account: z.optional(z.string().check(z.regex(ALIAS_PATTERN))),
  scheduledTime: z.optional(z.iso.datetime({ offset: true })),
  trigger: z._default(z.enum(TRIGGER), TRIGGER.person),
  staleAfterHours: z.optional(z.number().check(z.positive(), z.maximum(24 * 365))),
});

/** A good check for a time to come would make every pass until then find nothing to do; clocks differ a little. */
const MAX_AHEAD_MS = 10 * 60_000;

/** Shown of the name of a field that nobody knows. */
const NAME_CHARACTERS = 60;

/** What sync is asked to do; `scheduledTime` is the stable identity of a night, ISO 8601 UTC with milliseconds. */
export type SyncEvent = z.infer<typeof eventSchema>;

/** Reads an event; throws `InvalidEventError` naming the field that is wrong. No event at all asks for a whole pass. */
export function parseEvent(event: unknown, nowMs: number): SyncEvent {
  const parsed = safeParse(eventSchema, event ?? {});
  if (!parsed.success) throw new InvalidEventError(describe(parsed.error));
  const { scheduledTime, ...rest } = parsed.data;
  if (scheduledTime === undefined) return rest;
  const scheduledMs = Date.parse(scheduledTime);
  // Such years have other than four digits, and stored times are compared as text.
  if (scheduledMs < 0) throw new InvalidEventError('scheduledTime is before 1970');
  if (scheduledMs > nowMs + MAX_AHEAD_MS) throw new InvalidEventError('scheduledTime is to come');
  return { ...rest, scheduledTime: new Date(scheduledMs).toISOString() };
}

function describe(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue?.code === 'unrecognized_keys')
    return `unknown field ${toPrintable(issue.keys[0] ?? '', NAME_CHARACTERS)}`;
  return issue?.path.length ? `field ${issue.path.join('.')}` : 'not an object';
}
