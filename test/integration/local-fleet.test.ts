import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createRunFolder, runLocal, spawnLocal } from '../support/local-run.ts';

// Three requests a second, as at the real service.
vi.setConfig({ testTimeout: 60_000 });

test('--accounts checks so many accounts at the real pace, and again finds them unchanged', async () => {
  const folder = await createRunFolder();

  const first = await runLocal(['--folder', folder, '--accounts', '3', '--json']);
  const second = await runLocal(['--folder', folder, '--accounts', '3']);

  expect(first).toMatchObject({ code: 0, stderr: '' });
  const fleet = JSON.parse(first.stdout);
  const none = { unchanged: 0, failed: 0, deferred: 0 };
  expect(fleet).toMatchObject({ accounts: 3, checked: 3, changed: 3, requests: 6, ...none });
  // Three at once, the fourth a window later and the others a spacing apart: 1,670 ms.
  expect(fleet.requestsPerSecond).toBeLessThan(6 / 1.67);
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toContain('3 accounts, kept as "fleet-0001" to "fleet-0003" in ');
  expect(second.stdout).toContain('Checked   0 changed, 3 unchanged');
  expect(second.stdout).toMatch(/Asked {5}6 requests in \d s, \d\.\d\d a second/);
});

test('the fleet keeps to a folder of its own, which --reset empties too', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder, '--accounts', '1']);

  expect((await readdir(folder)).sort()).toEqual(['.constant-contact-account-sync', 'fleet']);
  // The tokens of a fleet are made anew each time and written nowhere.
  expect(await readdir(join(folder, 'fleet'))).toEqual(['dynamodb']);
  await runLocal(['--folder', folder, '--reset', '--yes']);

  expect(await readdir(folder)).toEqual(['.constant-contact-account-sync']);
});

test('Ctrl-C stops it, and the next run has what was checked', async () => {
  const folder = await createRunFolder();
  const { child, finished } = spawnLocal(['--folder', folder, '--accounts', '9']);
  await vi.waitFor(() => expectContent(join(folder, 'fleet', 'dynamodb', 'data')), {
    timeout: 30_000,
  });

  child.kill('SIGINT');

  const stopped = await finished;
  expect(stopped).toMatchObject({ code: 130, stdout: '' });
  expect(stopped.stderr).toContain('Stopped. What was checked is kept');
  const { stdout } = await runLocal(['--folder', folder, '--accounts', '2', '--json']);
  const { checked, unchanged } = JSON.parse(stdout);
  expect(checked).toBe(2);
  expect(unchanged).toBeGreaterThan(0);
});

/** The items of at least one account: a table alone takes a few hundred bytes. */
async function expectContent(data: string): Promise<void> {
  const log = (await readdir(data)).find((file) => file.endsWith('.log')) ?? '';
  expect((await stat(join(data, log))).size).toBeGreaterThan(6_000);
}

test.each(['0', '4801', '1e1'])('--accounts %j is refused with a reason', async (count) => {
  const { code, stdout, stderr } = await runLocal(['--accounts', count]);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('Give a whole number from 1 to 4800.');
});

test('--accounts cannot be combined with a story', async () => {
  const { code, stderr } = await runLocal(['--accounts', '3', '--nights', '3']);

  expect(code).toBe(1);
  expect(stderr).toMatch(/cannot be used with/);
});
