import { describe, expect, it } from 'vitest';
import type { Content } from '../../../lambda/account/content.ts';
import { normaliseContent } from '../../../lambda/account/normalise.ts';
import { contentOf, senderOf } from '../../support/contents.ts';

const sender = senderOf('b@example.com', { email_id: 2 });

describe('the one form of a content', () => {
  it('has no empty values, whatever the reply or the table held', () => {
    const empty = { website: '', first_name: null, last_name: undefined };
    const bare = contentOf([sender], { physicalAddress: { city: 'Paris' } });
    const noisy = {
      ...bare,
      summary: { ...bare.summary, ...empty },
      physicalAddress: { city: 'Paris', country_code: undefined, state_code: null },
      senders: [{ ...sender, pending_roles: [], confirm_time: null }],
    };

    expect(normaliseContent(noisy as unknown as Content)).toStrictEqual(normaliseContent(bare));
  });

  it('has its fields, roles and senders in one order, each role once', () => {
    const roles = ['OTHER', '', 'CONTACT', 'OTHER'];
    const upper = senderOf('A@example.com', { email_id: 1, roles, pending_roles: roles });
    const { encoded_account_id } = contentOf([]).summary;

    const text = JSON.stringify(
      normaliseContent({
        senders: [sender, upper],
        summary: { website: 'x', encoded_account_id, country_code: 'us' },
        physicalAddress: { country_code: 'fr', city: 'Paris' },
      }),
    );

    expect(JSON.parse(text)).toMatchObject({
      senders: [
        { email_id: 1, roles: ['CONTACT', 'OTHER'], pending_roles: ['CONTACT', 'OTHER'] },
        { email_id: 2 },
      ],
    });
    expect(text).toContain('"physicalAddress":{"city":"Paris","country_code":"FR"}');
    expect(text).toMatch(
      /"summary":\{"country_code":"US","encoded_account_id":"\w+","website":"x"\}/,
    );
  });

  it('has two senders of one mailbox in the order of their ids', () => {
    const ids = (...emailIds: number[]) =>
      normaliseContent(
        contentOf(emailIds.map((email_id) => senderOf('a@example.com', { email_id }))),
      ).senders.map(({ email_id }) => email_id);

    expect([ids(10, 9), ids(9, 10)]).toEqual([
      [9, 10],
      [9, 10],
    ]);
  });

  it.each([
    [{ address_line1: '1 Rue' }, true],
    [{ city: 'Paris' }, true],
    [{ country_code: 'FR', state_code: 'X' }, false],
    [{}, false],
    [null, false],
  ])('has an address only with a line or a city: %j', (physicalAddress, kept) => {
    const { physicalAddress: address } = normaliseContent(contentOf([], { physicalAddress }));

    expect(address).toEqual(kept ? physicalAddress : null);
  });
});
