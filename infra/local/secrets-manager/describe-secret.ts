import * as z from 'zod/mini';
import { toRotationMetadata } from './rotation-rules.ts';
import {
  type OperationResult,
  requireSecret,
  type Secret,
  type Secrets,
  toEpochSeconds,
} from './secrets.ts';

const describeInput = z.object({ SecretId: z.string() });

/** Answers for a secret that is scheduled for deletion, too. */
export function describeSecret(secrets: Secrets, input: unknown): OperationResult {
  const secret = requireSecret(secrets, describeInput.parse(input).SecretId);
  return { reply: { ...toMetadata(secret), VersionIdsToStages: toStagesByVersion(secret) } };
}

/** What DescribeSecret and ListSecrets both say of a secret. */
export function toMetadata(secret: Secret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    Tags: secret.tags,
    CreatedDate: toEpochSeconds(secret.createdAtMs),
    LastChangedDate: toEpochSeconds(secret.changedAtMs),
    ...(secret.rotation && toRotationMetadata(secret.rotation)),
    ...(secret.deletionAtMs !== undefined && { DeletedDate: toEpochSeconds(secret.deletionAtMs) }),
  };
}

/** Versions without a label are counted as deprecated and not shown. */
export function toStagesByVersion(secret: Secret): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(secret.versions)
      .filter(([, { stages }]) => stages.length > 0)
      .map(([id, { stages }]) => [id, stages]),
  );
}
