import type { Content } from '../account/content.ts';
import type { AccountClient } from '../constant-contact/client.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { EmptySendersError } from './errors.ts';

/** What the vendor says of an account at one time, with every undocumented name and value it used. */
export interface Reading {
  content: Content;
  features: readonly string[];
}

/** Two GETs side by side: the summary with its address, and the senders. An empty list of senders never counts. */
export async function readAccount(client: AccountClient, account: string): Promise<Reading> {
  const [overview, emails] = await waitForAll([
    client.getSummary({ withPhysicalAddress: true }),
    client.getSenders(),
  ]);
  if (emails.senders.length === 0) throw new EmptySendersError(account);
  const { summary, physicalAddress } = overview;
  return {
    content: { summary, physicalAddress, senders: emails.senders },
    features: [...overview.features, ...emails.features],
  };
}
