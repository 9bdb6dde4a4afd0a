import { describe, expect, test } from 'vitest';
import type { SandboxOptions } from '../../infra/local/sandbox/sandbox.ts';
import { exampleAccount, largeAccount, recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import { SWITCH_VALUES } from '../../infra/local/sandbox/switches.ts';
import { startSandbox } from '../support/sandbox.ts';
import { createTestClient, fixedToken } from '../support/test-client.ts';

async function connectTo(options: SandboxOptions = {}) {
  const { sandbox, accountId } = await startSandbox(options);
  const tokens = fixedToken(sandbox.issueToken(accountId));
  return { ...createTestClient({ apiUrl: sandbox.apiUrl, tokens }), sandbox, accountId };
}

test('the documented example account is read whole, and nothing in it is new', async () => {
  const { client } = await connectTo();
  const { summary, physicalAddress } = exampleAccount();

  const both = await client.getSummary({ withPhysicalAddress: true });
  const { senders, features } = await client.getSenders();

  expect(both).toEqual({
    summary: { ...summary, country_code: 'us' },
    physicalAddress,
    features: [],
  });
  expect(senders).toHaveLength(3);
  expect(features).toEqual([]);
  expect(client.usage()).toMatchObject({
    requests: 2,
    requestIds: [expect.any(String), expect.any(String)],
  });
});

test('a recorded account is read whole, without the address of whoever clicked', async () => {
  const { client } = await connectTo({ accounts: [recordedAccount()] });

  const both = await client.getSummary({ withPhysicalAddress: true });
  const emails = await client.getSenders();

  expect(both.summary).toEqual(recordedAccount().summary);
  expect(both.physicalAddress?.country_code).toBe('ke');
  expect(emails.senders[0]?.confirm_time).toBe('2026-09-29T14:37:13.521Z');
  expect([...both.features, ...emails.features]).toEqual([]);
  expect(JSON.stringify([both, emails])).not.toContain('203.0.113.24');
});

test('10,000 senders are read in one request', async () => {
  const { client } = await connectTo({ accounts: [largeAccount()] });

  const { senders } = await client.getSenders();

  expect(senders).toHaveLength(10_000);
  expect(client.usage().requests).toBe(1);
});

test('what is written is what is read afterwards', async () => {
  const address = { address_line1: '1 Rue de Rivoli', city: 'Paris', country_code: 'FR' };
  const { client } = await connectTo();

  const patched = await client.putSummary({ organization_name: 'InstaPrinz Ltd' });
  const replaced = await client.replacePhysicalAddress(address);
  const added = await client.addSender('new@example.com');

  const { summary, physicalAddress } = await client.getSummary({ withPhysicalAddress: true });
  const { senders } = await client.getSenders({ email_address: 'new@example.com' });
  expect(summary).toEqual(patched.summary);
  expect(summary.organization_name).toBe('InstaPrinz Ltd');
  expect(physicalAddress).toEqual(address);
  expect(replaced.physicalAddress).toEqual(address);
  expect(senders).toEqual([{ ...added, roles: [] }]);
});

test('an address that is there cannot be added, nor a sender twice', async () => {
  const { client } = await connectTo();
  const [sender] = (await client.getSenders()).senders;

  const address = client.addPhysicalAddress({ ...exampleAccount().physicalAddress });
  const email = client.addSender(sender?.email_address ?? '');

  await expect(address).rejects.toHaveProperty('name', 'ConflictError');
  await expect(email).rejects.toHaveProperty('name', 'ConflictError');
});

describe('whatever the vendor leaves open, an account is read the same', () => {
  const positions = Object.entries(SWITCH_VALUES).flatMap(([name, values]) =>
    values.map((value): [string, unknown] => [name, value]),
  );
  // A deactivated application is refused, and is no way of answering.
  const readable = positions.filter(([name]) => name !== 'applicationDeactivated');

  test.each(readable)('with %s %j', async (name, value) => {
    const { physicalAddress: _none, ...bare } = recordedAccount();
    const { client } = await connectTo({ accounts: [bare], switches: { [name]: value } });

    const { summary, physicalAddress, features } = await client.getSummary({
      withPhysicalAddress: true,
    });
    const alone = await client.getPhysicalAddress();
    const emails = await client.getSenders();

    const country = name === 'summaryCountryCase' && value === 'upper' ? 'KE' : 'ke';
    expect(summary).toEqual({ ...recordedAccount().summary, country_code: country });
    expect(physicalAddress).toBeNull();
    // The partial answer holds a country and nothing else.
    expect(Object.keys(alone.physicalAddress ?? {})).toHaveLength(value === 'partial' ? 1 : 0);
    expect(emails.senders[0]?.confirm_time).toBe('2026-09-29T14:37:13.521Z');
    expect([...features, ...emails.features]).toEqual([]);
  });
});
