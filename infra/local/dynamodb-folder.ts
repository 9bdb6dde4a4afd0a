import { cp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { type DatabasePaths, databasePathsOf } from './database-paths.ts';
import { errorCode } from './error-code.ts';
import { DamagedDataError, FolderUnusableError } from './errors.ts';
import { lockFolder } from './folder-lock.ts';
import { makeFolder } from './make-folder.ts';
import { checkSeal, listFiles, removeSeal, writeSeal } from './seal.ts';

export interface DynamoDbFolder {
  /** Where the database's own files lie. */
  path: string;
  /** Seals the files of the closed database and gives the folder back. */
  release(): Promise<void>;
}

/** Under this prefix dynalite keeps what a table is. */
const TABLE_PREFIX = 'table~';

/** In these files LevelDB keeps what was put; one that is empty may have been made just before a kill. */
const CONTENT_FILE = /\.(log|ldb)$/;

/**
 * Takes the folder for this process and makes sure that the database in it can be read, because dynalite opens it late
 * and ends the process when it cannot. Throws FolderInUseError, DamagedDataError or FolderUnusableError.
 */
export async function claimDynamoDbFolder(folder: string): Promise<DynamoDbFolder> {
  const paths = databasePathsOf(folder);
  await makeFolder(paths.data, 0o700).catch((cause: unknown) => {
    throw new FolderUnusableError(folder, { cause });
  });
  const lock = await lockFolder(folder);
  try {
    await checkData(folder, paths);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return {
    path: paths.data,
    release: async () => {
      await writeSeal(paths.data, paths.seal).finally(lock.release);
    },
  };
}

async function checkData(folder: string, paths: DatabasePaths): Promise<void> {
  const seal = await checkSeal(paths.data, paths.seal);
  if (seal === 'broken') throw new DamagedDataError(folder, 'checksums of the database differ');
  if (seal === 'unsealed') await recover(folder, paths);
  await removeSeal(paths.seal);
}

/**
 * After a kill: LevelDB takes up its log. What it cannot read of a damaged one it drops without a word, and then the
 * file itself, so that all is tried on a copy first.
 */
async function recover(folder: string, { data, trial }: DatabasePaths): Promise<void> {
  const files = await listFiles(data);
  if (files.length === 0) return;
  // LevelDB would take a folder without CURRENT for a new one and remove the other files.
  if (!files.includes('CURRENT')) {
    throw new DamagedDataError(folder, 'the file CURRENT of the database is missing');
  }
  try {
    await copyFolder(folder, data, trial);
    const tables = await openOnce(folder, trial);
    if (tables === 0 && (await holdsContent(data, files))) {
      throw new DamagedDataError(folder, 'the database has lost its table');
    }
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
  await openOnce(folder, data);
}

async function copyFolder(folder: string, from: string, to: string): Promise<void> {
  try {
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true });
  } catch (cause) {
    throw new FolderUnusableError(folder, { cause });
  }
}

async function holdsContent(data: string, files: readonly string[]): Promise<boolean> {
  const contents = files.filter((file) => CONTENT_FILE.test(file));
  const stats = await Promise.all(contents.map((file) => stat(join(data, file))));
  return stats.some(({ size }) => size > 0);
}

/** Reads everything and counts the tables; none is "being created" afterwards. */
async function openOnce(folder: string, path: string): Promise<number> {
  const database = new ClassicLevel<string, Record<string, unknown>>(path, {
    valueEncoding: 'json',
  });
  let tables = 0;
  try {
    await database.open();
    for await (const [key, value] of database.iterator()) {
      if (!key.startsWith(TABLE_PREFIX)) continue;
      tables += 1;
      if (value['TableStatus'] === 'CREATING') {
        await database.put(key, { ...value, TableStatus: 'ACTIVE' });
      }
    }
  } catch (error) {
    const reason = errorCode(error) ?? 'unreadable';
    throw new DamagedDataError(folder, `the database: ${reason}`, { cause: error });
  } finally {
    await database.close();
  }
  return tables;
}
