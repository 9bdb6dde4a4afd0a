import {
  DescribeSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { toIsoTime } from '../../lambda/credentials/plausible-time.ts';
import { openSecretVersions, STAGE } from '../../lambda/credentials/secret-versions.ts';
import { parseTokenSet } from '../../lambda/credentials/token-set.ts';
import { secretNameOf } from '../../lambda/credentials/tokens.ts';
import { toReason } from './failure.ts';
import type { Surroundings } from './invoke.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { EndedRotation, RotationStep } from './secrets-manager/rotations.ts';
import { ALIASES, TOKEN_VARIABLE } from './vendor.ts';
import { type RunOptions, withVendor } from './with-vendor.ts';

/** As the stack sets it for the first account. */
const CONFIGURATION = {
  RotationLambdaARN: 'arn:aws:lambda:us-east-1:000000000000:function:rotate-token',
  RotationRules: { ScheduleExpression: 'rate(4 hours)' },
} as const;

/** One rotation of the sandbox's account, however it ended. */
export interface LocalRotation {
  account: string;
  outcome: EndedRotation['outcome'];
  /** Those that Secrets Manager called; a failure is that of the last. */
  steps: RotationStep[];
  /** Id of the version that the rotation was to fill. */
  versionId: string;
  /** When the stored access token expires, before and after (ISO 8601, null if the secret does not say). */
  expiresAt: { before: string | null; after: string | null };
  /** What the sandbox knows of the account's refresh tokens, each good for one use. */
  refreshTokens: { given: number; spent: number; newestIsStored: boolean };
  /** What came to the sandbox meanwhile. */
  requests: { method: string; path: string; status: number | 'dropped' }[];
  /** Why it failed. */
  error?: { name: string; message: string };
}

/** There is nothing here that a refresh could renew. */
export class NotRotatableError extends Error {
  override readonly name = 'NotRotatableError';
}

/**
 * Lets the embedded Secrets Manager rotate the token of the sandbox's account once, through the unmodified function. What
 * the function throws is a result; thrown is what made a rotation impossible, such as NotRotatableError.
 */
export async function runRotation(
  options: RunOptions & { account: string },
): Promise<LocalRotation> {
  const { account, accessToken, onStep } = options;
  if (accessToken !== undefined) {
    throw new NotRotatableError(
      `The token in ${TOKEN_VARIABLE} comes without a refresh token, so it cannot be rotated: unset the variable to rotate that of the sandbox.`,
    );
  }
  if (account !== ALIASES.sandbox) {
    throw new NotRotatableError(
      `Only "${ALIASES.sandbox}", the sandbox's account, can be rotated here.`,
    );
  }
  return await withVendor(options, async (around) => {
    onStep('Rotating the token');
    return await rotateOnce(around);
  });
}

/** Rotates where services and sandbox are there already. What the function throws is a result. */
export async function rotateOnce({ services, vendor }: Surroundings): Promise<LocalRotation> {
  const { secrets, secretsManager } = services;
  const SecretId = secretNameOf(vendor.account);
  await takeOffPending(secrets, SecretId);
  const before = await readStored(secrets, SecretId);
  const started = await secrets.send(new RotateSecretCommand({ SecretId, ...CONFIGURATION }));
  await secretsManager.whenIdle();
  const ended = secretsManager.rotations.find(({ versionId }) => versionId === started.VersionId);
  if (ended === undefined) throw new Error(`The rotation ${started.VersionId} has not ended.`);
  const after = await readStored(secrets, SecretId);
  const { outcome, steps, versionId, error } = ended;
  return {
    account: vendor.account,
    outcome,
    steps,
    versionId,
    expiresAt: { before: before.expiresAt, after: after.expiresAt },
    ...toEvidence(vendor.sandbox, after.refresh_token),
    ...(error && { error: toReason(error) }),
  };
}

/** A failed rotation of an earlier run stands in the way, and its tokens are not those of this run's sandbox. */
async function takeOffPending(secrets: SecretsManagerClient, SecretId: string): Promise<void> {
  const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  const [RemoveFromVersionId] =
    Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(STAGE.pending)) ?? [];
  if (RemoveFromVersionId === undefined) return;
  const change = { VersionStage: STAGE.pending, RemoveFromVersionId };
  await secrets.send(new UpdateSecretVersionStageCommand({ SecretId, ...change }));
}

async function readStored(secrets: SecretsManagerClient, name: string) {
  const current = await openSecretVersions(secrets, name).readStage(STAGE.current);
  const { expires_at, refresh_token } = parseTokenSet(name, current?.text) ?? {};
  const expiresAt = toIsoTime((expires_at ?? Number.NaN) * 1000) ?? null;
  return { expiresAt, refresh_token };
}

function toEvidence(sandbox: Sandbox | undefined, stored: string | undefined) {
  const given = sandbox?.grants.flatMap(({ refreshTokens }) => refreshTokens) ?? [];
  return {
    refreshTokens: {
      given: given.length,
      spent: given.filter(({ replacedAtMs }) => replacedAtMs !== undefined).length,
      newestIsStored: given.at(-1)?.value === stored,
    },
    requests: (sandbox?.record ?? []).map(({ method, path, status }) => ({ method, path, status })),
  };
}
