import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import type { IssueOptions } from '../../infra/local/sandbox/tokens.ts';
import { createRunFolder, realAccount, runLocal } from '../support/local-run.ts';
import { startSandbox } from '../support/sandbox.ts';

// Each run starts a process.
vi.setConfig({ testTimeout: 60_000 });

const WEBSITE = {
  schemaVersion: 1,
  action: 'updateAccountSummary',
  input: { website: 'https://instaprinz.example' },
};

/** A vendor of the test, with a token for its account, and a run that updates it. */
async function startVendor(wanted: IssueOptions = {}) {
  const folder = await createRunFolder();
  const { sandbox, accountId } = await startSandbox();
  const token = sandbox.issueToken(accountId, wanted);
  const run = (request: object, ...options: string[]) => {
    const args = ['update', JSON.stringify(request), '--folder', folder, ...options];
    return runLocal(args, realAccount(sandbox.apiUrl, token));
  };
  return { folder, sandbox, accountId, token, run };
}

test('with a token of your own an update changes the real account, under the alias real', async () => {
  const { sandbox, accountId, folder, run } = await startVendor();

  const { code, stdout } = await run(WEBSITE);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ account: 'real', outcome: 'applied' });
  expect(sandbox.accounts.get(accountId)?.summary.website).toBe('https://instaprinz.example');
  expect(existsSync(join(folder, 'sandbox.json'))).toBe(false);
});

test('a thrown error is its name and one sentence, and exits with 1', async () => {
  const { sandbox, token, run } = await startVendor();
  sandbox.revokeToken(token);

  const finished = await run(WEBSITE, '--json');

  expect(finished).toMatchObject({ code: 1, stdout: '' });
  expect(finished.stderr).toMatch(
    /^ReauthorizationRequiredError: Constant Contact refuses the token in CONSTANT_CONTACT_ACCESS_TOKEN.*\n$/,
  );
});

test('what the function writes past its log is no part of the result', async () => {
  const { run } = await startVendor({ scopes: ['account_read'] });

  const { code, stdout, stderr } = await run(WEBSITE, '--verbose');

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect(stderr).toContain('"UpdateRefused":1');
});

test.each<[string, Scenario[number]['fault'], RegExp]>([
  ['fails', { type: 'status', status: 403 }, /^The sync that followed failed: .*\n$/],
  [
    'fails for the token',
    { type: 'status', status: 401 },
    /failed: Constant Contact refuses .*\n$/,
  ],
])(
  'an update is done also when the sync after it %s, which is said',
  async (_what, fault, line) => {
    const { sandbox, run } = await startVendor();
    sandbox.play([{ on: { path: '/account/emails' }, times: 9, fault }]);

    const { code, stdout, stderr } = await run(WEBSITE, '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'applied' });
    expect(stderr).toMatch(line);
  },
);

test('a sync that the daily quota defers is said', async () => {
  const { sandbox, run } = await startVendor();
  const fault = { type: 'quotaExceeded' } as const;
  sandbox.play([{ on: { path: '/account/emails' }, times: 9, fault }]);

  const { stderr } = await run(WEBSITE);

  expect(stderr).toMatch(
    /^The sync that followed is deferred: the daily quota is used up until .* 00:00 UTC\.\n$/,
  );
});

test('the alias of the sandbox is refused before anything is sent or stored', async () => {
  const { sandbox, folder, run } = await startVendor();

  const finished = await run({ ...WEBSITE, account: 'main' });

  expect(finished).toMatchObject({ code: 1, stdout: '' });
  expect(finished.stderr).toMatch(
    /^The request was not sent: "main" is the sandbox's account; .*\n$/,
  );
  expect(sandbox.record).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

test('without a token the alias real is refused', async () => {
  const folder = await createRunFolder();
  const request = JSON.stringify({ ...WEBSITE, account: 'real' });

  const finished = await runLocal(['update', request, '--folder', folder]);

  expect(finished).toMatchObject({ code: 1, stdout: '' });
  expect(finished.stderr).toMatch(/^The request was not sent: "real" is an account of your own; /);
});

test('the token is printed nowhere', async () => {
  const { folder, token, run } = await startVendor();

  const { stdout, stderr } = await run(WEBSITE, '--verbose');

  expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toContain(token);
  expect(stdout + stderr).not.toContain(token);
  expect(stderr).toContain('update finished');
});
