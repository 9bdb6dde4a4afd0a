import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { type Clock, systemClock } from '../../../lambda/shared/clock.ts';
import { ServiceError, startAwsJson } from '../aws-json.ts';
import { dropDeleted } from './delete-secret.ts';
import { OPERATIONS } from './operations.ts';
import { refuseToInvoke } from './rotate-secret.ts';
import { createRotations, type EndedRotation, type Rotate } from './rotations.ts';
import type { OperationContext, OperationResult, Secrets } from './secrets.ts';
import { openSecretsFile } from './secrets-file.ts';

type Work = (secrets: Secrets, context: OperationContext) => OperationResult;
/** One request that was understood: what was asked of which secret, never a value. */
export interface RecordedCall {
  operation: string;
  secretId: string | undefined;
}

export interface EmbeddedSecretsManager {
  url: string;
  /** All calls so far, in the order of their arrival, whatever came of them. */
  calls: readonly RecordedCall[];
  /** The rotations that have ended so far, in that order. */
  rotations: readonly EndedRotation[];
  /** Resolves when no rotation is under way. */
  whenIdle(): Promise<void>;
  /**
   * Runs what has become due by the clock, and what failed earlier once more, in the same version; nothing happens by
   * itself. (The service tries again too; when and how often it does not say.)
   */
  rotateDue(): Promise<void>;
  /** Lets rotations that are under way end first. */
  close(): Promise<void>;
}

export interface SecretsManagerOptions {
  /** Where `secrets.json` is kept; in memory without it. One process at a time may use a folder. */
  folder?: string;
  clock?: Clock;
  /** When given, only requests signed with this access key id are answered: the port is open to the whole machine. */
  accessKeyId?: string;
  /** Calls the one function that rotates, whatever ARN it is known by; without it RotateSecret is refused. */
  rotate?: Rotate;
}

/**
 * Starts Secrets Manager's protocol (AWS JSON 1.1) on a free port of the loopback interface. Signatures are not
 * verified. Throws DamagedDataError or FolderUnusableError.
 */
export async function startSecretsManager(
  options: SecretsManagerOptions = {},
): Promise<EmbeddedSecretsManager> {
  const { folder, clock = systemClock, accessKeyId, rotate } = options;
  const file = folder === undefined ? undefined : await openSecretsFile(folder);
  const calls: RecordedCall[] = [];
  let secrets: Secrets = file?.secrets ?? new Map();
  let turn: Promise<unknown> = Promise.resolve();

  async function run(work: Work): Promise<OperationResult> {
    const present = dropDeleted(secrets, clock.now());
    const context = { nowMs: clock.now(), newId: randomUUID, canRotate: rotate !== undefined };
    const result = work(present, context);
    const next = result.secrets ?? present;
    if (next !== secrets) await file?.write(next);
    secrets = next;
    return result;
  }

  // One after another: what a change reads must still be so when its result is written.
  function change(work: Work): Promise<OperationResult> {
    const result = turn.then(() => run(work));
    turn = result.catch(() => undefined);
    return result;
  }

  const invoke = rotate ?? (async () => refuseToInvoke());
  const rotations = createRotations({ rotate: invoke, read: () => secrets, change });

  async function answer(name: string, input: unknown): Promise<object> {
    const operation = OPERATIONS.get(name);
    if (operation === undefined) {
      throw new ServiceError('UnknownOperationException', `${name} is not known here.`);
    }
    calls.push({ operation: name, secretId: readSecretId(input) });
    const { reply, rotation } = await change((secrets, context) =>
      operation(secrets, input, context),
    );
    if (rotation) rotations.start(rotation);
    return reply;
  }

  const service = { targetPrefix: 'secretsmanager.', accessKeyId, toServiceError };
  const { url, close } = await startAwsJson({ ...service, answer });
  return {
    url,
    calls,
    rotations: rotations.ended,
    whenIdle: rotations.whenIdle,
    rotateDue: async () => {
      await rotations.startDue();
      await rotations.whenIdle();
    },
    close: async () => {
      await rotations.whenIdle();
      await close();
    },
  };
}

const namedSecret = z.object({ SecretId: z.optional(z.string()), Name: z.optional(z.string()) });

/** Which secret a request speaks of, as it spells it. */
function readSecretId(input: unknown): string | undefined {
  const named = namedSecret.safeParse(input);
  return named.success ? (named.data.SecretId ?? named.data.Name) : undefined;
}

/** What the parser says of a bad input quotes no value; other errors keep their words to themselves. */
function toServiceError(error: unknown): ServiceError {
  if (!(error instanceof z.core.$ZodError)) {
    return new ServiceError('InternalServiceError', 'The secrets could not be written.');
  }
  const fields = error.issues.map(({ path }) => path.join('.')).join(', ');
  return new ServiceError('InvalidParameterException', `Invalid value for ${fields}.`);
}
