import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';
import {
  type OperationContext,
  type OperationResult,
  replaceSecret,
  type Secret,
  type Secrets,
} from './secrets.ts';
import { CURRENT } from './stages.ts';
import { tagsInput } from './tag-resource.ts';
import { isSameValue, readValue, valueInput } from './value.ts';

const createInput = z.object({
  Name: z.string().check(z.regex(/^[A-Za-z0-9/_+=.@!-]{1,512}$/)),
  Description: z.optional(z.string().check(z.maxLength(2048))),
  Tags: z.optional(tagsInput),
  ...valueInput,
});

type CreateInput = z.infer<typeof createInput>;

/** A repeat with the same token and value answers as the first time; a secret may be made without a value. */
export function createSecret(
  secrets: Secrets,
  input: unknown,
  context: OperationContext,
): OperationResult {
  const request = createInput.parse(input);
  const existing = secrets.get(request.Name);
  if (existing !== undefined) return { reply: answerExisting(existing, request) };
  const value = readValue(request);
  const versionId = request.ClientRequestToken ?? context.newId();
  const secret: Secret = {
    arn: `arn:aws:secretsmanager:us-east-1:000000000000:secret:${request.Name}-${context.newId().slice(0, 6)}`,
    name: request.Name,
    ...(request.Description !== undefined && { description: request.Description }),
    tags: request.Tags ?? [],
    createdAtMs: context.nowMs,
    changedAtMs: context.nowMs,
    versions: value
      ? { [versionId]: { ...value, stages: [CURRENT], createdAtMs: context.nowMs } }
      : {},
  };
  return {
    secrets: replaceSecret(secrets, secret),
    reply: { ARN: secret.arn, Name: secret.name, ...(value && { VersionId: versionId }) },
  };
}

function answerExisting(secret: Secret, request: CreateInput): object {
  if (secret.deletionAtMs !== undefined) {
    throw new ServiceError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  const { ClientRequestToken: versionId = '' } = request;
  const version = secret.versions[versionId];
  const value = readValue(request);
  if (version !== undefined && value !== undefined && isSameValue(version, value)) {
    return { ARN: secret.arn, Name: secret.name, VersionId: versionId };
  }
  throw new ServiceError(
    'ResourceExistsException',
    `The operation failed because the secret ${secret.name} already exists.`,
  );
}
