import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { errorCode } from './error-code.ts';
import { writeFileAtomically } from './private-file.ts';

/** LevelDB's diary and lock: they change without meaning anything. */
const UNSEALED_FILES = ['LOCK', 'LOG', 'LOG.old'];

const sealSchema = z.object({ sha256: z.record(z.string(), z.string()) });

export type SealState = 'sealed' | 'unsealed' | 'broken';

/**
 * Writes the checksums of all files of the closed LevelDB in `dataFolder` to `sealFile`. LevelDB itself drops a
 * damaged log without a word and goes on as if the writes in it had never been.
 */
export async function writeSeal(dataFolder: string, sealFile: string): Promise<void> {
  await writeFileAtomically(sealFile, JSON.stringify({ sha256: await hashFiles(dataFolder) }));
}

/** Compares, changes nothing. `unsealed` is what a process that was killed leaves behind. */
export async function checkSeal(dataFolder: string, sealFile: string): Promise<SealState> {
  const text = await readFile(sealFile, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return 'unsealed';
  const seal = parseSeal(text);
  if (seal === undefined) return 'broken';
  const present = await hashFiles(dataFolder);
  const isWhole = Object.entries(seal).every(([file, sha256]) => present[file] === sha256);
  return isWhole ? 'sealed' : 'broken';
}

export async function removeSeal(sealFile: string): Promise<void> {
  await rm(sealFile, { force: true });
}

function parseSeal(text: string): Record<string, string> | undefined {
  try {
    return sealSchema.parse(JSON.parse(text)).sha256;
  } catch {
    return undefined;
  }
}

async function hashFiles(folder: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const file of await listFiles(folder)) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(folder, file))) hash.update(chunk);
    hashes[file] = hash.digest('hex');
  }
  return hashes;
}

/** The names of the files that LevelDB's content consists of; none when the folder does not exist. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() && !UNSEALED_FILES.includes(entry.name))
    .map((entry) => entry.name);
}
