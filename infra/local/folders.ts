import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFolder } from './folder-lock.ts';

/** Where the local run keeps its data unless told otherwise. */
export const DEFAULT_FOLDER = '.local';

export function dynamoDbFolderOf(folder: string): string {
  return join(folder, 'dynamodb');
}

/** The story is played in a folder of its own, which is never the one of real checks. */
export function storyFolderOf(folder: string): string {
  return join(folder, 'story');
}

/** What a local run writes beside its database, by name: nothing else is ever deleted. */
const FILES = ['secrets.json', 'secrets.json.tmp', 'sandbox.json', 'sandbox.json.tmp'];
const DATABASE_FILES = ['data', 'seal.json', 'seal.json.tmp'];

/**
 * Deletes what local runs have written to `folder`, and nothing else. Throws FolderInUseError, before anything is
 * deleted, while another process has it open.
 */
export async function emptyFolder(folder: string): Promise<void> {
  const database = dynamoDbFolderOf(folder);
  const lock = await lockFolder(database);
  try {
    for (const file of DATABASE_FILES) await remove(join(database, file));
    for (const file of FILES) await remove(join(folder, file));
    // Last and still held: whoever takes a new lock from here on finds an empty folder.
    await remove(join(database, 'lock'));
  } finally {
    await lock.release();
  }
  await rmdir(database).catch(() => undefined);
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
