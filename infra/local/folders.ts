import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT_FILE } from './account-file.ts';
import { databasePathsOf } from './database-paths.ts';
import { errorCode } from './error-code.ts';
import { FolderUnusableError, ForeignFolderError } from './errors.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { temporaryOf } from './private-file.ts';
import { SECRETS_FILE } from './secrets-manager/secrets-file.ts';

/** Where the local run keeps its data unless told otherwise. */
export const DEFAULT_FOLDER = '.local';

/** Lies in each folder that local runs may write to and empty, and stays there for good. */
const MARKER = {
  name: '.constant-contact-account-sync',
  text: '"npm start" keeps its data in this folder, and "npm start -- --reset" deletes them.\n',
} as const;

/** The story is played in a folder of its own, which is never the one of real checks. */
export function storyFolderOf(folder: string): string {
  return join(folder, 'story');
}

/**
 * Makes the folder, for its owner alone, or takes one that is empty or was taken before. Throws ForeignFolderError, with
 * nothing changed, for any other, and FolderUnusableError.
 */
export async function claimFolder(folder: string): Promise<void> {
  if (await isClaimed(folder)) return;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, MARKER.name), MARKER.text);
  } catch (cause) {
    throw new FolderUnusableError(folder, { cause });
  }
}

/** False for a folder that is empty or not there. Throws ForeignFolderError or FolderUnusableError. */
export async function isClaimed(folder: string): Promise<boolean> {
  const names = await listNames(folder);
  if (names.includes(MARKER.name)) return true;
  if (names.length > 0) throw new ForeignFolderError(folder);
  return false;
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return [];
    throw new FolderUnusableError(folder, { cause });
  }
}

/**
 * Deletes what local runs have written to the folders, and nothing else. Throws FolderInUseError, before anything is
 * deleted, while another process has one of them open.
 */
export async function emptyFolders(folders: readonly string[]): Promise<void> {
  const locks: FolderLock[] = [];
  try {
    for (const folder of folders) locks.push(await lockFolder(folder));
    for (const folder of folders) await deleteData(folder);
  } finally {
    await Promise.all(locks.map((lock) => lock.release()));
  }
  for (const folder of folders) await rmdir(databasePathsOf(folder).root).catch(() => undefined);
}

/** By name, so that a file of somebody else stays. */
async function deleteData(folder: string): Promise<void> {
  const { data, trial, seal, lock } = databasePathsOf(folder);
  const files = [seal, join(folder, SECRETS_FILE), join(folder, ACCOUNT_FILE)];
  for (const path of [data, trial, ...files, ...files.map(temporaryOf)]) await remove(path);
  // Last and still held: whoever takes a new lock from here on finds an empty folder.
  await remove(lock);
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
