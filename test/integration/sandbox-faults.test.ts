import { describe, expect, it } from 'vitest';
import type { Fault, Scenario } from '../../infra/local/sandbox/scenario.ts';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startSandbox } from '../support/sandbox.ts';

const POST = { body: { email_address: 'new@example.com' } };

describe('a broken connection', () => {
  it.each<[Fault['type'], boolean, Scenario]>([
    ['dropBefore', false, [{ fault: { type: 'dropBefore' } }]],
    ['dropAfter', true, [{ fault: { type: 'dropAfter' } }]],
  ])('by %s gives no reply, and acted is %s', async (type, acted, scenario) => {
    const { sandbox, accountId, call } = await startSandbox();
    sandbox.play(scenario);

    await expect(call('POST /account/emails', POST)).rejects.toThrow('fetch failed');

    expect(sandbox.record).toMatchObject([{ fault: type, status: 'dropped', acted }]);
    expect(sandbox.accounts.get(accountId)?.senders).toHaveLength(acted ? 4 : 3);
    expect(sandbox.confirmationMails).toHaveLength(acted ? 1 : 0);
  });

  it('in the middle of a reply leaves half of it', async () => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([{ fault: { type: 'truncate', variant: 'broken' } }]);

    await expect(call('GET /account/emails')).rejects.toThrow('terminated');
  });
});

it('cuts a reply short and declares it whole', async () => {
  const { sandbox, call } = await startSandbox();
  sandbox.play([{ fault: { type: 'truncate', variant: 'short' } }]);

  const cut = await call('GET /account/emails');
  const whole = await call('GET /account/emails');

  expect(cut.status).toBe(200);
  expect(cut.body).toBeUndefined();
  expect(cut.text).toBe(whole.text.slice(0, cut.text.length));
  expect(cut.headers.get('content-length')).toBe(String(cut.text.length));
});

it('delays by real time, whatever the clock says', async () => {
  const { sandbox, call } = await startSandbox({ clock: createFakeClock() });
  sandbox.play([{ fault: { type: 'delay', ms: 80 } }]);

  const startedMs = performance.now();
  const { status } = await call('GET /account/summary');

  expect(status).toBe(200);
  expect(performance.now() - startedMs).toBeGreaterThan(70);
});

it.each<[Fault, boolean | undefined]>([
  [{ type: 'html', status: 200, act: false }, undefined],
  [{ type: 'html', status: 200, act: true }, true],
  [{ type: 'html', status: 503, act: false }, undefined],
])('answers a page of HTML: %o', async (fault, acts) => {
  const { sandbox, call } = await startSandbox();
  sandbox.play([{ fault }]);

  const { status, headers, text } = await call('POST /account/emails', POST);

  expect(status).toBe('status' in fault && fault.status);
  expect(headers.get('content-type')).toBe('text/html');
  expect(text).toMatch(/^<!DOCTYPE html>/);
  expect(sandbox.confirmationMails).toHaveLength(acts ? 1 : 0);
});

describe('a status', () => {
  it.each([500, 502, 503, 504, 415, 404, 400])(
    'of %i is answered without acting',
    async (status) => {
      const { sandbox, call } = await startSandbox();
      sandbox.play([{ fault: { type: 'status', status } }]);

      const reply = await call('POST /account/emails', POST);

      expect(reply.status).toBe(status);
      expect(reply.body).toEqual([
        { error_key: 'sandbox.fault', error_message: expect.any(String) },
      ]);
      expect(sandbox.record).toMatchObject([{ fault: 'status', status, acted: false }]);
      expect(sandbox.confirmationMails).toEqual([]);
    },
  );

  it.each([
    ['json', 'application/json', expect.stringMatching(/^\[\{/)],
    ['html', 'text/html', expect.stringMatching(/^<!DOCTYPE/)],
    ['empty', null, ''],
  ] as const)('can have a body of the kind %s', async (body, contentType, text) => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([{ fault: { type: 'status', status: 500, body } }]);

    const reply = await call('GET /account/summary');

    expect(reply.headers.get('content-type')).toBe(contentType);
    expect(reply.text).toEqual(text);
  });

  it('can come after the operation was carried out', async () => {
    const { sandbox, accountId, call } = await startSandbox();
    sandbox.play([{ fault: { type: 'status', status: 500, act: true } }]);

    const reply = await call('POST /account/emails', POST);

    expect(reply.status).toBe(500);
    expect(sandbox.record).toMatchObject([{ accountId, status: 500, acted: true }]);
    expect(sandbox.accounts.get(accountId)?.senders).toHaveLength(4);
  });

  it('can name the seconds to wait', async () => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([{ fault: { type: 'status', status: 503, retryAfterSeconds: 2 } }]);

    const reply = await call('GET /account/summary');

    expect(reply.headers.get('retry-after')).toBe('2');
  });
});

