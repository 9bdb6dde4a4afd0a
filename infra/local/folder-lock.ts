import { ClassicLevel } from 'classic-level';
import { databasePathsOf } from './database-paths.ts';
import { errorCode } from './error-code.ts';
import { FolderInUseError, FolderUnusableError } from './errors.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes `folder` for this process until it releases it or ends, however it ends: the lock is that of an empty LevelDB,
 * which the operating system holds. Throws FolderInUseError when somebody has it, or FolderUnusableError.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const location = databasePathsOf(folder).lock;
  try {
    return await openLock(location);
  } catch (error) {
    if (errorCode(error) !== 'LEVEL_CORRUPTION') throw toLockError(folder, error);
  }
  // Nothing is kept in this database, so a damaged one is made anew; destroying it takes its lock first.
  try {
    await ClassicLevel.destroy(location);
    return await openLock(location);
  } catch (error) {
    throw toLockError(folder, error);
  }
}

async function openLock(location: string): Promise<FolderLock> {
  const lock = new ClassicLevel(location);
  await lock.open();
  return { release: () => lock.close() };
}

function toLockError(folder: string, error: unknown): Error {
  if (errorCode(error) === 'LEVEL_LOCKED') return new FolderInUseError(folder);
  return new FolderUnusableError(folder, { cause: error instanceof Error ? error.cause : error });
}
