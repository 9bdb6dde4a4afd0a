import type { SecretsManagerRotationEvent, SecretsManagerRotationEventStep } from 'aws-lambda';
import { rotateSecret } from './rotate-secret.ts';
import { findNextWindow } from './rotation-rules.ts';
import {
  type OperationContext,
  type OperationResult,
  replaceSecret,
  type Secret,
  type Secrets,
  type StartedRotation,
} from './secrets.ts';
import { findByStage, isUnfinished, PENDING } from './stages.ts';

export type RotationStep = SecretsManagerRotationEventStep;

const STEPS = [
  'createSecret',
  'setSecret',
  'testSecret',
  'finishSecret',
] as const satisfies RotationStep[];

/** Calls the rotation function; rejects with what it threw. */
export type Rotate = (event: SecretsManagerRotationEvent) => Promise<void>;

/** One rotation, or the test of one, after its end. */
export interface EndedRotation {
  /** Name of the secret. */
  secretId: string;
  versionId: string;
  /** Those that were called, in order; a failure is that of the last. */
  steps: RotationStep[];
  outcome: 'succeeded' | 'failed' | 'cancelled';
  /** Why it failed: what the function threw, or what it left undone. */
  error?: Error;
}

/** The function returned from all steps and left AWSPENDING on another version than the current one. */
export class RotationUnfinishedError extends Error {
  override readonly name = 'RotationUnfinishedError';

  constructor(secretName: string) {
    super(
      `The rotation function of ${secretName} returned, but the new version did not become current.`,
    );
  }
}

interface State {
  rotate: Rotate;
  /** The secrets as they are. */
  read(): Secrets;
  /** Changes them, one change after another. */
  change(
    work: (present: Secrets, context: OperationContext) => OperationResult,
  ): Promise<OperationResult>;
}

export interface Rotations {
  ended: EndedRotation[];
  start(started: StartedRotation): void;
  startDue(): Promise<void>;
  whenIdle(): Promise<void>;
}

/** Drives rotations beside the service's answers: the function calls back into the service. */
export function createRotations({ rotate, read, change }: State): Rotations {
  const running = new Map<string, Promise<void>>();
  const ended: EndedRotation[] = [];

  function start(started: StartedRotation): void {
    running.set(started.versionId, drive(started));
  }

  async function drive(started: StartedRotation): Promise<void> {
    const { name: secretId, versionId } = started;
    const end = await runSteps(started);
    const settled = await settle(started, end).catch((error: unknown) => fail(end, error));
    ended.push({ secretId, versionId, ...settled });
    running.delete(versionId);
  }

  /** Stops at the first step that throws, and before the next one when rotation was turned off. */
  async function runSteps(started: StartedRotation): Promise<StepsEnd> {
    const { name, arn, versionId, testOnly } = started;
    const steps: RotationStep[] = [];
    for (const step of testOnly ? (['testSecret'] as const) : STEPS) {
      if (!isWanted(read().get(name))) return { steps, outcome: 'cancelled' };
      steps.push(step);
      try {
        await rotate({ SecretId: arn, ClientRequestToken: versionId, Step: step });
      } catch (error) {
        return fail({ steps }, error);
      }
    }
    return { steps, outcome: 'succeeded' };
  }

  /** Writes down what the rotation came to. A failed one leaves AWSPENDING where it is, as the service does. */
  async function settle(started: StartedRotation, end: StepsEnd): Promise<StepsEnd> {
    let settled = end;
    await change((present, { nowMs }) => {
      const secret = present.get(started.name);
      if (secret === undefined) return { reply: {} };
      if (started.testOnly) return replace(present, withoutVersion(secret, started.versionId));
      if (end.outcome !== 'succeeded' || secret.rotation === undefined) return { reply: {} };
      if (isUnfinished(secret.versions)) {
        settled = fail(end, new RotationUnfinishedError(started.name));
        return { reply: {} };
      }
      const rotation = { ...secret.rotation, rotatedAtMs: nowMs, sinceMs: nowMs };
      return replace(present, { ...secret, rotation });
    });
    return settled;
  }

  /** Starts those whose window has opened, and takes failed ones up again in the version that they began. */
  async function startDue(): Promise<void> {
    for (const secret of read().values()) {
      const isRunning = Object.keys(secret.versions).some((id) => running.has(id));
      if (!isWanted(secret) || isRunning) continue;
      const pendingId = findByStage(secret.versions, PENDING)?.[0];
      if (pendingId !== undefined && isUnfinished(secret.versions)) {
        start({ name: secret.name, arn: secret.arn, versionId: pendingId, testOnly: false });
        continue;
      }
      const { rotation } = await change((present, context) => {
        const { rotation } = present.get(secret.name) ?? {};
        const window = rotation && findNextWindow(rotation);
        if (window === undefined || window.opensAtMs > context.nowMs) return { reply: {} };
        return rotateSecret(present, { SecretId: secret.name }, context);
      });
      if (rotation) start(rotation);
    }
  }

  async function whenIdle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values());
  }

  return { ended, start, startDue, whenIdle };
}

type StepsEnd = Pick<EndedRotation, 'steps' | 'outcome' | 'error'>;

function isWanted(secret: Secret | undefined): boolean {
  return secret?.rotation?.enabled === true && secret.deletionAtMs === undefined;
}

function replace(present: Secrets, secret: Secret): OperationResult {
  return { reply: {}, secrets: replaceSecret(present, secret) };
}

function withoutVersion(secret: Secret, versionId: string): Secret {
  const { [versionId]: _, ...versions } = secret.versions;
  return { ...secret, versions };
}

function fail({ steps }: Pick<StepsEnd, 'steps'>, error: unknown): StepsEnd {
  const reason = error instanceof Error ? error : new Error(String(error));
  return { steps, outcome: 'failed', error: reason };
}
