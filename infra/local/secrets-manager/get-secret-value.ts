import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';
import {
  type OperationResult,
  requireLiveSecret,
  type Secret,
  type Secrets,
  toEpochSeconds,
  type Version,
} from './secrets.ts';
import { CURRENT, findByStage } from './stages.ts';
import { hasValue } from './value.ts';

const getInput = z.object({
  SecretId: z.string(),
  VersionId: z.optional(z.string()),
  VersionStage: z.optional(z.string()),
});

/** By default the version labelled AWSCURRENT. */
export function getSecretValue(secrets: Secrets, input: unknown): OperationResult {
  const request = getInput.parse(input);
  const secret = requireLiveSecret(secrets, request.SecretId);
  const [versionId, version] = findVersion(secret, request);
  return {
    reply: {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: versionId,
      SecretString: version.secretString,
      SecretBinary: version.secretBinary,
      VersionStages: version.stages,
      CreatedDate: toEpochSeconds(version.createdAtMs),
    },
  };
}

function findVersion(secret: Secret, request: z.infer<typeof getInput>): [string, Version] {
  const { VersionId: versionId, VersionStage: stage } = request;
  if (versionId === undefined) {
    const label = stage ?? CURRENT;
    const found = findByStage(secret.versions, label);
    return found !== undefined && hasValue(found[1]) ? found : throwNoValue('staging label', label);
  }
  const version = secret.versions[versionId];
  if (version === undefined || !hasValue(version)) throwNoValue('VersionId', versionId);
  if (stage === undefined || version.stages.includes(stage)) return [versionId, version];
  throw new ServiceError(
    'InvalidRequestException',
    'You provided a VersionStage that is not associated to the provided VersionId.',
  );
}

function throwNoValue(what: string, which: string): never {
  throw new ServiceError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${what}: ${which}`,
  );
}
