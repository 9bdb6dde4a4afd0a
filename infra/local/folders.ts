import { join } from 'node:path';

/** Where the local run keeps its data unless told otherwise. */
export const DEFAULT_FOLDER = '.local';

/** The story is played in a folder of its own, which is never the one of real checks. */
export function storyFolderOf(folder: string): string {
  return join(folder, 'story');
}

/** So is the fleet's: a pass checks all accounts that it finds. */
export function fleetFolderOf(folder: string): string {
  return join(folder, 'fleet');
}
