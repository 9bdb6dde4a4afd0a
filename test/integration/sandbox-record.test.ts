import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { toAccount } from '../../infra/local/sandbox/account.ts';
import { createSandbox } from '../../infra/local/sandbox/sandbox.ts';
import { exampleAccount, recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { startSandbox } from '../support/sandbox.ts';
import { fieldOf } from '../support/sandbox-switches.ts';

describe('the record', () => {
  it('keeps what was asked, when, for which account, and what came of it', async () => {
    const clock = createFakeClock('2026-11-01T02:15:00.000Z');
    const { sandbox, accountId, call } = await startSandbox({ clock });

    await call('GET /account/summary?extra_fields=physical_address');
    clock.advance(250);
    await call('PUT /account/summary', { body: { first_name: 'Lou' } });
    await call('PUT /account/summary', { body: { first_name: 7 } });

    const at = Date.parse('2026-11-01T02:15:00.000Z');
    const put = { at: at + 250, method: 'PUT', path: '/account/summary', query: {}, accountId };
    expect(sandbox.record).toEqual([
      {
        at,
        method: 'GET',
        path: '/account/summary',
        query: { extra_fields: 'physical_address' },
        accountId,
        body: undefined,
        status: 200,
        acted: true,
      },
      { ...put, body: { first_name: 'Lou' }, status: 200, acted: true },
      { ...put, body: { first_name: 7 }, status: 400, acted: false },
    ]);
  });

  it('keeps requests that were refused at the door', async () => {
    const { sandbox, call } = await startSandbox();

    await call('GET /account/nothing');
    await call('POST /account/emails', { token: null, rawBody: 'no json' });
    await fetch(new URL('/elsewhere', sandbox.apiUrl));

    expect(sandbox.record).toMatchObject([
      { path: '/account/nothing', status: 404, acted: false },
      { path: '/account/emails', body: 'no json', status: 401, acted: false },
      { path: '/elsewhere', status: 403, acted: false },
    ]);
    expect(sandbox.record.some((entry) => 'accountId' in entry)).toBe(false);
  });

  it('never holds a token', async () => {
    const { sandbox, accountId, call } = await startSandbox();
    const token = sandbox.issueToken(accountId);

    await call('GET /account/summary', { token });
    await call(`GET /account/summary?access_token=${token}`, { token: null });

    expect(sandbox.record).toHaveLength(2);
    expect(JSON.stringify(sandbox.record)).not.toContain(token.slice(0, 20));
  });
});

describe('a lag between write and read', () => {
  it('shows what was before each write, for the set time after it', async () => {
    const clock = createFakeClock();
    const { call } = await startSandbox({ clock, switches: { readAfterWriteLagMs: 1000 } });
    const put = (first_name: string) => call('PUT /account/summary', { body: { first_name } });
    const read = () => call('GET /account/summary').then(fieldOf('first_name'));

    const answered = await put('Ann').then(fieldOf('first_name'));
    clock.advance(600);
    await put('Bea');
    const seen = [await read()];
    clock.advance(400);
    seen.push(await read());
    clock.advance(599);
    seen.push(await read());
    clock.advance(1);
    seen.push(await read());

    expect(answered).toBe('Ann');
    expect(seen).toEqual(['Lola', 'Ann', 'Ann', 'Bea']);
  });

  it('holds for added senders and addresses, but not for the judgement of a write', async () => {
    const { physicalAddress: _, ...seed } = exampleAccount();
    const { call } = await startSandbox({
      accounts: [seed],
      clock: createFakeClock(),
      switches: { readAfterWriteLagMs: 1000 },
    });
    const body = { email_address: 'new@example.com' };
    const address = { address_line1: '1 rue Haute', city: 'Paris', country_code: 'FR' };

    const statuses = [
      await call('POST /account/emails', { body }),
      await call('POST /account/emails', { body }),
      await call('POST /account/summary/physical_address', { body: address }),
      await call('POST /account/summary/physical_address', { body: address }),
      await call('GET /account/summary/physical_address'),
    ].map((reply) => reply.status);
    const emails = await call('GET /account/emails');

    expect(statuses).toEqual([201, 409, 201, 409, 404]);
    expect(emails.body).toHaveLength(3);
  });
});

it('shows a change in the web pages at once after a write that was refused', async () => {
  const { sandbox, accountId, call } = await startSandbox({
    clock: createFakeClock(),
    switches: { readAfterWriteLagMs: 1000 },
  });

  await call('PUT /account/summary', { body: { first_name: 7 } });
  sandbox.accounts.get(accountId)?.senders.pop();

  const { body } = await call('GET /account/emails');
  expect(body).toHaveLength(2);
});

describe('a sandbox', () => {
  it('starts with the documented example account', async () => {
    const { sandbox, accountId } = await startSandbox();

    expect(sandbox.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v3$/);
    expect(accountId).toBe('p07e1l8cdif9dl');
    expect(sandbox.accounts.get(accountId)?.summary.organization_name).toBe('InstaPrinz');
  });

  it('leaves its seeds as they were', async () => {
    const seed = exampleAccount();
    const { call } = await startSandbox({ accounts: [seed] });

    await call('PUT /account/summary', { body: { first_name: 'Lou' } });
    await call('POST /account/emails', { body: { email_address: 'new@example.com' } });

    expect(seed).toEqual(exampleAccount());
  });

  it('takes an account that is added while it runs', async () => {
    const { sandbox, call } = await startSandbox();

    sandbox.accounts.set('later', toAccount(recordedAccount({ encoded_account_id: 'later' })));

    const { body } = await call('GET /account/summary', { token: sandbox.issueToken('later') });
    expect(body).toMatchObject({ encoded_account_id: 'later' });
  });

  it('closes at once, and again, while connections are kept alive and a reply is delayed', async () => {
    const sandbox = await createSandbox();
    sandbox.play([{ fault: { type: 'delay', ms: 3_600_000 } }]);
    const delayed = fetch(`${sandbox.apiUrl}/account/summary`).catch((error: Error) => error);
    await expect.poll(() => sandbox.record.length).toBe(1);
    await fetch(`${sandbox.apiUrl}/account/nothing`);

    await sandbox.close();
    await sandbox.close();

    expect(await delayed).toBeInstanceOf(Error);
    await expect(fetch(`${sandbox.apiUrl}/account/nothing`)).rejects.toThrow('fetch failed');
  });

  it('closes at once while a request is still being sent', async () => {
    const sandbox = await createSandbox();
    const { hostname, port } = new URL(sandbox.apiUrl);
    const socket = connect(Number(port), hostname).on('error', () => {});
    const head = 'POST /v3/account/emails HTTP/1.1\r\nHost: sandbox\r\n';
    socket.write(`${head}Expect: 100-continue\r\nContent-Length: 100\r\n\r\n`);
    await once(socket, 'data');

    await sandbox.close();

    expect(sandbox.record).toEqual([]);
  });

  it('says that its port is taken', async () => {
    const { sandbox } = await startSandbox();

    const second = createSandbox({ port: Number(new URL(sandbox.apiUrl).port) });

    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
