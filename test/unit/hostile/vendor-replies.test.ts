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
import {
  editedJson,
  FUZZ_RUNS,
  FUZZ_TIMEOUT_MS,
  fuzz,
  hostileJson,
  hostileSource,
} from '../../support/hostile.ts';
import { fixedToken } from '../../support/test-client.ts';

const TOKEN = 'canary-token';
/** As JSON may write it. */
const ESCAPED_TOKEN = TOKEN.replace('c', '\\u0063');
/** Whole, or what cutting leaves of it. */
const PART_OF_TOKEN = /canary/;

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
/** Some differ too little for what compares kindly, some are one address, some look like something else. */
const ODD_ADDRESSES: ((index: number) => string)[] = [
  (index) => `sender-${index}@example.com`,
  (index) => `SENDER-${index}@Example.com`,
  (index) => `sender-${index}@example.com `,
  (index) => `sender-${index}@ex\u00e4mple.com`,
  (index) => `sender-${index}@exa\u0308mple.com`,
  (index) => `stra\u00dfe-${index}@example.com`,
  (index) => `strasse-${index}@example.com`,
  (index) => `${index}\u200b@example.com`,
  (index) => `__proto__${index}`,
  (index) => `#SENDER#${index}\n`,
  (index) => `${index}${'x'.repeat(900)}`,
  (index) => String(index),
];
const oddAddress = fc
  .tuple(fc.constantFrom(...ODD_ADDRESSES), fc.nat(400))
  .map(([write, index]) => write(index));
