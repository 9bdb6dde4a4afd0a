import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';
import { FolderUnusableError } from './errors.ts';

/** Only the owner reads or writes what lies here: tokens are among it. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/**
 * Reads `<folder>/<name>`, undefined when there is none, and leaves both to their owner alone, also if somebody had
 * opened them wider. Makes the folder. Throws FolderUnusableError.
 */
export async function readPrivateFile(folder: string, name: string): Promise<string | undefined> {
  const path = join(folder, name);
  try {
    await mkdir(folder, { recursive: true });
    await chmod(folder, FOLDER_MODE);
    return await readPrivately(path);
  } catch (cause) {
    throw new FolderUnusableError(folder, { cause });
  }
}

async function readPrivately(path: string): Promise<string | undefined> {
  try {
    await chmod(path, FILE_MODE);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces the file as a whole or not at all, with mode 0600 from its first byte on. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  // A left-over of a killed process may have another mode, and an existing file would keep it.
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', FILE_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
