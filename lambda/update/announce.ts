import * as z from 'zod/mini';
import { UPDATE_APPLIED } from '../shared/contract.ts';
import { nameOf } from '../shared/log.ts';
import type { Dependencies, Invocation } from './dependencies.ts';
import { ACTIONS, type UpdateRequest } from './request.ts';

/** The detail of the event `UpdateApplied`. */
export const updateAppliedSchema = z.object({
  schemaVersion: z.literal(1),
  account: z.string(),
  action: z.enum(ACTIONS),
  /** The invocation's, and the update record's. */
  requestId: z.string(),
  requestedBy: z.exactOptional(z.string()),
  /** ISO 8601. */
  at: z.iso.datetime({ precision: 3 }),
});

/**
 * Puts the event `UpdateApplied`, which starts a sync of the account. The update itself is over by then, so a failure
 * here is only logged: the nightly pass sees the change anyway.
 */
export async function announce(
  { putEvents, clock, log }: Dependencies,
  { account, action, requestedBy }: UpdateRequest,
  { requestId }: Invocation,
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  const detail: z.infer<typeof updateAppliedSchema> = {
    schemaVersion: 1,
    account,
    action,
    requestId,
    ...(requestedBy !== undefined && { requestedBy }),
    at,
  };
  try {
    await putEvents([{ detailType: UPDATE_APPLIED, detail }]);
  } catch (error) {
    log.error('update not announced', { account, requestId, reason: nameOf(error) });
  }
}
