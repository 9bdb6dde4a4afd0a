import type { AccountClient } from '../constant-contact/client.ts';
import {
  ConflictError,
  UnreadableReplyError,
  UpstreamUnavailableError,
} from '../constant-contact/errors.ts';
import type { Clock } from '../shared/clock.ts';
import { fieldOf, isSameValue, type Plan, type Resource } from './action.ts';
import { OutcomeUnknownError } from './errors.ts';

/** Pauses before each look at what was written, 5 s in all: what is read may lag behind. */
const LOOK_DELAYS_MS = [500, 1_500, 3_000] as const;

/** No look is started when less than this is left: one may take 25 s, and the reply must still get out. */
const LOOK_MARGIN_MS = 30_000;

/** A write that was sent and what became of it. */
export type Written =
  | { outcome: 'applied' | 'unchanged'; resource: Resource }
  /** Answered 2xx, but after 5 s the account still shows what it showed before. */
  | { outcome: 'ignored'; resource: Resource };

/** What sending needs: the account's client, how to look at the resource again, and the plan. */
export interface Sending {
  account: string;
  client: AccountClient;
  clock: Clock;
  plan: Plan;
  look: () => Promise<Resource>;
  /** Epoch ms at which this invocation is stopped. */
  endsAtMs: number;
}

/**
 * Sends the write once and finds out what became of it. A lost or unreadable reply is resolved by reading, never by
 * sending again; so is 409, which only says that something is there. Even a good reply is read back before the lease
 * goes to the next update, which would else merge over what lags behind. Throws what proves that nothing was done, and
 * `OutcomeUnknownError` when reading does not show the write.
 */
export async function sendWrite(sending: Sending): Promise<Written> {
  try {
    const { resource, isWhole } = await sending.plan.write(sending.client);
    return await readBack(sending, { resource, isWhole });
  } catch (error) {
    if (error instanceof ConflictError) return resolveConflict(sending, error);
    if (!mayHaveActed(error)) throw error;
    const { done } = await lookForWrite(sending, LOOK_DELAYS_MS);
    if (done === undefined) throw new OutcomeUnknownError(sending.account, error);
    return { outcome: 'applied', resource: done };
  }
}

async function readBack(
  sending: Sending,
  answered: { resource: Resource; isWhole: boolean },
): Promise<Written> {
  const { plan, account } = sending;
  const { done, last } = await lookForWrite(sending, [0, ...LOOK_DELAYS_MS]);
  if (plan.isDone(answered.resource)) {
    return {
      outcome: 'applied',
      resource: answered.isWhole ? answered.resource : (done ?? answered.resource),
    };
  }
  if (done !== undefined) return { outcome: 'applied', resource: done };
  const shown = last ?? (answered.isWhole ? answered.resource : undefined);
  if (shown === undefined) throw new OutcomeUnknownError(account, undefined);
  // A vendor that brings a value into another form has applied it all the same.
  return { outcome: hasMoved(plan, shown) ? 'applied' : 'ignored', resource: shown };
}

async function resolveConflict(sending: Sending, error: ConflictError): Promise<Written> {
  const { done } = await lookForWrite(sending, LOOK_DELAYS_MS);
  if (done === undefined) throw error;
  return { outcome: 'unchanged', resource: done };
}

/**
 * Looks until the resource shows what was written. A failed look, for whatever reason, is one in vain: the write has
 * been sent, and only its outcome matters now. `last` is what the last look that did not fail has shown.
 */
async function lookForWrite(
  { clock, plan, look, endsAtMs }: Sending,
  delaysMs: readonly number[],
): Promise<{ done?: Resource; last?: Resource }> {
  let seen: { last?: Resource } = {};
  for (const delayMs of delaysMs) {
    if (clock.now() + delayMs + LOOK_MARGIN_MS > endsAtMs) break;
    await clock.sleep(delayMs);
    const resource = await look().catch(() => undefined);
    if (resource === undefined) continue;
    if (plan.isDone(resource)) return { done: resource, last: resource };
    seen = { last: resource };
  }
  return seen;
}

/** True when a field that was to change is not what it was before. */
function hasMoved({ changes }: Plan, resource: Resource): boolean {
  return changes.some(({ field, before }) => {
    const old = typeof before === 'string' ? before : null;
    return !isSameValue(field, old, fieldOf(resource, field));
  });
}

function mayHaveActed(error: unknown): boolean {
  if (error instanceof UpstreamUnavailableError) return error.sent;
  return error instanceof UnreadableReplyError;
}
