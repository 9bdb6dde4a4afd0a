import { UpstreamUnavailableError } from '../constant-contact/errors.ts';
import { nameOf } from '../shared/log.ts';
import type { StoredUpdate } from '../store/items.ts';
import { putUpdate } from '../store/updates.ts';
import { announce } from './announce.ts';
import type { Dependencies, Invocation } from './dependencies.ts';
import { OutcomeUnknownError } from './errors.ts';
import type { UpdateRequest } from './request.ts';
import { type Sending, sendWrite, type Written } from './send-write.ts';

/**
 * Sends a write between the two puts of its update record, so that a later check can tell whose change it sees even if
 * this invocation dies on the way, and announces the attempt. Throws what `sendWrite` throws.
 */
export async function recordWrite(
  deps: Dependencies,
  request: UpdateRequest,
  invocation: Invocation,
  sending: Sending,
): Promise<Written> {
  const record: StoredUpdate = {
    at: new Date(deps.clock.now()).toISOString(),
    requestId: invocation.requestId,
    ...(request.requestedBy !== undefined && { requestedBy: request.requestedBy }),
    action: request.action,
    written: sending.plan.written,
    outcome: 'pending',
  };
  await putUpdate(deps.table, request.account, record);
  let outcome: StoredUpdate['outcome'] = 'unknown';
  try {
    const written = await sendWrite(sending);
    outcome = written.outcome === 'ignored' ? 'unknown' : written.outcome;
    return written;
  } catch (error) {
    outcome = toOutcome(error);
    throw error;
  } finally {
    await complete(deps, request.account, { ...record, outcome });
    await announce(deps, request, invocation);
  }
}

/** The write is over, so a record that cannot be completed stays `pending` and only the log says so. */
async function complete(
  { table, log }: Dependencies,
  account: string,
  record: StoredUpdate,
): Promise<void> {
  try {
    await putUpdate(table, account, record);
  } catch (error) {
    log.error('update record not completed', {
      account,
      requestId: record.requestId,
      reason: nameOf(error),
    });
  }
}

function toOutcome(error: unknown): StoredUpdate['outcome'] {
  if (error instanceof OutcomeUnknownError) return 'unknown';
  return error instanceof UpstreamUnavailableError ? 'notSent' : 'refused';
}
