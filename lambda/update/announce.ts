import { UPDATE_APPLIED } from '../shared/contract.ts';
import { nameOf } from '../shared/log.ts';
import type { Dependencies, Invocation } from './dependencies.ts';
import type { UpdateRequest } from './request.ts';

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
  const detail = {
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
