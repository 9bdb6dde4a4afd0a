import type { Sender } from '../account/content.ts';
import type { AccountClient } from '../constant-contact/client.ts';
import { UnreadableReplyError } from '../constant-contact/errors.ts';

/**
 * The account's sender of that address, in whatever letter case; undefined when it has none. An account has always one
 * sender, so an empty list says nothing: throws `UnreadableReplyError`.
 */
export async function findSender(
  client: AccountClient,
  emailAddress: string,
): Promise<Sender | undefined> {
  const { senders } = await client.getSenders();
  if (senders.length === 0) {
    const event = 'listed no sender at all';
    throw new UnreadableReplyError({ method: 'GET', url: '/account/emails', status: 200, event });
  }
  const key = emailAddress.toLowerCase();
  return senders.find(({ email_address }) => email_address.toLowerCase() === key);
}
