import type { Content } from '../account/content.ts';
import { lacksNothing, lackTheSame, listRemovals, type Removals } from '../account/removals.ts';
import type { AccountClient } from '../constant-contact/client.ts';
import type { Clock } from '../shared/clock.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { EmptySendersError, RemovalNotConfirmedError } from './errors.ts';
import type { Reading } from './read-account.ts';

/** The second look at something missing comes at least this long after the first. */
const SECOND_LOOK_DELAY_MS = 1_000;

/**
 * A removal is believed twice: whatever the first reading lacks of the stored content is asked for again, each part by
 * its own operation, and the second reading is the one to compare and store. Without removals the first one is.
 * Throws `RemovalNotConfirmedError` unless the second lacks exactly the same, `EmptySendersError` when it is empty.
 */
export async function confirmRemovals(
  { client, clock, account }: { client: AccountClient; clock: Clock; account: string },
  stored: Content,
  first: Reading,
): Promise<Reading> {
  const missing = listRemovals(stored, first.content);
  if (lacksNothing(missing)) return first;
  await clock.sleep(SECOND_LOOK_DELAY_MS);
  const second = await readAgain(client, missing, first);
  if (second.content.senders.length === 0) throw new EmptySendersError(account);
  if (lackTheSame(missing, listRemovals(stored, second.content))) return second;
  throw new RemovalNotConfirmedError(account);
}

/** Asks again for the parts that lack something, side by side; the other parts stay as they were read. */
async function readAgain(
  client: AccountClient,
  missing: Removals,
  first: Reading,
): Promise<Reading> {
  const parts = await waitForAll([
    missing.summary.length > 0 ? client.getSummary() : undefined,
    missing.physicalAddress.length > 0 ? client.getPhysicalAddress() : undefined,
    missing.senders.length > 0 ? client.getSenders() : undefined,
  ]);
  const [overview, address, emails] = parts;
  return {
    content: {
      summary: overview?.summary ?? first.content.summary,
      physicalAddress: address ? address.physicalAddress : first.content.physicalAddress,
      senders: emails?.senders ?? first.content.senders,
    },
    features: [...first.features, ...parts.flatMap((part) => part?.features ?? [])],
  };
}
