import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../support/fake-clock.ts';
import { startSandbox } from '../support/sandbox.ts';

const UNAUTHORIZED = { error_key: 'unauthorized', error_message: 'Unauthorized' };
const DENIED = {
  error_key: 'access_denied',
  error_message: expect.stringContaining('insufficient user privileges.'),
};
const WRITES = [
  'PUT /account/summary',
  'POST /account/emails',
  'PUT /account/summary/physical_address',
];
const READS = [
  'GET /account/summary',
  'GET /account/summary/physical_address',
  'GET /account/emails',
];

describe('tokens', () => {
  it('look like a JSON Web Token of 1,000 to 1,200 characters', async () => {
    const { sandbox, accountId } = await startSandbox();

    const token = sandbox.issueToken(accountId);

    const parts = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(token.length).toBeGreaterThanOrEqual(1000);
    expect(token.length).toBeLessThanOrEqual(1200);
    expect(parts).toHaveLength(3);
    expect(JSON.parse(parts[1] ?? '')).toMatchObject({
      scp: expect.arrayContaining(['account_read']),
    });
  });

  it('are never issued for an account that is not there', async () => {
    const { sandbox } = await startSandbox();

    expect(() => sandbox.issueToken('nobody')).toThrow('has no account nobody');
  });

  it.each([
    ['no token', null],
    ['an empty token', ''],
    ['an unknown token', 'abc.def.ghi'],
  ])('answers 401 as an object to %s', async (_, token) => {
    const { call } = await startSandbox();

    const { status, body } = await call('GET /account/summary', { token });

    expect(status).toBe(401);
    expect(body).toEqual(UNAUTHORIZED);
  });

  it('answers 401 from the moment when a token expires', async () => {
    const clock = createFakeClock();
    const { sandbox, accountId, call } = await startSandbox({ clock });
    const token = sandbox.issueToken(accountId, { expiresAtMs: clock.now() + 1000 });

    const before = await call('GET /account/summary', { token });
    clock.advance(1000);
    const after = await call('GET /account/summary', { token });

    expect(before.status).toBe(200);
    expect(after.status).toBe(401);
  });

  it('answers 401 to a revoked token', async () => {
    const { sandbox, accountId, call } = await startSandbox();
    const token = sandbox.issueToken(accountId);

    sandbox.revokeToken(token);

    const { body } = await call('GET /account/user/privileges', { token });
    expect(body).toEqual(UNAUTHORIZED);
  });
});

describe('access', () => {
  it.each([...READS, ...WRITES])('answers 403 to "%s" without its scope', async (line) => {
    const { sandbox, accountId, call } = await startSandbox();
    const scopes = line.startsWith('GET') ? ['account_update'] : ['account_read'];

    const reply = await call(line, {
      token: sandbox.issueToken(accountId, { scopes }),
      ...toBody(line),
    });

    expect(reply.status).toBe(403);
    expect(reply.body).toMatchObject({ error_key: 'forbidden' });
  });

  it.each(WRITES)('answers 403 to "%s" by a manager', async (line) => {
    const { sandbox, accountId, call } = await startSandbox();

    const token = sandbox.issueToken(accountId, { role: 'manager' });

    const reply = await call(line, { token, ...toBody(line) });
    expect(reply.status).toBe(403);
    expect(reply.body).toEqual(DENIED);
  });

  it.each(READS)('answers "%s" to a manager, but to nobody below', async (line) => {
    const { sandbox, accountId, call } = await startSandbox();

    const manager = await call(line, { token: sandbox.issueToken(accountId, { role: 'manager' }) });
    const other = await call(line, { token: sandbox.issueToken(accountId, { role: 'other' }) });

    expect(manager.status).toBe(200);
    expect(other.status).toBe(403);
    expect(other.body).toEqual(DENIED);
  });

  it('lists privileges without any scope or privilege, and without those that are missing', async () => {
    const { sandbox, accountId, call } = await startSandbox();

    const token = sandbox.issueToken(accountId, { role: 'other', scopes: [] });

    const { status, body } = await call('GET /account/user/privileges', { token });
    expect(status).toBe(200);
    expect(body).toHaveLength(91);
    expect(body).not.toContainEqual({ privilege_id: 2, privilege_name: 'account:read' });
  });

  it('keeps a deactivated account from everything, others from nothing', async () => {
    const { sandbox, accountId, call } = await startSandbox();

    const active = await call('GET /account/user/privileges');
    sandbox.switches.deactivatedAccounts.push(accountId);
    const deactivated = await call('GET /account/user/privileges');

    expect(active.status).toBe(200);
    expect(deactivated.status).toBe(403);
  });
});

describe('paths, methods and bodies', () => {
  it.each([
    'GET /account/nothing',
    'GET /',
    'POST /account/summary',
    'DELETE /account/emails',
    'PUT /account/emails',
    'PATCH /account/summary',
  ])('answers 404 as an array to "%s" before it asks for a token', async (line) => {
    const { call } = await startSandbox();

    const { status, body } = await call(line, { token: null });

    expect(status).toBe(404);
    expect(body).toEqual([{ error_key: 'not_found', error_message: expect.any(String) }]);
  });

  it.each(['/v2/account/summary', '/', '/v33', '/account/summary'])(
    'answers 403 with a message to %s, which is outside the API',
    async (path) => {
      const { sandbox } = await startSandbox();

      const response = await fetch(new URL(path, sandbox.apiUrl));

      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ message: 'Forbidden' });
    },
  );

  it('answers 415 to a body of another type, after it has judged the access', async () => {
    const { sandbox, accountId, call } = await startSandbox();
    const text = { rawBody: 'first_name=Lola', contentType: 'application/x-www-form-urlencoded' };

    const owner = await call('PUT /account/summary', text);
    const manager = await call('PUT /account/summary', {
      ...text,
      token: sandbox.issueToken(accountId, { role: 'manager' }),
    });

    expect(owner.status).toBe(415);
    expect(manager.status).toBe(403);
  });

  it('answers 400 to a body that is no JSON', async () => {
    const { call } = await startSandbox();

    const { status, body } = await call('POST /account/emails', { rawBody: '{"email_address": ' });

    expect(status).toBe(400);
    expect(body).toMatchObject([{ error_key: expect.stringMatching(/^accountsvc\.api\./) }]);
  });

  it('takes JSON that is declared with a charset', async () => {
    const { call } = await startSandbox();

    const { status } = await call('PUT /account/summary', {
      body: { first_name: 'Lola' },
      contentType: 'application/json; charset=utf-8',
    });

    expect(status).toBe(200);
  });
});

it.each(['GET /account/summary', 'GET /account/nothing', 'POST /account/emails'])(
  'puts two request ids and the bare content type on the reply to "%s"',
  async (line) => {
    const { call } = await startSandbox();

    const { headers } = await call(line);

    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('x-amzn-RequestId')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-eig-tracking-id')).toMatch(/^[0-9a-f-]{36}$/);
  },
);

function toBody(line: string) {
  return line.startsWith('GET') ? {} : { body: {} };
}
