import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { rotateOnce } from '../../infra/local/rotate.ts';
import { withVendor } from '../../infra/local/with-vendor.ts';
import { createRunFolder, runLocal } from '../support/local-run.ts';

// Each run starts a process.
vi.setConfig({ testTimeout: 60_000 });

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const REFRESH = { method: 'POST', path: '/oauth2/default/v1/token', status: 200 };

test('a rotation goes through all steps, spends the single-use refresh token once and stores what came', async () => {
  const folder = await createRunFolder();

  const { code, stdout, stderr } = await runLocal(['rotate', '--json', '--folder', folder]);

  const rotation = JSON.parse(stdout);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(rotation).toMatchObject({
    account: 'main',
    outcome: 'succeeded',
    steps: STEPS,
    refreshTokens: { given: 2, spent: 1, newestIsStored: true },
  });
  expect(rotation.requests.filter(({ path }: { path: string }) => path === REFRESH.path)).toEqual([
    REFRESH,
  ]);
  const gainedMs = Date.parse(rotation.expiresAt.after) - Date.parse(rotation.expiresAt.before);
  expect(Math.round(gainedMs / 3_600_000)).toBe(4);
});

test('for people the steps, the expiry and what the sandbox saw are said, and no secret', async () => {
  const folder = await createRunFolder();

  const { code, stdout, stderr } = await runLocal(['rotate', '--folder', folder, '--verbose']);

  expect(code).toBe(0);
  expect(stdout.match(/✔ \w+/g)).toEqual(STEPS.map((step) => `✔ ${step}`));
  expect(stdout).toMatch(/expires \d{4}-\d\d-\d\d \d\d:\d\d UTC, the old one \d{4}-\d\d-\d\d/);
  expect(stdout).toContain('2 given, each for one use; 1 spent; the newest is stored');
  expect(stdout).toContain('POST /oauth2/default/v1/token → 200');
  for (const secret of await listStoredSecrets(folder))
    expect(stdout + stderr).not.toContain(secret);
});

/** Tokens and client secret of all versions that the run has left. */
async function listStoredSecrets(folder: string): Promise<string[]> {
  const { secrets } = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'));
  const versions: { secretString: string }[] = Object.values(secrets[0].versions);
  const values = versions.flatMap(({ secretString }) => {
    const { access_token, refresh_token, client_secret } = JSON.parse(secretString);
    return [access_token, refresh_token, client_secret];
  });
  expect(values.length).toBeGreaterThanOrEqual(6);
  return values;
}

test('what the function throws is the result, and does not stand in the way of the next rotation', async () => {
  const folder = await createRunFolder();
  const options = { folder, accessToken: undefined, onStep: () => undefined };
  // The function logs in this process, and writes its metrics past the console.
  for (const stream of ['info', 'error'] as const) vi.spyOn(console, stream).mockReturnValue();
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);

  const failed = await withVendor(options, async (around) => {
    for (const id of around.vendor.sandbox?.accounts.keys() ?? []) {
      around.vendor.sandbox?.withdrawConsent(id);
    }
    return await rotateOnce(around);
  });
  const metrics = written.mock.calls.map(([line]) => JSON.parse(String(line)));
  written.mockRestore();
  const next = await runLocal(['rotate', '--json', '--folder', folder]);

  expect(failed).toMatchObject({
    outcome: 'failed',
    steps: ['createSecret'],
    error: { name: 'ReauthorizationRequiredError' },
    refreshTokens: { given: 1, spent: 0, newestIsStored: true },
  });
  expect(metrics).toMatchObject([{ ReauthorizationRequired: 1 }]);
  expect(JSON.parse(next.stdout)).toMatchObject({ outcome: 'succeeded', steps: STEPS });
});

test.each([
  [['--account', 'shop'], {}, /^Only "main", the sandbox's account, can be rotated here\.\n$/],
  [
    [],
    { CONSTANT_CONTACT_ACCESS_TOKEN: 'a-real-token' },
    /^The token in CONSTANT_CONTACT_ACCESS_TOKEN comes without a refresh token, .*\n$/,
  ],
])('with %j and %j one sentence says why nothing can be rotated', async (args, env, sentence) => {
  const folder = await createRunFolder();

  const ended = await runLocal(['rotate', ...args, '--folder', folder, '--json'], { env });

  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(sentence);
  expect(JSON.parse(ended.stdout)).toEqual({
    outcome: 'failed',
    error: { name: 'NotRotatableError', message: ended.stderr.trim() },
  });
  expect(existsSync(folder)).toBe(false);
});

test('an option that is of no use to a rotation is refused with a reason', async () => {
  const { code, stdout, stderr } = await runLocal(['rotate', '--reset']);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain("option '--reset' cannot be used with rotate");
});
