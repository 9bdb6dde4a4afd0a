import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder } from '../../infra/local/make-folder.ts';

let parent = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'make-folder-'));
});
afterEach(() => rm(parent, { recursive: true }));

it('makes the folders above it too, and takes what is there', async () => {
  const path = join(parent, 'a', 'b', 'c');

  await makeFolder(path, 0o700);
  await makeFolder(path, 0o700);

  for (const one of [path, join(parent, 'a')]) expect((await stat(one)).mode & 0o777).toBe(0o700);
});

it('throws where a file is in the way, and where a folder takes no other', async () => {
  const file = join(parent, 'file');
  await writeFile(file, '');

  await expect(makeFolder(file, 0o700)).rejects.toThrow('EEXIST');
  await expect(makeFolder(join(file, 'x'), 0o700)).rejects.toThrow('ENOTDIR');
  await expect(makeFolder('/proc/x/y', 0o700)).rejects.toThrow('mkdir');
});
