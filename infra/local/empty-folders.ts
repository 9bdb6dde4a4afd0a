import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT_FILE } from './account-file.ts';
import { databasePathsOf } from './database-paths.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { temporaryOf } from './private-file.ts';
import { SECRETS_FILE } from './secrets-manager/secrets-file.ts';

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
