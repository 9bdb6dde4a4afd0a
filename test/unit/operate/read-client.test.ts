import { expect, it, vi } from 'vitest';
import { ask } from '../../../infra/operate/ask.ts';
import { readClient } from '../../../infra/operate/authorize/read-client.ts';
import type { FoundSecret } from '../../../infra/operate/find-secret.ts';

vi.mock('../../../infra/operate/ask.ts', { spy: true });

const UNSEEDED: FoundSecret = { state: 'unseeded' };

const stored: FoundSecret = {
  state: 'token',
  versionId: 'v1',
  token: { accessToken: 'token' },
  set: {
    ...{ client_id: 'stored-id', client_secret: 'stored-secret' },
    ...{ access_token: 'token', refresh_token: 'refresh' },
  },
};

const ENV = { CONSTANT_CONTACT_CLIENT_ID: 'env-id', CONSTANT_CONTACT_CLIENT_SECRET: 'env-secret' };

it.each([
  [{ clientId: 'option-id' }, UNSEEDED, ENV, { clientId: 'option-id', clientSecret: 'env-secret' }],
  [{}, stored, ENV, { clientId: 'env-id', clientSecret: 'env-secret' }],
  [{}, stored, {}, { clientId: 'stored-id', clientSecret: 'stored-secret' }],
  [{ pkce: true }, stored, ENV, { clientId: 'env-id' }],
] as const)(
  'takes the application from the first place that names it: %j',
  async (options, secret, env, client) => {
    expect(await readClient(options, secret, env)).toEqual(client);
  },
);

it.each([
  [{}, UNSEEDED, {}, /^The client id is missing: give --client-id or set CONSTANT_CONTACT_CLIENT_/],
  // A secret belongs to its own application.
  [{ clientId: 'other-id' }, stored, {}, /^The client secret is missing: set CONSTANT_CONTACT_CLI/],
] as const)(
  'names what is missing where nobody can be asked: %j',
  async (options, secret, env, sentence) => {
    await expect(readClient(options, secret, env)).rejects.toThrow(sentence);
  },
);

it('asks for the client secret unseen', async () => {
  vi.mocked(ask).mockResolvedValueOnce('typed-id').mockResolvedValueOnce('typed-secret');

  const client = await readClient({}, UNSEEDED, {});

  expect(client).toEqual({ clientId: 'typed-id', clientSecret: 'typed-secret' });
  expect(vi.mocked(ask).mock.lastCall).toMatchObject([{ hidden: true }]);
});
