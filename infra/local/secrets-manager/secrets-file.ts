import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../error-code.ts';
import { DamagedDataError, FolderUnusableError } from '../errors.ts';
import { writeFileAtomically } from '../write-file.ts';
import { type Secrets, secretsSchema } from './secrets.ts';

export interface SecretsFile {
  /** What the file held when it was opened. */
  secrets: Secrets;
  write(secrets: Secrets): Promise<void>;
}

/**
 * Opens `<folder>/secrets.json`, for its owner's eyes alone (folder 0700, file 0600), also if somebody had opened them
 * wider. Throws DamagedDataError when the file is not what was written, FolderUnusableError when it cannot be read.
 */
export async function openSecretsFile(folder: string): Promise<SecretsFile> {
  const path = join(folder, 'secrets.json');
  const text = await readPrivately(folder, path).catch((cause: unknown) => {
    throw new FolderUnusableError(folder, { cause });
  });
  return {
    secrets: text === undefined ? new Map() : parseSecrets(folder, text),
    write: async (secrets) => {
      const content = { formatVersion: 1, secrets: [...secrets.values()] };
      await writeFileAtomically(path, `${JSON.stringify(content, null, 2)}\n`);
    },
  };
}

async function readPrivately(folder: string, path: string): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  try {
    await chmod(path, 0o600);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The error must not quote the file, so what the parser says stays out of it. */
function parseSecrets(folder: string, text: string): Secrets {
  try {
    const { secrets } = secretsSchema.parse(JSON.parse(text));
    return new Map(secrets.map((secret) => [secret.name, secret]));
  } catch {
    throw new DamagedDataError(folder, 'secrets.json is not readable');
  }
}
