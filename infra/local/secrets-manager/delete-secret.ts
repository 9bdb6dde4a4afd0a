import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';
import {
  findSecret,
  type OperationContext,
  type OperationResult,
  removeSecret,
  replaceSecret,
  requireLiveSecret,
  requireSecret,
  type Secrets,
  toEpochSeconds,
} from './secrets.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Days; the service's own default and limits (API reference, DeleteSecret). */
const RECOVERY_WINDOW = { default: 30, min: 7, max: 30 } as const satisfies Record<string, number>;

const deleteInput = z.object({
  SecretId: z.string(),
  ForceDeleteWithoutRecovery: z.optional(z.boolean()),
  RecoveryWindowInDays: z.optional(
    z.int().check(z.minimum(RECOVERY_WINDOW.min), z.maximum(RECOVERY_WINDOW.max)),
  ),
});

const restoreInput = z.object({ SecretId: z.string() });

/** Schedules the deletion, or deletes at once when forced. Forcing away what does not exist is no error. */
export function deleteSecret(
  secrets: Secrets,
  input: unknown,
  context: OperationContext,
): OperationResult {
  const request = deleteInput.parse(input);
  if (!request.ForceDeleteWithoutRecovery) {
    const windowDays = request.RecoveryWindowInDays ?? RECOVERY_WINDOW.default;
    return scheduleDeletion(secrets, request.SecretId, context.nowMs + windowDays * DAY_MS);
  }
  if (request.RecoveryWindowInDays !== undefined) {
    throw new ServiceError(
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
  const secret = findSecret(secrets, request.SecretId);
  const DeletionDate = toEpochSeconds(context.nowMs);
  if (secret === undefined) return { reply: { Name: request.SecretId, DeletionDate } };
  return {
    secrets: removeSecret(secrets, secret.name),
    reply: { ARN: secret.arn, Name: secret.name, DeletionDate },
  };
}

/** Takes a scheduled deletion back. */
export function restoreSecret(secrets: Secrets, input: unknown): OperationResult {
  const secret = requireSecret(secrets, restoreInput.parse(input).SecretId);
  const { deletionAtMs: _, ...restored } = secret;
  return {
    secrets: replaceSecret(secrets, restored),
    reply: { ARN: secret.arn, Name: secret.name },
  };
}

/** The secrets without those whose recovery window has passed. */
export function dropDeleted(secrets: Secrets, nowMs: number): Secrets {
  const isGone = ({ deletionAtMs = Number.POSITIVE_INFINITY }) => deletionAtMs <= nowMs;
  if (![...secrets.values()].some(isGone)) return secrets;
  return new Map([...secrets].filter(([, secret]) => !isGone(secret)));
}

function scheduleDeletion(secrets: Secrets, secretId: string, atMs: number): OperationResult {
  const secret = requireLiveSecret(secrets, secretId);
  return {
    secrets: replaceSecret(secrets, { ...secret, deletionAtMs: atMs }),
    reply: { ARN: secret.arn, Name: secret.name, DeletionDate: toEpochSeconds(atMs) },
  };
}