it.each<[Fault, number, string]>([
  [{ type: 'unauthorizedOnce' }, 401, 'unauthorized'],
  [{ type: 'throttled' }, 429, 'throttled'],
  [{ type: 'quotaExceeded' }, 429, 'quota_exceeded'],
])('answers as the gateway does: %o', async (fault, status, key) => {
  const { sandbox, call } = await startSandbox();
  sandbox.play([{ fault }]);

  const first = await call('GET /account/summary');
  const second = await call('GET /account/summary');

  expect(first.status).toBe(status);
  expect(first.body).toMatchObject({ error_key: key });
  expect(second.status).toBe(200);
});

describe('a strange body', () => {
  it('can have another content type', async () => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([{ fault: { type: 'wrongContentType', contentType: 'text/csv' } }]);

    const reply = await call('GET /account/emails');

    expect(reply.headers.get('content-type')).toBe('text/csv');
    expect(reply.body).toHaveLength(3);
  });

  it.each([
    [false, '5000000'],
    [true, null],
  ])('can be huge and still JSON; chunked is %s', async (chunked, length) => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([{ fault: { type: 'hugeBody', bytes: 5_000_000, chunked } }]);

    const reply = await call('GET /account/emails');

    expect(reply.headers.get('content-length')).toBe(length);
    expect(reply.text).toHaveLength(5_000_000);
    expect(reply.body).toHaveLength(3);
  });

  it.each([
    [{ type: 'garbage' } as const, undefined],
    [{ type: 'garbage', body: 'null' } as const, null],
    [{ type: 'garbage', body: '' } as const, undefined],
  ])('can be garbage: %o', async (fault, parsed) => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([{ fault }]);

    const reply = await call('GET /account/summary');

    expect(reply.status).toBe(200);
    expect(reply.body).toEqual(parsed);
  });
});

describe('a scenario', () => {
  it('meets as many requests as it says, after those it skips', async () => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([{ skip: 1, times: 2, fault: { type: 'status', status: 500 } }]);

    for (let index = 0; index < 4; index += 1) await call('GET /account/summary');

    expect(sandbox.record.map((entry) => entry.status)).toEqual([200, 500, 500, 200]);
    expect(sandbox.record.map((entry) => entry.fault)).toEqual([
      undefined,
      'status',
      'status',
      undefined,
    ]);
  });

  it('plays its faults in order, one a request', async () => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([{ fault: { type: 'throttled' } }, { fault: { type: 'status', status: 503 } }]);
    sandbox.play([{ fault: { type: 'unauthorizedOnce' } }]);

    for (let index = 0; index < 4; index += 1) await call('GET /account/summary');

    expect(sandbox.record.map((entry) => entry.status)).toEqual([429, 503, 401, 200]);
  });

  it('aims at a method and a path', async () => {
    const { sandbox, call } = await startSandbox();
    const on = { method: 'POST', path: '/account/emails' } as const;
    sandbox.play([{ on, fault: { type: 'status', status: 500 } }]);

    await call('GET /account/emails');
    await call('GET /account/summary');
    await call('POST /account/emails', POST);

    expect(sandbox.record.map((entry) => entry.status)).toEqual([200, 200, 500]);
  });

  it('aims at an account', async () => {
    const accounts = ['a', 'b'].map((encoded_account_id) => exampleAccount({ encoded_account_id }));
    const { sandbox, call } = await startSandbox({ accounts });
    sandbox.play([{ on: { account: 'b' }, fault: { type: 'status', status: 500 } }]);

    await call('GET /account/summary');
    await call('GET /account/summary', { token: sandbox.issueToken('b') });

    expect(sandbox.record.map((entry) => entry.status)).toEqual([200, 500]);
  });

  it('can be cleared', async () => {
    const { sandbox, call } = await startSandbox();
    sandbox.play([{ times: 1_000_000, fault: { type: 'status', status: 500 } }]);

    const during = await call('GET /account/summary');
    sandbox.clearFaults();
    const after = await call('GET /account/summary');

    expect([during.status, after.status]).toEqual([500, 200]);
  });

  it('stays unchanged by being played, so it can be played again', async () => {
    const { sandbox, call } = await startSandbox();
    const scenario: Scenario = [{ fault: { type: 'throttled' } }];

    sandbox.play(scenario);
    sandbox.play(scenario);
    for (let index = 0; index < 3; index += 1) await call('GET /account/summary');

    expect(sandbox.record.map((entry) => entry.status)).toEqual([429, 429, 200]);
  });
});
