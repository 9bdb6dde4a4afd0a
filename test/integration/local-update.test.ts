import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { EXAMPLE_REQUEST } from '../../infra/local/update-request.ts';
import { createRunFolder, runLocal } from '../support/local-run.ts';

// Each run starts a process; some tests need three.
vi.setConfig({ testTimeout: 60_000 });

const REQUEST = { schemaVersion: 1, action: 'updateAccountSummary', requestedBy: 'a-test' };
const WEBSITE = { ...REQUEST, input: { website: 'https://instaprinz.example' } };

const update = (folder: string, request: object, ...options: string[]) =>
  runLocal(['update', JSON.stringify(request), '--folder', folder, ...options]);

test('an update prints its reply, and what the sync that it starts came to beside it', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);

  const { code, stdout, stderr } = await update(folder, WEBSITE);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    ok: true,
    action: 'updateAccountSummary',
    account: 'main',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    outcome: 'applied',
    changes: [
      { field: 'website', before: 'http://InstaPriz4me.com', after: 'https://instaprinz.example' },
    ],
    result: expect.objectContaining({ organization_name: 'InstaPrinz' }),
  });
  expect(stderr).toBe(
    'The sync that followed committed snapshot 2 with 1 change, made by update.\n',
  );
});

test('what an update changed is still so in the next runs', async () => {
  const folder = await createRunFolder();
  await update(folder, WEBSITE);

  const next = await runLocal(['--folder', folder, '--json']);
  const again = await update(folder, WEBSITE);

  expect(JSON.parse(next.stdout)).toMatchObject({ outcome: 'unchanged', snapshot: 1 });
  expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'unchanged', changes: [] });
  expect(again.stderr).toBe('');
});

test('the account of the sandbox lies in a file for its owner alone', async () => {
  const folder = await createRunFolder();

  await update(folder, WEBSITE);

  expect((await stat(join(folder, 'sandbox.json'))).mode & 0o777).toBe(0o600);
});

test('a dry run changes nothing and starts no sync', async () => {
  const folder = await createRunFolder();

  const { stdout, stderr } = await update(folder, { ...WEBSITE, dryRun: true });

  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'wouldApply' });
  expect(stderr).toBe('');
  const again = await update(folder, { ...WEBSITE, dryRun: true });
  expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'wouldApply' });
});

test('a request may come on standard input', async () => {
  const folder = await createRunFolder();

  const { stdout } = await runLocal(['update', '-', '--folder', folder], {
    input: `${JSON.stringify({ ...WEBSITE, dryRun: true })}\n`,
  });

  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'wouldApply' });
});

test('the example of the help can be typed as it stands there', async () => {
  const folder = await createRunFolder();

  const { code, stdout } = await runLocal(['update', EXAMPLE_REQUEST, '--folder', folder]);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'applied' });
});

test.each([
  ['--json', ['--json'], {}],
  ['npm start --silent', [], { npm_config_loglevel: 'silent' }],
])('with %s a good sync after the update is not spoken of', async (_what, options, env) => {
  const folder = await createRunFolder();

  const args = ['update', JSON.stringify(WEBSITE), '--folder', folder, ...options];
  const { stdout, stderr } = await runLocal(args, { env });

  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'applied' });
  expect(stderr).toBe('');
});

test.each([
  ['a broken rule', { ...REQUEST, input: { contact_phone: '1'.repeat(26) } }, 'invalid_input'],
  ['an unknown account', { ...WEBSITE, account: 'shop' }, 'unknown_account'],
  ['no object', [], 'invalid_input'],
])('a refusal for %s is printed as JSON and exits with 1', async (_what, request, code) => {
  const folder = await createRunFolder();

  const finished = await update(folder, request);

  expect(finished).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(finished.stdout)).toMatchObject({ ok: false, error: { code } });
});

test.each([
  ['{oops', ''],
  ['', ''],
  ['-', 'not JSON'],
])('the request %j is no JSON: one sentence says what to give', async (argument, input) => {
  const folder = await createRunFolder();

  const finished = await runLocal(['update', argument, '--folder', folder, '--json'], { input });

  expect(finished).toMatchObject({ code: 1, stdout: '' });
  expect(finished.stderr).toMatch(
    /^The request is not JSON: give one .* such as '\{.*\}', or .*\n$/,
  );
  expect(existsSync(folder)).toBe(false);
});

test.each([
  [['update'], /missing required argument 'request'\nFor example: npm start -- update '\{/],
  [['update', '{}', '{}'], /too many arguments/],
  [['update', '{}', '--reset'], /option '--reset' cannot be used with update/],
  [['--nights', '3', 'update', '{}'], /option '--nights' cannot be used with update/],
])('the arguments %j are refused with a reason', async (args, reason) => {
  const { code, stdout, stderr } = await runLocal(args);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(reason);
});
