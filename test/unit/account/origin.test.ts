import { describe, expect, it } from 'vitest';
import type { Change } from '../../../lambda/account/change.ts';
import { findOrigin, type OwnWrite } from '../../../lambda/account/origin.ts';

const write = (
  action: string,
  written: OwnWrite['written'],
  fields: Partial<OwnWrite> = {},
): OwnWrite => ({
  action,
  written,
  outcome: 'applied',
  requestId: 'r1',
  ...fields,
});
const website: Change = {
  kind: 'SummaryChanged',
  fields: ['website'],
  before: {},
  after: { website: 'x' },
};
const country: Change = {
  kind: 'PhysicalAddressChanged',
  fields: ['country_code'],
  after: { country_code: 'FR' },
};
const two: Change = {
  kind: 'SummaryChanged',
  fields: ['website', 'first_name'],
  after: { website: 'x', first_name: 'y' },
};
const removed: Change = {
  kind: 'PhysicalAddressChanged',
  fields: ['address_line2'],
  before: { address_line2: 'x' },
  after: {},
};
const added: Change = { kind: 'SenderAdded', emailAddress: 'New@example.com', after: {} };

describe('the origin of a change', () => {
  it.each([
    ['what we wrote', website, write('updateAccountSummary', { website: 'x', first_name: 'y' })],
    [
      'a country in another letter case',
      country,
      write('updatePhysicalAddress', { country_code: 'fr' }),
    ],
    ['a field that we removed', removed, write('updatePhysicalAddress', { address_line2: null })],
    [
      'an address that we added',
      { kind: 'PhysicalAddressAdded', after: { city: 'Paris', country_code: 'FR' } } as Change,
      write('addPhysicalAddress', { city: 'Paris', country_code: 'FR' }),
    ],
    [
      'a sender that we added',
      added,
      write('addAccountEmail', { email_address: 'new@example.com' }),
    ],
    [
      'a write whose outcome is unknown',
      website,
      write('updateAccountSummary', { website: 'x' }, { outcome: 'unknown' }),
    ],
    [
      'a write whose record was never completed',
      website,
      write('updateAccountSummary', { website: 'x' }, { outcome: 'pending' }),
    ],
  ])('is ours for %s', (_, change, own) => {
    expect(findOrigin(change, [own])).toStrictEqual({ by: 'ours', requestId: 'r1' });
  });

  it.each([
    ['another value', website, write('updateAccountSummary', { website: 'z' })],
    ['a field that we did not name', website, write('updateAccountSummary', { first_name: 'x' })],
    ['one field of two', two, write('updateAccountSummary', { website: 'x' })],
    ['another country', country, write('updatePhysicalAddress', { country_code: 'DE' })],
    ['a country that we removed', country, write('updatePhysicalAddress', { country_code: null })],
    [
      'a country that is gone and that we wrote',
      { ...country, after: {} } as Change,
      write('updatePhysicalAddress', { country_code: 'FR' }),
    ],
    [
      'another letter case of anything else',
      website,
      write('updateAccountSummary', { website: 'X' }),
    ],
    [
      'another sender than we added',
      added,
      write('addAccountEmail', { email_address: 'other@example.com' }),
    ],
    ['a sender, by a record that names none', added, write('addAccountEmail', {})],
    ['an action that nobody knows', website, write('deleteAccount', { website: 'x' })],
    [
      'nothing after it',
      { ...website, after: undefined } as unknown as Change,
      write('updateAccountSummary', { website: 'x' }),
    ],
    [
      'a write that was refused',
      website,
      write('updateAccountSummary', { website: 'x' }, { outcome: 'refused' }),
    ],
    [
      'a write that was never sent',
      website,
      write('updateAccountSummary', { website: 'x' }, { outcome: 'notSent' }),
    ],
    [
      'the same field of another resource',
      website,
      write('updatePhysicalAddress', { website: 'x' }),
    ],
    [
      'a lost sender',
      { ...added, kind: 'SenderRemoved' } as Change,
      write('addAccountEmail', { email_address: 'new@example.com' }),
    ],
    [
      'a sender of ours that somebody gave a role',
      { ...added, after: { roles: ['REPLY_TO'] } } as Change,
      write('addAccountEmail', { email_address: 'new@example.com' }),
    ],
  ])('is outside for %s', (_, change, own) => {
    expect(findOrigin(change, [own])).toEqual({ by: 'outside' });
  });

  it('names who asked', () => {
    const own = write('updateAccountSummary', { website: 'x' }, { requestedBy: 'crm' });

    expect(findOrigin(website, [own])).toEqual({ by: 'ours', requestId: 'r1', requestedBy: 'crm' });
  });
});
