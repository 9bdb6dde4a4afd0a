import { expect, it } from 'vitest';
import type { AccountClient } from '../../../lambda/constant-contact/client.ts';
import { findSender } from '../../../lambda/update/find-sender.ts';
import { senderOf } from '../../support/contents.ts';

/** The client of an account with these senders. */
function clientOf(...addresses: string[]): AccountClient {
  const senders = addresses.map((address) => senderOf(address));
  return { getSenders: async () => ({ senders, features: [] }) } as Partial<AccountClient> as never;
}

it.each([
  ['news@example.com', 'News@Example.com'],
  ['NEWS@example.com', 'News@Example.com'],
  ['other@example.com', undefined],
])('%s is the sender %s', async (address, found) => {
  const client = clientOf('ops@example.com', 'News@Example.com');

  expect((await findSender(client, address))?.email_address).toBe(found);
});

it('an empty list of senders says nothing', async () => {
  const finding = findSender(clientOf(), 'news@example.com');

  await expect(finding).rejects.toMatchObject({
    ...{ name: 'UnreadableReplyError', method: 'GET', url: '/account/emails', status: 200 },
    message:
      'GET /account/emails listed no sender at all; nothing of it was used; if this stays, the API has changed',
  });
});
