import { expect, test } from 'vitest';
import { type ScriptedReply, startScriptedVendor } from '../support/scripted-vendor.ts';
import { createTestClient } from '../support/test-client.ts';

const address = { address_line1: '1601 Trapelo Road', city: 'Waltham', country_code: 'US' };
const summary = { encoded_account_id: 'p07e1lcm', organization_name: 'InstaPrinz' };

async function connectTo(...script: ScriptedReply[]) {
  const vendor = await startScriptedVendor(...script);
  return { ...createTestClient(vendor), vendor };
}

test('privileges are read from their own path, with the token', async () => {
  const document = [{ privilege_id: 2, privilege_name: 'account:read' }];
  const { client, vendor } = await connectTo({ body: document });

  const privileges = await client.getPrivileges();

  expect(privileges).toEqual(document);
  expect(vendor.received).toEqual([
    { method: 'GET', url: '/v3/account/user/privileges', token: 'token-1', body: '' },
  ]);
});

test('the summary is read alone, or with the address in the same request', async () => {
  const document = { ...summary, physical_address: address };
  const { client, vendor } = await connectTo({ body: document });

  const alone = await client.getSummary();
  const both = await client.getSummary({ withPhysicalAddress: true });

  expect(alone.physicalAddress).toBeNull();
  expect(both).toEqual({ summary, physicalAddress: address, features: [] });
  expect(vendor.received.map(({ url }) => url)).toEqual([
    '/v3/account/summary',
    '/v3/account/summary?extra_fields=physical_address',
  ]);
});

test('a summary is changed by PUT with just the changed fields', async () => {
  const { client, vendor } = await connectTo({ body: summary });

  const reply = await client.putSummary({ organization_name: 'InstaPrinz' });

  expect(reply.summary).toEqual(summary);
  expect(vendor.received).toEqual([
    {
      method: 'PUT',
      url: '/v3/account/summary',
      token: 'token-1',
      body: '{"organization_name":"InstaPrinz"}',
    },
  ]);
});

test('an address is added by POST and replaced by PUT', async () => {
  const { client, vendor } = await connectTo({ status: 201, body: address }, { body: address });

  const added = await client.addPhysicalAddress(address);
  const replaced = await client.replacePhysicalAddress(address);

  expect([added, replaced].map((reply) => reply.physicalAddress)).toEqual([address, address]);
  const url = '/v3/account/summary/physical_address';
  const body = JSON.stringify(address);
  expect(vendor.received).toEqual([
    { method: 'POST', url, token: 'token-1', body },
    { method: 'PUT', url, token: 'token-1', body },
  ]);
});

test.each<[string, ScriptedReply]>([
  ['404', { status: 404, body: [{ error_key: 'not_found', error_message: 'none' }] }],
  ['204', { status: 204, headers: { 'content-type': '' } }],
  ['{}', { body: {} }],
  ['null', { body: 'null' }],
])('an account that answers %s for its address has none', async (_name, reply) => {
  const { client, vendor } = await connectTo(reply);

  expect(await client.getPhysicalAddress()).toEqual({ physicalAddress: null, features: [] });
  expect(vendor.received).toHaveLength(1);
});

test('senders are read whole or by one filter', async () => {
  const { client, vendor } = await connectTo({ body: [] });

  await client.getSenders();
  await client.getSenders({ confirm_status: 'CONFIRMED' });
  await client.getSenders({ email_address: 'a+b@example.com' });

  expect(vendor.received.map(({ url }) => url)).toEqual([
    '/v3/account/emails',
    '/v3/account/emails?confirm_status=CONFIRMED',
    '/v3/account/emails?email_address=a%2Bb%40example.com',
  ]);
});

test('a sender is added by POST and comes back with its id and status', async () => {
  const added = { email_address: 'new@example.com', email_id: 9, confirm_status: 'UNCONFIRMED' };
  const { client, vendor } = await connectTo({ status: 201, body: added });

  const reply = await client.addSender('new@example.com');

  expect(reply).toEqual(added);
  expect(vendor.received[0]).toMatchObject({
    method: 'POST',
    url: '/v3/account/emails',
    body: '{"email_address":"new@example.com"}',
  });
});

test('a slash at the end of the base address changes nothing', async () => {
  const vendor = await startScriptedVendor({ body: [] });
  const { client } = createTestClient({ apiUrl: `${vendor.apiUrl}/` });

  await client.getSenders();

  expect(vendor.received[0]?.url).toBe('/v3/account/emails');
});

test('usage counts every send of this client and keeps the newest ten request ids', async () => {
  const script = Array.from({ length: 12 }, (_, index): ScriptedReply => {
    const id = `request-${index}`;
    const headers = index % 2 === 0 ? { 'x-amzn-RequestId': id } : { 'x-eig-tracking-id': id };
    return { body: [], headers };
  });
  const { client } = await connectTo(...script);

  for (const _ of script) await client.getSenders();

  const ids = Array.from({ length: 10 }, (_, index) => `request-${index + 2}`);
  expect(client.usage()).toEqual({ requests: 12, requestIds: ids });
});
