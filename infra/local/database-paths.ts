import { join } from 'node:path';

/** Where the parts of the database lie in the folder of a run. */
export interface DatabasePaths {
  /** Holds all of them. */
  root: string;
  /** A LevelDB: the database itself. */
  data: string;
  /** A copy of `data`, for as long as it takes to see whether it can be read. */
  trial: string;
  /** The checksums of `data` since it was closed. */
  seal: string;
  /** An empty LevelDB, open in the process that uses the folder. */
  lock: string;
}

export function databasePathsOf(folder: string): DatabasePaths {
  const root = join(folder, 'dynamodb');
  return {
    root,
    data: join(root, 'data'),
    trial: join(root, 'trial'),
    seal: join(root, 'seal.json'),
    lock: join(root, 'lock'),
  };
}
