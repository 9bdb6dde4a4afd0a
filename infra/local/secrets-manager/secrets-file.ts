import { join } from 'node:path';
import { readPrivateFile, writeFileAtomically } from '../private-file.ts';
import { type Secrets, secretsSchema } from './secrets.ts';

/** Lies in the folder of a run. */
export const SECRETS_FILE = 'secrets.json';

export interface SecretsFile {
  /** What the file held when it was opened. */
  secrets: Secrets;
  write(secrets: Secrets): Promise<void>;
}

/**
 * Opens the secrets in a folder, for its owner's eyes alone. Throws DamagedDataError when they are not what was written,
 * FolderUnusableError when they cannot be read.
 */
export async function openSecretsFile(folder: string): Promise<SecretsFile> {
  const file = { folder, name: SECRETS_FILE, parse: parseSecrets };
  return {
    secrets: (await readPrivateFile(file)) ?? new Map(),
    write: async (secrets) => {
      const content = { formatVersion: 1, secrets: [...secrets.values()] };
      await writeFileAtomically(
        join(folder, SECRETS_FILE),
        `${JSON.stringify(content, null, 2)}\n`,
      );
    },
  };
}

function parseSecrets(json: unknown): Secrets {
  const { secrets } = secretsSchema.parse(json);
  return new Map(secrets.map((secret) => [secret.name, secret]));
}
