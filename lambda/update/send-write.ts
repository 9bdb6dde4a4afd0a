import type { AccountClient } from '../constant-contact/client.ts';
import {
  ConflictError,
  UnreadableReplyError,
  UpstreamUnavailableError,
} from '../constant-contact/errors.ts';
import type { Clock } from '../shared/clock.ts';
import type { Action, Plan, Resource } from './action.ts';
import { OutcomeUnknownError } from './errors.ts';

/** Pauses before each look for a write whose reply was lost, 5 s in all: what is read may lag behind what was written. */
const LOOK_DELAYS_MS = [500, 1_500, 3_000] as const;

/** A write that was sent and what became of it. */
export type Written =
  | { outcome: 'applied' | 'unchanged'; resource: Resource }
  /** Answered 2xx, but even after 5 s the account does not show all of it. */
  | { outcome: 'ignored'; resource: Resource };

/** What sending needs: the account's client, how to read the resource again, and the plan. */
export interface Sending {
  account: string;
  client: AccountClient;
  clock: Clock;
  action: Action;
  plan: Plan;
}

/**
 * Sends the write once and finds out what became of it. A lost or unreadable reply is resolved by reading, never by
 * sending again; so is 409, which only says that something is there. Throws what proves that nothing was done, and
 * `OutcomeUnknownError` when reading does not show the write.
 */
export async function sendWrite(sending: Sending): Promise<Written> {
  const { plan, client } = sending;
  try {
    const { resource, isWhole } = await plan.write(client);
    if (isWhole && plan.isDone(resource)) return { outcome: 'applied', resource };
    return await readBack(sending, resource);
  } catch (error) {
    if (error instanceof ConflictError) return resolveConflict(sending, error);
    if (!mayHaveActed(error)) throw error;
    const resource = await lookFor(sending, LOOK_DELAYS_MS);
    if (resource === undefined) throw new OutcomeUnknownError(sending.account, error);
    return { outcome: 'applied', resource };
  }
}

/** After an answer that says it is done: the whole resource if reading shows it in time, else the answer's own. */
async function readBack(sending: Sending, answered: Resource): Promise<Written> {
  const isDone = sending.plan.isDone(answered);
  const resource = await lookFor(sending, isDone ? [0] : LOOK_DELAYS_MS);
  if (resource !== undefined) return { outcome: 'applied', resource };
  return { outcome: isDone ? 'applied' : 'ignored', resource: answered };
}

async function resolveConflict(sending: Sending, error: ConflictError): Promise<Written> {
  const resource = await lookFor(sending, LOOK_DELAYS_MS);
  if (resource === undefined) throw error;
  return { outcome: 'unchanged', resource };
}

/** Reads until the resource shows what was written; undefined if it does not. A failed read, for
 * whatever reason, is a look in vain: the write has been sent, and only its outcome matters now. */
async function lookFor(
  { client, clock, action, plan }: Sending,
  delaysMs: readonly number[],
): Promise<Resource | undefined> {
  for (const delayMs of delaysMs) {
    await clock.sleep(delayMs);
    const resource = await tryRead(action, client);
    if (resource !== undefined && plan.isDone(resource)) return resource;
  }
  return undefined;
}

async function tryRead(action: Action, client: AccountClient): Promise<Resource | undefined> {
  try {
    return (await action.read(client)).resource;
  } catch {
    return undefined;
  }
}

function mayHaveActed(error: unknown): boolean {
  if (error instanceof UpstreamUnavailableError) return error.sent;
  return error instanceof UnreadableReplyError;
}
