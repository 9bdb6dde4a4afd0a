import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';
import {
  type OperationContext,
  type OperationResult,
  replaceSecret,
  requireLiveSecret,
  type Secret,
  type Secrets,
  type Version,
  type Versions,
} from './secrets.ts';
import { attachStages, CURRENT } from './stages.ts';
import { hasValue, isSameValue, readValue, valueInput } from './value.ts';

/** The service's quota (Secrets Manager user guide, "Quotas"); it, too, lets go of old versions without a label. */
const MAX_VERSIONS = 100;

const putInput = z.object({
  SecretId: z.string(),
  VersionStages: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(20))),
  ...valueInput,
});

/**
 * Adds a version, or fills the one that a rotation has made. The token is the version's id: the same token with the same
 * value changes nothing.
 */
export function putSecretValue(
  secrets: Secrets,
  input: unknown,
  context: OperationContext,
): OperationResult {
  const request = putInput.parse(input);
  const secret = requireLiveSecret(secrets, request.SecretId);
  const value = readValue(request);
  if (value === undefined) {
    throw new ServiceError(
      'InvalidRequestException',
      'You must provide either SecretString or SecretBinary.',
    );
  }
  const versionId = request.ClientRequestToken ?? context.newId();
  const existing = secret.versions[versionId];
  if (existing !== undefined && hasValue(existing)) {
    if (isSameValue(existing, value)) return { reply: toReply(secret, versionId, existing) };
    throw new ServiceError(
      'ResourceExistsException',
      `The version ${versionId} already exists with another value.`,
    );
  }
  const stages = new Set(request.VersionStages ?? [CURRENT]);
  if (!Object.values(secret.versions).some(hasValue)) stages.add(CURRENT);
  const all = [...new Set([...stages, ...(existing?.stages ?? [])])];
  const added: Version = { ...value, stages: all, createdAtMs: context.nowMs };
  const versions = attachStages({ ...secret.versions, [versionId]: added }, versionId, all);
  const changed = { ...secret, versions: dropOldest(versions), changedAtMs: context.nowMs };
  return {
    secrets: replaceSecret(secrets, changed),
    reply: toReply(changed, versionId, added),
  };
}

function toReply(secret: Secret, versionId: string, { stages }: Version): object {
  return { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: stages };
}

function dropOldest(versions: Versions): Record<string, Version> {
  const surplus = Math.max(0, Object.keys(versions).length - MAX_VERSIONS);
  const dropped = Object.entries(versions)
    .filter(([, { stages }]) => stages.length === 0)
    .toSorted(([, a], [, b]) => a.createdAtMs - b.createdAtMs)
    .slice(0, surplus)
    .map(([id]) => id);
  return Object.fromEntries(Object.entries(versions).filter(([id]) => !dropped.includes(id)));
}
