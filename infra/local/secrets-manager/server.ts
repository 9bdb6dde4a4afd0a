import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type Clock, systemClock } from '../../../lambda/shared/clock.ts';
import { createSecret } from './create-secret.ts';
import { deleteSecret, dropDeleted, restoreSecret } from './delete-secret.ts';
import { describeSecret } from './describe-secret.ts';
import { getSecretValue } from './get-secret-value.ts';
import { listSecrets } from './list-secrets.ts';
import { putSecretValue } from './put-secret-value.ts';
import type { OperationContext, OperationResult, Secrets } from './secrets.ts';
import { openSecretsFile } from './secrets-file.ts';
import { ServiceError } from './service-error.ts';
import { tagResource } from './tag-resource.ts';
import { updateSecretVersionStage } from './update-secret-version-stage.ts';
import { readOperationName, readSecretId, requireKey, send, sendError } from './wire.ts';

type Operation = (secrets: Secrets, input: unknown, context: OperationContext) => OperationResult;

const OPERATIONS = new Map<string, Operation>(
  Object.entries({
    CreateSecret: createSecret,
    DeleteSecret: deleteSecret,
    DescribeSecret: describeSecret,
    GetSecretValue: getSecretValue,
    ListSecrets: listSecrets,
    PutSecretValue: putSecretValue,
    RestoreSecret: restoreSecret,
    TagResource: tagResource,
    UpdateSecretVersionStage: updateSecretVersionStage,
  } satisfies Record<string, Operation>),
);

/** One request that was understood: what was asked of which secret, never a value. */
export interface RecordedCall {
  operation: string;
  secretId: string | undefined;
}

export interface EmbeddedSecretsManager {
  url: string;
  /** All calls so far, in the order of their arrival, whatever came of them. */
  calls: readonly RecordedCall[];
  close(): Promise<void>;
}

export interface SecretsManagerOptions {
  /** Where `secrets.json` is kept; in memory without it. One process at a time may use a folder. */
  folder?: string;
  clock?: Clock;
  /** When given, only requests signed with this access key id are answered: the port is open to the whole machine. */
  accessKeyId?: string;
}

/**
 * Starts Secrets Manager's protocol (AWS JSON 1.1) on a free port of the loopback interface. Signatures are not
 * verified. Throws DamagedDataError or FolderUnusableError.
 */
export async function startSecretsManager(
  options: SecretsManagerOptions = {},
): Promise<EmbeddedSecretsManager> {
  const { folder, clock = systemClock, accessKeyId } = options;
  const file = folder === undefined ? undefined : await openSecretsFile(folder);
  const calls: RecordedCall[] = [];
  let secrets: Secrets = file?.secrets ?? new Map();
  let turn: Promise<unknown> = Promise.resolve();

  async function run(operation: Operation, input: unknown): Promise<object> {
    const present = dropDeleted(secrets, clock.now());
    const result = operation(present, input, { nowMs: clock.now(), newId: randomUUID });
    const next = result.secrets ?? present;
    if (next !== secrets) await file?.write(next);
    secrets = next;
    return result.reply;
  }

  async function answer(request: IncomingMessage): Promise<object> {
    requireKey(request, accessKeyId);
    const name = readOperationName(request);
    const operation = OPERATIONS.get(name);
    if (operation === undefined) {
      throw new ServiceError('UnknownOperationException', `${name} is not known here.`);
    }
    const input = await json(request);
    calls.push({ operation: name, secretId: readSecretId(input) });
    // One after another: what an operation reads must still be so when its result is written.
    const result = turn.then(() => run(operation, input));
    turn = result.catch(() => undefined);
    return await result;
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (reply) => send(response, 200, reply),
      (error: unknown) => sendError(response, error),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}
