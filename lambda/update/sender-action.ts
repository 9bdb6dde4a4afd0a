import type { AccountClient } from '../constant-contact/client.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import type { Action, LiveState, Resource } from './action.ts';
import { findSender } from './find-sender.ts';

/**
 * `addAccountEmail`: POST, which sends the confirmation mail by itself. An address that the account already has is left
 * as it is: nothing says that another POST would send the mail again.
 */
export function senderAction({ email_address }: { email_address: string }): Action {
  const isDone = (resource: Resource) => resource !== null;
  return {
    read: (client) => readSender(client, email_address),
    look: (client) => lookAtSender(client, email_address),
    plan: (resource) => ({
      changes: isDone(resource)
        ? []
        : [{ field: 'email_address', before: null, after: email_address }],
      written: { email_address },
      isDone,
      write: async (client) => {
        const added = await client.addSender(email_address);
        return { resource: { ...added }, isWhole: false };
      },
    }),
  };
}

async function readSender(client: AccountClient, emailAddress: string): Promise<LiveState> {
  const [{ summary }, resource] = await waitForAll([
    client.getSummary(),
    lookAtSender(client, emailAddress),
  ]);
  return { summary, resource };
}

async function lookAtSender(client: AccountClient, emailAddress: string): Promise<Resource> {
  const sender = await findSender(client, emailAddress);
  return sender ? { ...sender } : null;
}
