import { join } from 'node:path';
import { DamagedDataError } from '../errors.ts';
import { readPrivateFile, writeFileAtomically } from '../private-file.ts';
import { type Secrets, secretsSchema } from './secrets.ts';

const FILE = 'secrets.json';

export interface SecretsFile {
  /** What the file held when it was opened. */
  secrets: Secrets;
  write(secrets: Secrets): Promise<void>;
}

/**
 * Opens `<folder>/secrets.json`, for its owner's eyes alone. Throws DamagedDataError when the file is not what was
 * written, FolderUnusableError when it cannot be read.
 */
export async function openSecretsFile(folder: string): Promise<SecretsFile> {
  const text = await readPrivateFile(folder, FILE);
  return {
    secrets: text === undefined ? new Map() : parseSecrets(folder, text),
    write: async (secrets) => {
      const content = { formatVersion: 1, secrets: [...secrets.values()] };
      await writeFileAtomically(join(folder, FILE), `${JSON.stringify(content, null, 2)}\n`);
    },
  };
}

/** The error must not quote the file, so what the parser says stays out of it. */
function parseSecrets(folder: string, text: string): Secrets {
  try {
    const { secrets } = secretsSchema.parse(JSON.parse(text));
    return new Map(secrets.map((secret) => [secret.name, secret]));
  } catch {
    throw new DamagedDataError(folder, `${FILE} is not readable`);
  }
}
