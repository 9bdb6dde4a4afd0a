import { afterEach, expect, it, vi } from 'vitest';
import { defaultProvider } from '../../../lambda/shared/lambda-credentials.ts';

afterEach(() => vi.unstubAllEnvs());

function setEnvironment(variables: Record<string, string | undefined>): void {
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' };
  for (const [name, value] of Object.entries({ ...none, ...variables })) vi.stubEnv(name, value);
}

it("takes the credentials of the function's role, session token and all", async () => {
  setEnvironment({
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
  });

  expect(await defaultProvider()()).toEqual({
    accessKeyId: 'key',
    secretAccessKey: 'secret',
    sessionToken: 'session',
  });
});

it('does without a session token, which a key of a person has not', async () => {
  setEnvironment({ AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' });

  expect(await defaultProvider()()).toEqual({ accessKeyId: 'key', secretAccessKey: 'secret' });
});

it.each([
  {},
  { AWS_ACCESS_KEY_ID: 'key' },
  { AWS_SECRET_ACCESS_KEY: 'secret' },
  { AWS_PROFILE: 'mine' },
])('looks nowhere else with %o, and says what to do', async (variables) => {
  setEnvironment(variables);

  await expect(defaultProvider()()).rejects.toMatchObject({
    name: 'CredentialsMissingError',
    message: expect.stringContaining('made for Lambda'),
  });
});
