import {
  InvalidParameterException,
  InvalidRequestException,
  ResourceExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-secrets-manager';
import { ServiceError } from '../../../infra/local/aws-json.ts';
import { OPERATIONS } from '../../../infra/local/secrets-manager/operations.ts';
import { createRotations, type Rotate } from '../../../infra/local/secrets-manager/rotations.ts';
import type {
  OperationContext,
  OperationResult,
  Secrets,
} from '../../../infra/local/secrets-manager/secrets.ts';
import type { Random } from './random.ts';

export interface MemorySecrets {
  /** Answers an SDK command at once; throws what its client would. */
  answer(command: { constructor: { name: string }; input: object }): object;
  /** Starts the rotations that are due, and failed ones once more. */
  startDueRotations(): Promise<void>;
}

const EXCEPTIONS = new Map(
  [
    InvalidParameterException,
    InvalidRequestException,
    ResourceExistsException,
    ResourceNotFoundException,
  ].map((Exception) => [Exception.name, Exception]),
);

/** The embedded Secrets Manager without its server. */
export function openMemorySecrets(parts: {
  now: () => number;
  random: Random;
  rotate: Rotate;
}): MemorySecrets {
  const { now, random, rotate } = parts;
  let secrets: Secrets = new Map();

  function run(
    work: (present: Secrets, context: OperationContext) => OperationResult,
  ): OperationResult {
    const result = work(secrets, { nowMs: now(), newId: random.newId, canRotate: true });
    secrets = result.secrets ?? secrets;
    return result;
  }

  const rotations = createRotations({
    rotate,
    read: () => secrets,
    change: async (work) => run(work),
  });

  return {
    answer: (command) => {
      const name = command.constructor.name.replace(/Command$/, '');
      const operation = OPERATIONS.get(name);
      if (operation === undefined) throw new Error(`Secrets Manager does not know ${name} here.`);
      try {
        const { reply, rotation } = run((present, context) =>
          operation(present, command.input, context),
        );
        if (rotation) rotations.start(rotation);
        return reply;
      } catch (error) {
        throw toException(error);
      }
    },
    startDueRotations: rotations.startDue,
  };
}

function toException(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  const Exception = EXCEPTIONS.get(error.type);
  return Exception ? new Exception({ message: error.message, $metadata: {} }) : error;
}
