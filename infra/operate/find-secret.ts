import {
  DescribeSecretCommand,
  type DescribeSecretResponse,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { TokenUnusableError } from '../../lambda/credentials/errors.ts';
import { parseSecret, type StoredToken } from '../../lambda/credentials/secret.ts';
import { openSecretVersions, STAGE } from '../../lambda/credentials/secret-versions.ts';
import { parseTokenSet, type RefreshableTokenSet } from '../../lambda/credentials/token-set.ts';
import { secretNameOf } from '../../lambda/credentials/tokens.ts';

/** The secret of an account as an operator's command finds it. */
export type FoundSecret =
  | { state: 'absent' | 'deleting' | 'unseeded' }
  | {
      state: 'malformed';
      /** A sentence that quotes nothing of the secret. */
      problem: string;
    }
  | {
      state: 'token';
      /** Of the version that is current. */
      versionId: string;
      token: StoredToken;
      /** Undefined for a token that cannot be renewed. */
      set: RefreshableTokenSet | undefined;
    };

/** What Secrets Manager says of a secret, or undefined when there is none. */
export async function describeSecret(
  secrets: SecretsManagerClient,
  account: string,
): Promise<DescribeSecretResponse | undefined> {
  try {
    return await secrets.send(new DescribeSecretCommand({ SecretId: secretNameOf(account) }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Reads the secret of an account, whatever it is like. */
export async function findSecret(
  secrets: SecretsManagerClient,
  account: string,
  description: DescribeSecretResponse | undefined,
): Promise<FoundSecret> {
  if (description === undefined) return { state: 'absent' };
  if (description.DeletedDate !== undefined) return { state: 'deleting' };
  const name = secretNameOf(account);
  const version = await openSecretVersions(secrets, name).readStage(STAGE.current);
  if (version === undefined) return { state: 'unseeded' };
  try {
    const token = parseSecret(name, version.text);
    return { state: 'token', versionId: version.id, token, set: parseTokenSet(name, version.text) };
  } catch (error) {
    if (!(error instanceof TokenUnusableError)) throw error;
    if (error.reason === 'unseeded') return { state: 'unseeded' };
    return { state: 'malformed', problem: error.message };
  }
}
