import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { claimFolder } from '../../infra/local/claim-folder.ts';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';
import { reset } from '../../infra/local/reset.ts';
import { createRunFolder, runLocal } from '../support/local-run.ts';

// Each run starts a process; some tests need three.
vi.setConfig({ testTimeout: 60_000 });

/** Says that a folder is ours, so that it stays. */
const MARKER = '.constant-contact-account-sync';

const agree = async () => 'yes';

test('--reset refuses where there is nobody to ask', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);

  const { code, stderr } = await runLocal(['--folder', folder, '--reset']);

  expect(code).toBe(1);
  expect(stderr).toBe(
    'Nothing was deleted: run --reset in a terminal, where it can ask, or add --yes.\n',
  );
  expect(existsSync(join(folder, 'secrets.json'))).toBe(true);
});

test('--reset --yes deletes what runs and stories have kept, so that the next run is a first one', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  await runLocal(['--folder', folder, '--nights', '1']);

  const { code } = await runLocal(['--folder', folder, '--reset', '--yes']);

  expect(code).toBe(0);
  expect(await readdir(folder)).toEqual([MARKER]);
  const { stdout } = await runLocal(['--folder', folder]);
  expect(stdout).toContain('snapshot 1 is new');
});

test('a reset heals damaged data', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  await writeFile(join(folder, 'secrets.json'), 'garbage');
  await writeFile(join(folder, 'dynamodb', 'data', 'CURRENT'), 'garbage');
  await writeFile(join(folder, 'dynamodb', 'lock', 'CURRENT'), 'garbage');

  await reset(folder, agree);

  const { code } = await runLocal(['--folder', folder]);
  expect(code).toBe(0);
});

test('a reset leaves what is not its own', async () => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  await writeFile(join(folder, 'notes.txt'), 'mine');

  await reset(folder, agree);

  expect(await readdir(folder)).toEqual([MARKER, 'notes.txt']);
});

test.each(['', 'y', 'no', 'yes please'])('the answer %j deletes nothing', async (answer) => {
  const folder = await createRunFolder();
  await claimFolder(folder);
  await (await startDynamoDb({ folder })).close();
  const asked: string[] = [];

  const done = reset(folder, async (question) => {
    asked.push(question);
    return answer;
  });

  await expect(done).rejects.toMatchObject({ name: 'DeclinedError' });
  expect(asked).toEqual([expect.stringContaining(`tokens in ${folder}? Type yes to go on: `)]);
  expect(existsSync(join(folder, 'dynamodb', 'data', 'CURRENT'))).toBe(true);
});

test.each([
  ['folder', '.'],
  ['story', 'story'],
])('while the %s is in use nothing is deleted, of the other neither', async (_what, part) => {
  const folder = await createRunFolder();
  await runLocal(['--folder', folder]);
  await runLocal(['--folder', folder, '--nights', '1']);
  const inUse = join(folder, part);
  const database = await startDynamoDb({ folder: inUse });

  await expect(reset(folder, agree)).rejects.toThrow(
    `Another "npm start" is running on ${inUse}: wait for it to end, or stop it.`,
  );

  await database.close();
  const { stdout } = await runLocal(['--folder', folder]);
  expect(stdout).toContain('unchanged: snapshot 1 is still true');
  expect(existsSync(join(folder, 'story', 'dynamodb', 'data', 'CURRENT'))).toBe(true);
});

test('a folder that is not there is nothing to ask about', async () => {
  const folder = await createRunFolder();

  const said = await reset(folder, async () => expect.fail('asked'));

  expect(said).toBe(`There is nothing in ${folder} to delete.`);
  expect(existsSync(folder)).toBe(false);
});
