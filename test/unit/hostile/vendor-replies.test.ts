import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toChangeEvents } from '../../../lambda/account/change-events.ts';
import type { Content } from '../../../lambda/account/content.ts';
import { hashContent } from '../../../lambda/account/hash.ts';
import { normaliseContent } from '../../../lambda/account/normalise.ts';
import { firstSnapshot, nextSnapshot } from '../../../lambda/account/snapshot.ts';
import {
  type AccountClient,
  createConstantContact,
} from '../../../lambda/constant-contact/client.ts';
import { VendorError } from '../../../lambda/constant-contact/errors.ts';
import { createPace } from '../../../lambda/constant-contact/pace.ts';
import type { Reply } from '../../../lambda/constant-contact/send.ts';
import { decodeBody, encodeBody } from '../../../lambda/store/body-lines.ts';
import { contentOf, senderOf } from '../../support/contents.ts';
import { readOrRefuse } from '../../support/expect-typed.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { FUZZ_TIMEOUT_MS, fuzz, hostileJson, hostileSource } from '../../support/hostile.ts';
import { fixedToken } from '../../support/test-client.ts';

const TOKEN = 'canary-token';

const SUMMARY = {
  contact_email: 'owner@example.com',
  country_code: 'us',
  encoded_account_id: 'p07e1l8rrja',
  organization_name: 'InstaPrinz',
  time_zone_id: 'US/Eastern',
  physical_address: { address_line1: '1601 Trapelo Road', city: 'Waltham', country_code: 'us' },
};
const SENDERS = [
  {
    email_id: 1,
    email_address: 'news@example.com',
    confirm_status: 'CONFIRMED',
    confirm_time: '2026-09-29T14:37:13.521+0000',
    confirm_source_type: 'SITE_OWNER',
    roles: ['CONTACT', 'REPLY_TO'],
  },
  {
    email_id: 2,
    email_address: 'ops@example.com',
    confirm_status: 'UNCONFIRMED',
    pending_roles: ['BILLING'],
  },
];
const PRIVILEGES = [{ privilege_id: 2, privilege_name: 'account:read' }];
const ERRORS = [
  { error_key: 'throttled', error_message: 'Too Many Requests' },
  [{ error_key: 'accountsvc.api.validation', error_message: `${TOKEN} is too long.` }],
  { message: 'Forbidden' },
];

const OPERATIONS: [string, object, (client: AccountClient) => Promise<unknown>][] = [
  ['privileges', PRIVILEGES, (client) => client.getPrivileges()],
  ['the summary', SUMMARY, (client) => client.getSummary({ withPhysicalAddress: true })],
  ['a changed summary', SUMMARY, (client) => client.putSummary({ first_name: 'Jane' })],
  ['the address', SUMMARY.physical_address, (client) => client.getPhysicalAddress()],
  ['an added address', SUMMARY.physical_address, (client) => client.addPhysicalAddress({})],
  ['a replaced address', SUMMARY.physical_address, (client) => client.replacePhysicalAddress({})],
  ['the senders', SENDERS, (client) => client.getSenders()],
  ['an added sender', SENDERS[0] ?? {}, (client) => client.addSender('news@example.com')],
];

describe("the vendor's reply", { timeout: FUZZ_TIMEOUT_MS }, () => {
  it.each(OPERATIONS)(
    'with %s is read into plain text, or refused by name',
    async (_, valid, call) => {
      await fuzz(hostileReply(valid), async (reply) => {
        const read = await readOrRefuse(() => call(connect(reply)), VendorError);

        expect(JSON.stringify(read) ?? '').not.toContain(TOKEN);
        expect(Buffer.from(textsOf(read)).toString()).toBe(textsOf(read));
      });
    },
  );

  it('that reports an error becomes a named one that never quotes the token', async () => {
    const status = fc.constantFrom(300, 304, 400, 401, 403, 404, 409, 415, 429, 500, 503, 999);
    const replies = fc.tuple(hostileReply(...ERRORS), status);

    await fuzz(replies, async ([reply, code]) => {
      const error: unknown = await connect({ ...reply, status: code })
        .getSenders()
        .catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(VendorError);
      await readOrRefuse(() => Promise.reject(error), VendorError);
      expect(JSON.stringify(error) + String(error)).not.toContain(TOKEN);
    });
  });

  it('that is read can be compared, announced, stored and read again as it was', async () => {
    const senders = hostileReply(SENDERS);

    await fuzz(fc.tuple(hostileReply(SUMMARY), senders), async (replies) => {
      const [overview, emails] = await Promise.all([
        readOrRefuse(
          () => connect(replies[0]).getSummary({ withPhysicalAddress: true }),
          VendorError,
        ),
        readOrRefuse(() => connect(replies[1]).getSenders(), VendorError),
      ]);
      if (overview === undefined || emails === undefined) return;
      const { summary, physicalAddress } = overview;
      const content = { summary, physicalAddress, senders: emails.senders };
      const features = [...overview.features, ...emails.features];

      expectToBeStorable(content, features);
    });
  });
});

function expectToBeStorable(content: Content, features: string[]): void {
  const [before, after] = ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'] as const;
  const known = contentOf([senderOf('old@example.com', { roles: ['CONTACT'] })]);
  const first = firstSnapshot({ content: known, features: [], checkStartedAt: before });

  const next = nextSnapshot(first, { content, features, checkStartedAt: after });

  if (next === null) return;
  const again = decodeBody(encodeBody(next.body), 'snapshot 2 of main');
  expect(again).toEqual(next.body);
  expect(hashContent(normaliseContent(again.content))).toBe(next.header.contentHash);
  expect(
    nextSnapshot(next, { content: again.content, features, checkStartedAt: after }),
  ).toBeNull();
  for (const event of toChangeEvents('main', next)) {
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(240_000);
  }
}

/** A reply of any status with JSON near a valid one, or of another type or text, and headers of no use. */
function hostileReply(...valid: object[]): fc.Arbitrary<Reply> {
  const header = fc.constantFrom('', '-1', 'NaN', '9'.repeat(400), 'x'.repeat(8_000), 'ÿ\u0007');
  const body = fc.oneof(
    { weight: 9, arbitrary: hostileJson(...valid).map((text) => Buffer.from(text)) },
    hostileSource(...valid).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 50 }),
  );
  return fc
    .record({
      status: fc.constantFrom(200, 200, 200, 201, 204),
      body,
      type: fc.constantFrom(
        'application/json',
        'application/json',
        'application/json; charset=x',
        '',
      ),
      header,
    })
    .map(({ status, body: bytes, type, header: other }) => ({
      method: 'GET',
      url: 'https://api.example/v3/account',
      status,
      headers: new Headers([
        ['content-type', type || other],
        ['retry-after', other],
        ['x-amzn-requestid', other],
      ]),
      body: bytes,
    }));
}

/** The real client with this as the answer to everything. */
function connect(reply: Reply): AccountClient {
  const clock = createFakeClock();
  const vendor = createConstantContact({
    apiUrl: 'https://api.example/v3',
    pace: createPace({ spacingMs: 0, clock }),
    clock,
    random: () => 0.5,
    send: async ({ method, url }) => ({ ...reply, method, url }),
  });
  return vendor.forAccount(fixedToken(TOKEN));
}

/** All texts of a value, one after another. */
function textsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null
    ? Object.values(value).map(textsOf).join('')
    : '';
}
