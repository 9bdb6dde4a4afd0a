import * as z from 'zod/mini';
import { ServiceError } from '../aws-json.ts';
import { rotationSchema } from './rotation-rules.ts';

/**
 * One version of a secret: its value in one of the two forms, or none while a rotation has not stored one yet, and the
 * staging labels attached to it.
 */
const versionSchema = z.object({
  secretString: z.optional(z.string()),
  /** Base64, as on the wire. */
  secretBinary: z.optional(z.string()),
  stages: z.array(z.string()),
  createdAtMs: z.number(),
});

const secretSchema = z.object({
  arn: z.string(),
  name: z.string(),
  description: z.optional(z.string()),
  tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
  createdAtMs: z.number(),
  changedAtMs: z.number(),
  /** Set while the secret is scheduled for deletion: the moment when it goes. */
  deletionAtMs: z.optional(z.number()),
  /** Set for good by the first RotateSecret. */
  rotation: z.optional(rotationSchema),
  /** By version id. */
  versions: z.record(z.string(), versionSchema),
});

/** All that is kept, as it lies in the file. */
export const secretsSchema = z.object({
  formatVersion: z.literal(1),
  secrets: z.array(secretSchema),
});

export type Version = z.infer<typeof versionSchema>;
export type Versions = Readonly<Record<string, Version>>;
export type Secret = z.infer<typeof secretSchema>;

/** The whole state, by name. It is never changed in place: an operation returns a new one. */
export type Secrets = ReadonlyMap<string, Secret>;

/** What an operation may use beside the state and its input. */
export interface OperationContext {
  nowMs: number;
  /** A new UUID each time. */
  newId: () => string;
  /** Whether there is a function to rotate with. */
  canRotate: boolean;
}

/** An operation's answer, the state after it when it changed anything, and the rotation that it started. */
export interface OperationResult {
  reply: object;
  secrets?: Secrets;
  rotation?: StartedRotation;
}

/** A rotation whose version has its AWSPENDING; the steps are still to come. */
export interface StartedRotation {
  name: string;
  arn: string;
  versionId: string;
  /** Runs testSecret alone, and lets go of the version afterwards. */
  testOnly: boolean;
}

export function replaceSecret(secrets: Secrets, secret: Secret): Secrets {
  return new Map(secrets).set(secret.name, secret);
}

export function removeSecret(secrets: Secrets, name: string): Secrets {
  return new Map([...secrets].filter(([key]) => key !== name));
}

/** Finds a secret by its name or its ARN, with or without the ARN's random ending. */
export function findSecret(secrets: Secrets, secretId: string): Secret | undefined {
  if (!secretId.startsWith('arn:')) return secrets.get(secretId);
  const named = secrets.get(secretId.split(':').slice(6).join(':'));
  if (named !== undefined) return named;
  return [...secrets.values()].find(({ arn }) => arn === secretId);
}

export function requireSecret(secrets: Secrets, secretId: string): Secret {
  const secret = findSecret(secrets, secretId);
  if (secret !== undefined) return secret;
  throw new ServiceError(
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  );
}

/** Like requireSecret, for operations that a scheduled deletion forbids. */
export function requireLiveSecret(secrets: Secrets, secretId: string): Secret {
  const secret = requireSecret(secrets, secretId);
  if (secret.deletionAtMs === undefined) return secret;
  throw new ServiceError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

/** Times go over the wire in epoch seconds. */
export function toEpochSeconds(timeMs: number): number {
  return timeMs / 1000;
}