const oddTime = fc.constantFrom(
  ...[null, '', '2026-09-29T14:37:13.521+0000', '2026-09-29T14:37:13Z', '0001-01-01T00:00:00Z'],
);
const oddRoles = fc.array(
  fc.constantFrom('CONTACT', 'REPLY_TO', 'OTHER', 'other', 'OTHER ', '', 'R\u00d6LE', '__proto__'),
  { maxLength: 6 },
);
/** Some dozens of senders that the vendor could send, though it never did; now and then two have one address. */
const manySenders = fc.uniqueArray(
  fc.record(
    {
      email_id: fc.integer({ min: 1, max: 100_000 }),
      email_address: oddAddress,
      confirm_status: fc.constantFrom('CONFIRMED', 'UNCONFIRMED', 'confirmed', 'NEW', ' '),
      confirm_time: oddTime,
      confirm_source_type: fc.constantFrom(null, 'SITE_OWNER', 'NEW'),
      roles: oddRoles,
      pending_roles: oddRoles,
      note: fc.constantFrom(TOKEN, null, 1),
    },
    { requiredKeys: ['email_id', 'email_address', 'confirm_status'] },
  ),
  { selector: ({ email_id }) => email_id, maxLength: 48, size: 'max' },
);
const PRIVILEGES = [{ privilege_id: 2, privilege_name: 'account:read' }];
const ERRORS = [
  { error_key: 'throttled', error_message: 'Too Many Requests' },
  [{ error_key: 'accountsvc.api.validation', error_message: 'The name is too long.' }],
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
    'with %s is read into plain text, or refused by name, never with the token',
    async (_, valid, call) => {
      await fuzz(hostileReply(valid), async (reply) => {
        const read = await readWithoutToken(reply, call);

        expect(Buffer.from(textsOf(read)).toString()).toBe(textsOf(read));
      });
    },
  );

  it('that reports an error becomes a named one that never quotes the token', async () => {
    const status = fc.constantFrom(300, 304, 400, 401, 403, 404, 409, 415, 429, 500, 503, 999);
    const replies = fc.tuple(hostileReply(...ERRORS), status);

    await fuzz(replies, async ([reply, code]) => {
      const read = await readWithoutToken({ ...reply, status: code }, (client) =>
        client.getSenders(),
      );

      expect(read).toBeUndefined();
    });
  });

  it('that is read can be compared, announced, stored and read again as it was', async () => {
    const replies = fc.tuple(editedJson(fc.constant(SUMMARY), 1), editedJson(manySenders, 1));
    const counts: number[] = [];

    await fuzz(replies, async ([summaryText, sendersText]) => {
      const overview = await readWithoutToken(jsonReply(summaryText), (client) =>
        client.getSummary({ withPhysicalAddress: true }),
      );
      const emails = await readWithoutToken(jsonReply(sendersText), (client) =>
        client.getSenders(),
      );
      if (overview === undefined || emails === undefined) return;
      const { summary, physicalAddress } = overview;
      const content = { summary, physicalAddress, senders: emails.senders };

      expectToBeStorable(content, [...overview.features, ...emails.features]);
      counts.push(emails.senders.length);
    });

    // Half of the replies are read, and as many of these have more than 20 senders.
    expect(counts.length).toBeGreaterThan(FUZZ_RUNS / 3);
    expect(counts.filter((count) => count > 20).length).toBeGreaterThan(FUZZ_RUNS / 10);
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

/** What the real client makes of a reply, undefined for a refusal; the token is in nothing that it reads, throws or notes. */
async function readWithoutToken<Read>(
  reply: Reply,
  call: (client: AccountClient) => Promise<Read>,
): Promise<Read | undefined> {
  const client = connect(reply);
  const read = () =>
    call(client).catch((error: unknown) => {
      expect(JSON.stringify(error) + String(error)).not.toMatch(PART_OF_TOKEN);
      throw error;
    });

  const result = await readOrRefuse(read, VendorError);

  expect(JSON.stringify([result, client.usage()])).not.toMatch(PART_OF_TOKEN);
  return result;
}

/** A reply of any status with JSON near a valid one, or of another type or text, and headers of no use. */
function hostileReply(...valid: object[]): fc.Arbitrary<Reply> {
  const header = fc.constantFrom(
    ...['', '-1', 'NaN', '9'.repeat(400), 'x'.repeat(8_000), 'ÿ\u0007'],
    ...[TOKEN, `${TOKEN}, ${TOKEN}`, ...[90, 170].map((at) => 'x'.repeat(at) + TOKEN)],
  );
  const quoting = fc
    .tuple(hostileJson(...valid, ...valid.map(quoteToken)), fc.boolean())
    .map(([json, isEscaped]) => (isEscaped ? json.replaceAll(TOKEN, ESCAPED_TOKEN) : json));
  const body = fc.oneof(
    { weight: 9, arbitrary: quoting },
    // Without the token: with a letter of it changed, it would be another text.
    hostileSource(...valid),
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
    .map(({ status, body: text, type, header: other }) => ({
      ...jsonReply(text),
      status,
      headers: new Headers([
        ['content-type', type || other],
        ['retry-after', other],
        ['x-amzn-requestid', other],
        ['x-eig-tracking-id', other],
      ]),
    }));
}

function jsonReply(text: string | Uint8Array): Reply {
  const headers = new Headers({ 'content-type': 'application/json' });
  const url = 'https://api.example/v3/account';
  return { method: 'GET', url, status: 200, headers, body: Buffer.from(text) };
}

/** The document with the token in names of fields, one so long that it is cut within the token, and in texts. */
function quoteToken(document: unknown): object {
  if (Array.isArray(document)) {
    return document.map((one) => (typeof one === 'string' ? `${one} ${TOKEN}` : quoteToken(one)));
  }
  const fields = Object.entries(document ?? {}).map(([name, value]) => [
    name,
    typeof value === 'object' ? quoteToken(value) : value,
  ]);
  const said = { error_message: `${'x'.repeat(190)}${TOKEN}`, organization_name: TOKEN };
  const names = { [TOKEN]: 1, [`${'x'.repeat(65)}${TOKEN}`]: TOKEN };
  return { ...Object.fromEntries(fields), ...said, ...names };
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
