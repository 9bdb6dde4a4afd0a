import { describe, expect, test } from 'vitest';
import { UnreadableReplyError } from '../../../lambda/constant-contact/errors.ts';
import { getPhysicalAddress } from '../../../lambda/constant-contact/physical-address.ts';
import { getPrivileges } from '../../../lambda/constant-contact/privileges.ts';
import type { Request } from '../../../lambda/constant-contact/request.ts';
import { getSummary } from '../../../lambda/constant-contact/summary.ts';

const summary = {
  contact_email: 'owner@example.com',
  contact_phone: '5555555555',
  country_code: 'ke',
  encoded_account_id: 'p07e1lcm',
  encoded_partner_id: 'SZ',
  first_name: 'Jane',
  last_name: 'Doe',
  organization_name: 'InstaPrinz',
  organization_phone: '5555555556',
  state_code: 'MA',
  time_zone_id: 'US/Eastern',
  website: 'https://example.com',
};
const address = {
  address_line1: '1601 Trapelo Road',
  address_line2: 'Suite 329',
  address_line3: 'Desk 7',
  city: 'Waltham',
  country_code: 'us',
  postal_code: '02451',
  state_code: 'MA',
  state_name: 'Massachusetts',
};

function answering(document: unknown): Request {
  const url = 'https://api.example/v3/account/summary';
  return async ({ method }) => ({ document, origin: { method, url, status: 200 } });
}

function withAddress(document: unknown) {
  return getSummary(answering(document), { withPhysicalAddress: true });
}

describe('a summary', () => {
  test('with all documented fields is read as it came, and nothing in it is new', async () => {
    const document = { ...summary, physical_address: address, company_logo: { url: 'https://…' } };

    const reply = await withAddress(document);

    expect(reply).toStrictEqual({ summary, physicalAddress: address, features: [] });
  });

  test('with nothing but its id is read', async () => {
    const reply = await withAddress({ encoded_account_id: 'a', first_name: null, website: '' });

    expect(reply).toStrictEqual({
      summary: { encoded_account_id: 'a' },
      physicalAddress: null,
      features: [],
    });
  });

  test('names fields that nobody documented, without their values', async () => {
    const document = {
      ...summary,
      plan: 'planted',
      physical_address: { ...address, location: { lat: 1 } },
    };

    const reply = await withAddress(document);

    expect(reply.features).toEqual(['physical_address.location:object', 'summary.plan:string']);
    expect(JSON.stringify(reply)).not.toContain('planted');
  });

  test.each([undefined, null, ''])('with the id %j is unreadable', async (id) => {
    const reply = withAddress({ ...summary, encoded_account_id: id });

    await expect(reply).rejects.toThrow(/summary\.encoded_account_id is not of type string/);
    await expect(reply).rejects.toBeInstanceOf(UnreadableReplyError);
  });

  test.each<[string, unknown, string]>([
    ['first_name', 7, 'summary.first_name is not of type string'],
    ['contact_email', [], 'summary.contact_email is not of type string'],
    ['website', 'x'.repeat(1_001), 'summary.website is longer than 1000'],
    ['physical_address', [], 'summary.physical_address is not of type object'],
    ['physical_address', { city: 7 }, 'summary.physical_address.city is not of type string'],
  ])('with a wrong %s is unreadable', async (field, value, reason) => {
    await expect(withAddress({ ...summary, [field]: value })).rejects.toThrow(reason);
  });

  test('keeps an address out that was not asked for', async () => {
    const reply = await getSummary(answering({ ...summary, physical_address: 'odd' }));

    expect(reply).toStrictEqual({ summary, physicalAddress: null, features: [] });
  });
});

describe('no physical address', () => {
  test.each([undefined, null, {}, { city: null, state_code: '' }])(
    'is what %j means',
    async (none) => {
      expect(
        (await withAddress({ ...summary, physical_address: none })).physicalAddress,
      ).toBeNull();
      expect((await getPhysicalAddress(answering(none))).physicalAddress).toBeNull();
    },
  );

  test('is not what a partial one means', async () => {
    const { physicalAddress } = await getPhysicalAddress(answering({ country_code: 'FR' }));

    expect(physicalAddress).toStrictEqual({ country_code: 'FR' });
  });
});

describe('privileges', () => {
  test('are read without what else comes with them', async () => {
    const document = [{ privilege_id: 2, privilege_name: 'account:read', note: 'x' }];

    const privileges = await getPrivileges(answering(document));

    expect(privileges).toStrictEqual([{ privilege_id: 2, privilege_name: 'account:read' }]);
  });

  test.each([{}, [{ privilege_id: '2', privilege_name: 'a' }], [{ privilege_id: 2 }]])(
    'that are %j are unreadable',
    async (document) => {
      await expect(getPrivileges(answering(document))).rejects.toBeInstanceOf(UnreadableReplyError);
    },
  );
});
