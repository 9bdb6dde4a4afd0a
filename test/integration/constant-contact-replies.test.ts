import { describe, expect, test } from 'vitest';
import { UnreadableReplyError } from '../../lambda/constant-contact/errors.ts';
import { type ScriptedReply, startScriptedVendor } from '../support/scripted-vendor.ts';
import { createTestClient } from '../support/test-client.ts';

async function connectTo(...script: ScriptedReply[]) {
  const vendor = await startScriptedVendor(...script);
  const policy = { longReplyLimitBytes: 1_000_000, retryLimit: 0 };
  return { ...createTestClient({ ...vendor, policy }), vendor };
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error,
  );
}

describe("each of the vendor's error bodies becomes its error", () => {
  const html = { 'content-type': 'text/html' };
  test.each<[string, ScriptedReply, object]>([
    [
      'unauthorized',
      { status: 401, body: { error_key: 'unauthorized', error_message: 'Unauthorized' } },
      { name: 'UnauthorizedError', errorKey: 'unauthorized', errorMessage: 'Unauthorized' },
    ],
    [
      'missing privilege',
      { status: 403, body: { error_key: 'access_denied', error_message: 'no privileges.' } },
      { name: 'ForbiddenError', errorKey: 'access_denied', errorMessage: 'no privileges.' },
    ],
    [
      'path outside /v3',
      { status: 403, body: { message: 'Forbidden' } },
      { name: 'ForbiddenError', errorKey: undefined, errorMessage: 'Forbidden' },
    ],
    [
      'unknown path or wrong method',
      { status: 404, body: [{ error_key: 'not_found', error_message: 'No such path.' }] },
      { name: 'NotFoundError', errorKey: 'not_found', errorMessage: 'No such path.' },
    ],
    [
      'validation',
      { status: 400, body: [{ error_key: 'accountsvc.api.x', error_message: 'Too long.' }] },
      { name: 'RejectedError', errorKey: 'accountsvc.api.x', errorMessage: 'Too long.' },
    ],
    [
      'exists already',
      { status: 409, body: [{ error_key: 'accountsvc.api.conflict', error_message: 'Exists.' }] },
      { name: 'ConflictError', errorKey: 'accountsvc.api.conflict' },
    ],
    [
      'per-second limit',
      { status: 429, body: { error_key: 'throttled', error_message: 'Too Many Requests' } },
      { name: 'RateLimitedError', errorKey: 'throttled' },
    ],
    [
      'daily limit',
      { status: 429, body: { error_key: 'quota_exceeded', error_message: 'Limit Exceeded' } },
      { name: 'QuotaExceededError', errorKey: 'quota_exceeded' },
    ],
    ['wrong content type, empty', { status: 415 }, { name: 'RejectedError', status: 415 }],
    [
      'server, JSON',
      { status: 500, body: { error_key: 'oops', error_message: 'Broken' } },
      { name: 'UpstreamUnavailableError', errorKey: 'oops', sent: true },
    ],
    [
      'server, HTML',
      { status: 503, headers: html, body: '<h1>Maintenance</h1>' },
      { name: 'UpstreamUnavailableError', errorMessage: undefined },
    ],
    ['server, empty', { status: 502 }, { name: 'UpstreamUnavailableError', status: 502 }],
    ['beyond HTTP', { status: 700 }, { name: 'UpstreamUnavailableError', status: 700, sent: true }],
  ])('%s', async (_name, reply, expected) => {
    const { client } = await connectTo(reply);

    expect(await failureOf(client.getSenders())).toMatchObject(expected);
  });
});

test('an error names the request and the ids of the reply', async () => {
  const headers = { 'x-amzn-RequestId': 'amzn-1', 'x-eig-tracking-id': 'eig-1' };
  const { client, vendor } = await connectTo({ status: 403, headers });

  const error = await failureOf(client.putSummary({ first_name: 'Jane' }));

  expect(error).toMatchObject({
    method: 'PUT',
    url: `${vendor.apiUrl}/account/summary`,
    status: 403,
    requestId: 'amzn-1',
    trackingId: 'eig-1',
  });
});

test('of a huge error body only the beginning is read', async () => {
  const body = JSON.stringify({ error_key: 'huge', error_message: 'x'.repeat(30_000_000) });
  const { client } = await connectTo({ status: 400, body });

  const error = await failureOf(client.getSenders());

  expect(error).toMatchObject({ name: 'RejectedError', errorKey: undefined });
});

describe('a 200 is unreadable and not asked for again', () => {
  test.each<[string, ScriptedReply, string]>([
    [
      'HTML',
      { headers: { 'content-type': 'text/html' }, body: '<h1>Maintenance</h1>' },
      'text/html',
    ],
    [
      'JSON under a wrong type',
      { headers: { 'content-type': 'text/plain' }, body: [] },
      'text/plain',
    ],
    ['almost JSON', { headers: { 'content-type': 'application/jsonp' }, body: [] }, 'jsonp'],
    ['empty', {}, 'not JSON'],
    ['cut off inside its declared length', { body: '[{"email_id":1,' }, 'not JSON'],
    ['not the document asked for', { body: {} }, 'senders is not of type array'],
    ['without content', { status: 204 }, 'senders is not of type array'],
  ])('when it is %s', async (_name, reply, reason) => {
    const vendor = await startScriptedVendor(reply);
    const { client } = createTestClient(vendor);

    const error = await failureOf(client.getSenders());

    expect(error).toBeInstanceOf(UnreadableReplyError);
    expect(error).toHaveProperty('message', expect.stringContaining(reason));
    expect(vendor.received).toHaveLength(1);
  });

  test('when it has more bytes than allowed, however it is sent', async () => {
    const { client, vendor } = await connectTo('endless', { body: ' '.repeat(1_000_001) });

    for (const _ of [1, 2]) {
      const error = await failureOf(client.getSenders());

      expect(error).toBeInstanceOf(UnreadableReplyError);
      expect(error).toHaveProperty('message', expect.stringContaining('more than 1000000 bytes'));
    }
    expect(vendor.received).toHaveLength(2);
  });
});

test.each([
  'application/json',
  'application/json;charset=UTF-8',
  'Application/JSON ; charset=utf-8',
])('a reply of type %s is read', async (type) => {
  const { client } = await connectTo({ headers: { 'content-type': type }, body: [] });

  expect(await client.getSenders()).toEqual({ senders: [], features: [] });
});

test('bytes that are not UTF-8 are unreadable, rather than a changed name', async () => {
  const body = Buffer.from('{"encoded_account_id":"a","first_name":"Ren\u00e9"}', 'latin1');
  const { client } = await connectTo({ body });

  expect(await failureOf(client.getSummary())).toBeInstanceOf(UnreadableReplyError);
});

test('a redirect is not followed, least of all by a PUT', async () => {
  const { client, vendor } = await connectTo({ status: 302, headers: { location: '/elsewhere' } });

  const error = await failureOf(client.putSummary({ first_name: 'Jane' }));

  expect(error).toBeInstanceOf(UnreadableReplyError);
  expect(vendor.received).toHaveLength(1);
});
