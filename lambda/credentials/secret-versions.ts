import {
  CreateSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  InvalidParameterException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { serialiseTokenSet, type TokenSet } from './token-set.ts';
import { secretNameOf } from './tokens.ts';

/** Secrets Manager's own staging labels. */
export const STAGE = {
  current: 'AWSCURRENT',
  previous: 'AWSPREVIOUS',
  pending: 'AWSPENDING',
} as const;

/** One version of a secret; its text is undefined when it holds binary data. */
export interface SecretVersion {
  id: string;
  text: string | undefined;
  stages: readonly string[];
}

/** The versions of one secret. What Secrets Manager itself throws is passed on, except where it says otherwise. */
export interface SecretVersions {
  /** By its staging label; undefined when no version has it. */
  readStage(stage: string): Promise<SecretVersion | undefined>;
  /** By its id; undefined when there is none, or one that has no value yet. */
  readVersion(id: string): Promise<SecretVersion | undefined>;
  /**
   * Adds a version and gives it the labels, in one step. False when that id is there with another value: of several
   * that put different values under one id, exactly one gets true.
   */
  put(version: { id: string; text: string; stages: string[] }): Promise<boolean>;
  /** Takes a label off a version, if it is there. */
  removeStage(stage: string, id: string): Promise<void>;
}

/** @param secretId - the name or ARN of the secret */
export function openSecretVersions(
  secrets: SecretsManagerClient,
  secretId: string,
): SecretVersions {
  async function read(which: Omit<GetSecretValueCommandInput, 'SecretId'>) {
    try {
      const reply = await secrets.send(new GetSecretValueCommand({ SecretId: secretId, ...which }));
      return {
        id: reply.VersionId ?? '',
        text: reply.SecretString,
        stages: reply.VersionStages ?? [],
      };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
  return {
    readStage: (stage) => read({ VersionStage: stage }),
    readVersion: (id) => read({ VersionId: id }),
    put: async ({ id, text, stages }) => {
      try {
        const version = { ClientRequestToken: id, SecretString: text, VersionStages: stages };
        await secrets.send(new PutSecretValueCommand({ SecretId: secretId, ...version }));
        return true;
      } catch (error) {
        if (error instanceof ResourceExistsException) return false;
        throw error;
      }
    },
    removeStage: async (stage, id) => {
      try {
        await secrets.send(
          new UpdateSecretVersionStageCommand({
            SecretId: secretId,
            VersionStage: stage,
            RemoveFromVersionId: id,
          }),
        );
      } catch (error) {
        const isAbsent =
          error instanceof InvalidParameterException || error instanceof ResourceNotFoundException;
        if (!isAbsent) throw error;
      }
    },
  };
}

/** Stores what a person's consent brought as the account's current tokens; makes the secret when there is none. */
export async function storeTokenSet(
  secrets: SecretsManagerClient,
  alias: string,
  set: TokenSet,
): Promise<'created' | 'stored'> {
  const [name, SecretString] = [secretNameOf(alias), serialiseTokenSet(set)];
  try {
    await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
    return 'stored';
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await secrets.send(new CreateSecretCommand({ Name: name, SecretString }));
    return 'created';
  }
}
