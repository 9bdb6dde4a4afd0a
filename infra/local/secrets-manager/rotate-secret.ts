import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';
import { type Rotation, rulesSchema } from './rotation-rules.ts';
import {
  type OperationContext,
  type OperationResult,
  replaceSecret,
  requireLiveSecret,
  type Secret,
  type Secrets,
} from './secrets.ts';
import { attachStages, findByStage, isUnfinished, PENDING } from './stages.ts';
import { versionIdInput } from './value.ts';

const rotateInput = z.object({
  SecretId: z.string(),
  ClientRequestToken: z.optional(versionIdInput),
  RotationLambdaARN: z.optional(z.string().check(z.minLength(1), z.maxLength(2048))),
  RotationRules: z.optional(rulesSchema),
  RotateImmediately: z._default(z.boolean(), true),
});

type RotateInput = z.infer<typeof rotateInput>;

const cancelInput = z.object({ SecretId: z.string() });

/**
 * Keeps the configuration, attaches AWSPENDING to a new version without a value, and starts a rotation into it or, with
 * RotateImmediately false, the test alone. Refused while AWSPENDING of an earlier rotation is left on another version than
 * the current one. A repeat with the same token starts nothing.
 */
export function rotateSecret(
  secrets: Secrets,
  input: unknown,
  context: OperationContext,
): OperationResult {
  const request = rotateInput.parse(input);
  const secret = requireLiveSecret(secrets, request.SecretId);
  const versionId = request.ClientRequestToken ?? context.newId();
  const reply = { ARN: secret.arn, Name: secret.name, VersionId: versionId };
  if (secret.versions[versionId] !== undefined) return { reply };
  const rotation = toRotation(secret, request, context);
  if (isUnfinished(secret.versions)) {
    throw new ServiceError(
      'InvalidRequestException',
      "A previous rotation isn't complete. That rotation will be reattempted.",
    );
  }
  const added = { stages: [PENDING], createdAtMs: context.nowMs };
  const versions = attachStages({ ...secret.versions, [versionId]: added }, versionId, [PENDING]);
  return {
    secrets: replaceSecret(secrets, { ...secret, rotation, versions, changedAtMs: context.nowMs }),
    rotation: {
      name: secret.name,
      arn: secret.arn,
      versionId,
      testOnly: !request.RotateImmediately,
    },
    reply,
  };
}

/** Turns rotation off. One that is under way ends before its next step; its AWSPENDING stays where it is. */
export function cancelRotateSecret(secrets: Secrets, input: unknown): OperationResult {
  const secret = requireLiveSecret(secrets, cancelInput.parse(input).SecretId);
  const pendingId = isUnfinished(secret.versions) && findByStage(secret.versions, PENDING)?.[0];
  const reply = {
    ARN: secret.arn,
    Name: secret.name,
    ...(pendingId && { VersionId: pendingId }),
  };
  if (secret.rotation === undefined) return { reply };
  const rotation = { ...secret.rotation, enabled: false };
  return { secrets: replaceSecret(secrets, { ...secret, rotation }), reply };
}

function toRotation(secret: Secret, request: RotateInput, context: OperationContext): Rotation {
  const before = secret.rotation;
  const lambdaArn = request.RotationLambdaARN ?? before?.lambdaArn;
  if (lambdaArn === undefined) {
    throw new ServiceError(
      'InvalidRequestException',
      'No Lambda rotation function ARN is associated with this secret.',
    );
  }
  if (!context.canRotate) refuseToInvoke();
  const rules = request.RotationRules ?? before?.rules;
  const isSet = request.RotationRules !== undefined || !before?.enabled;
  return {
    ...before,
    enabled: true,
    lambdaArn,
    ...(rules && { rules }),
    sinceMs: isSet ? context.nowMs : before.sinceMs,
  };
}

/** What the service answers when Lambda refuses it. */
export function refuseToInvoke(): never {
  throw new ServiceError(
    'AccessDeniedException',
    'Secrets Manager cannot invoke the specified Lambda function.',
  );
}
