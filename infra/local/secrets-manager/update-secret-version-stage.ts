import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';
import {
  type OperationContext,
  type OperationResult,
  replaceSecret,
  requireLiveSecret,
  type Secret,
  type Secrets,
} from './secrets.ts';
import { attachStages, CURRENT, findByStage, moveStage } from './stages.ts';

const updateInput = z.object({
  SecretId: z.string(),
  VersionStage: z.string().check(z.minLength(1)),
  MoveToVersionId: z.optional(z.string()),
  RemoveFromVersionId: z.optional(z.string()),
});

type UpdateInput = z.infer<typeof updateInput>;

/** Moves a label, attaches a new one or takes one off. Whoever holds the label now must be named. */
export function updateSecretVersionStage(
  secrets: Secrets,
  input: unknown,
  context: OperationContext,
): OperationResult {
  const request = updateInput.parse(input);
  const secret = requireLiveSecret(secrets, request.SecretId);
  requirePossible(secret, request);
  const { VersionStage: stage, MoveToVersionId: toId } = request;
  const versions =
    toId === undefined
      ? moveStage(secret.versions, stage, undefined)
      : attachStages(secret.versions, toId, [stage]);
  return {
    secrets: replaceSecret(secrets, { ...secret, versions, changedAtMs: context.nowMs }),
    reply: { ARN: secret.arn, Name: secret.name },
  };
}

function requirePossible(secret: Secret, request: UpdateInput): void {
  const { VersionStage: stage, MoveToVersionId: toId, RemoveFromVersionId: fromId } = request;
  const holderId = findByStage(secret.versions, stage)?.[0];
  if (toId === undefined && fromId === undefined) {
    refuse('You must specify at least one of MoveToVersionId and RemoveFromVersionId.');
  }
  for (const id of [toId, fromId]) {
    if (id === undefined || secret.versions[id] !== undefined) continue;
    throw new ServiceError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret version: ${id}.`,
    );
  }
  if (fromId !== undefined && fromId !== holderId) {
    refuse(`The staging label ${stage} is not attached to version ${fromId}.`);
  }
  if (toId === undefined && stage === CURRENT) {
    refuse(`You can only move ${stage} to a different version. It can't be completely removed.`);
  }
  if (toId !== holderId && holderId !== undefined && fromId === undefined) {
    refuse(`${stage} is attached to version ${holderId}: name that in RemoveFromVersionId.`);
  }
}

function refuse(message: string): never {
  throw new ServiceError('InvalidParameterException', message);
}
