import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { errorCode } from './error-code.ts';
import { DamagedDataError, FolderUnusableError } from './errors.ts';
import { lockFolder } from './folder-lock.ts';
import { checkSeal, listFiles, removeSeal, writeSeal } from './seal.ts';

export interface DynamoDbFolder {
  /** Where the database's own files lie. */
  path: string;
  /** Seals the files of the closed database and gives the folder back. */
  release(): Promise<void>;
}

/** Under this prefix dynalite keeps what a table is. */
const TABLE_PREFIX = 'table~';

/**
 * Takes the folder for this process and makes sure that the database in it can be read, because dynalite opens it late
 * and ends the process when it cannot. Throws FolderInUseError, DamagedDataError or FolderUnusableError.
 */
export async function claimDynamoDbFolder(folder: string): Promise<DynamoDbFolder> {
  const path = join(folder, 'data');
  const sealFile = join(folder, 'seal.json');
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new FolderUnusableError(folder, { cause });
  });
  const lock = await lockFolder(folder);
  try {
    await checkData(folder, path, sealFile);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return {
    path,
    release: async () => {
      await writeSeal(path, sealFile);
      await lock.release();
    },
  };
}

async function checkData(folder: string, path: string, sealFile: string): Promise<void> {
  const seal = await checkSeal(path, sealFile);
  if (seal === 'broken') throw new DamagedDataError(folder, 'its checksums differ');
  if (seal === 'unsealed') await recover(folder, path);
  await removeSeal(sealFile);
}

/** After a kill: LevelDB takes up its log, everything is read once, and a table is no longer "being created". */
async function recover(folder: string, path: string): Promise<void> {
  const files = await listFiles(path);
  // LevelDB would take a folder without CURRENT for a new one and remove the other files.
  if (files.length > 0 && !files.includes('CURRENT')) {
    throw new DamagedDataError(folder, 'the file CURRENT is missing');
  }
  const database = new ClassicLevel<string, Record<string, unknown>>(path, {
    valueEncoding: 'json',
  });
  try {
    await database.open();
    for await (const [key, value] of database.iterator()) {
      if (!key.startsWith(TABLE_PREFIX) || value['TableStatus'] !== 'CREATING') continue;
      await database.put(key, { ...value, TableStatus: 'ACTIVE' });
    }
  } catch (error) {
    throw new DamagedDataError(folder, errorCode(error) ?? 'unreadable', { cause: error });
  } finally {
    await database.close();
  }
}
