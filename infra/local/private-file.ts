import { chmod, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';
import { DamagedDataError, FolderUnusableError } from './errors.ts';
import { makeFolder } from './make-folder.ts';

/** Only the owner reads or writes what lies here: tokens are among it. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** How to read a file, and from what its content must be. */
export interface PrivateFile<Content> {
  folder: string;
  name: string;
  /** Makes the content of the file's JSON. Throws when it is not what was written. */
  parse(json: unknown): Content;
}

/**
 * Reads the file, undefined when there is none, and leaves it to its owner alone, also if somebody had opened it wider.
 * Makes the folder. Throws FolderUnusableError, or DamagedDataError, with nothing changed and no word of the file.
 */
export async function readPrivateFile<Content>(
  file: PrivateFile<Content>,
): Promise<Content | undefined> {
  const path = join(file.folder, file.name);
  try {
    await makeFolder(file.folder, FOLDER_MODE);
    const content = parse(file, await readFile(path, 'utf8'));
    await chmod(path, FILE_MODE);
    return content;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    if (error instanceof DamagedDataError) throw error;
    throw new FolderUnusableError(file.folder, { cause: error });
  }
}

/** Without the cause: what a parser says may quote the file. */
function parse<Content>(file: PrivateFile<Content>, text: string): Content {
  try {
    return file.parse(JSON.parse(text));
  } catch {
    throw new DamagedDataError(file.folder, `${file.name} is not readable`);
  }
}

/** Replaces the file as a whole or not at all, with mode 0600 from its first byte on. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const temporary = temporaryOf(path);
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

/** Where a file is written before it takes its place; a killed process may leave it there. */
export function temporaryOf(path: string): string {
  return `${path}.tmp`;
}
