import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { EXAMPLE_REQUEST } from '../../infra/local/update-request.ts';
import { createRunFolder, runLocal } from '../support/local-run.ts';

// Each run starts a process; some tests need three.
vi.setConfig({ testTimeout: 60_000 });

/** A folder of somebody else, with a file that has the name of one of ours. */
async function createForeignFolder(): Promise<string> {
  const folder = await createRunFolder();
  await mkdir(join(folder, 'story'), { recursive: true });
  await chmod(folder, 0o755);
  for (const path of [join(folder, 'secrets.json'), join(folder, 'story', 'secrets.json')]) {
    await writeFile(path, 'mine', { mode: 0o644 });
  }
  return folder;
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

test.each<[string, string[]]>([
  ['a check', []],
  ['a story', ['--nights', '1']],
  ['an update', ['update', EXAMPLE_REQUEST]],
  ['a reset', ['--reset', '--yes']],
])('%s refuses a folder with files of others and leaves it as it is', async (_what, args) => {
  const folder = await createForeignFolder();

  const { code, stdout, stderr } = await runLocal(['--folder', folder, ...args]);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    `The folder ${folder} holds files that are not of a local run, so nothing was changed in it: give a new or empty one with --folder.\n`,
  );
  expect(await readdir(folder, { recursive: true })).toEqual([
    'secrets.json',
    'story',
    join('story', 'secrets.json'),
  ]);
  expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toBe('mine');
  expect(await modeOf(folder)).toBe(0o755);
  expect(await modeOf(join(folder, 'secrets.json'))).toBe(0o644);
});

test('an empty folder is taken with the mode that its owner gave it', async () => {
  const folder = await createRunFolder();
  await mkdir(folder);
  await chmod(folder, 0o755);

  const { code } = await runLocal(['--folder', folder]);

  expect(code).toBe(0);
  expect(await modeOf(folder)).toBe(0o755);
  expect(await modeOf(join(folder, 'secrets.json'))).toBe(0o600);
  expect(await modeOf(join(folder, 'dynamodb'))).toBe(0o700);
});

test('a folder of ours stays so, whatever else somebody puts there', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await runLocal(['--folder', folder, '--reset', '--yes']);

  const { code, stdout } = await runLocal(['--folder', folder]);

  expect(code).toBe(0);
  expect(stdout).toContain('snapshot 1 is new');
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
});
