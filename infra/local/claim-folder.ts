import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';
import { FolderUnusableError, ForeignFolderError } from './errors.ts';
import { makeFolder } from './make-folder.ts';

/** Lies in each folder that local runs may write to and empty, and stays there for good. */
const MARKER = {
  name: '.constant-contact-account-sync',
  text: '"npm start" keeps its data in this folder, and "npm start -- --reset" deletes them.\n',
} as const;

/**
 * Makes the folder, for its owner alone, or takes one that is empty or was taken before. Throws ForeignFolderError, with
 * nothing changed, for any other, and FolderUnusableError.
 */
export async function claimFolder(folder: string): Promise<void> {
  if (await isClaimed(folder)) return;
  try {
    await makeFolder(folder, 0o700);
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
