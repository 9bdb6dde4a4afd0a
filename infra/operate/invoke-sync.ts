import {
  InvokeCommand,
  type LambdaClient,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import type { AccountReply } from '../../lambda/sync/run-sync.ts';
import { RefusedError } from './errors.ts';

/** The sync function threw; its message is the error's name there and one sentence. */
export class SyncFailedError extends Error {
  override readonly name = 'SyncFailedError';
}

/**
 * Invokes sync for one account and waits for its reply. Lambda answers 200 also when the function threw: then this
 * throws SyncFailedError. Throws RefusedError when the function is not there or has no room.
 */
export async function invokeSync(
  client: LambdaClient,
  functionArn: string,
  account: string,
): Promise<AccountReply> {
  const command = new InvokeCommand({
    FunctionName: functionArn,
    Payload: JSON.stringify({ account }),
  });
  const reply = await client.send(command).catch((cause: unknown) => {
    throw explain(cause, functionArn);
  });
  const payload = parse(reply.Payload);
  if (reply.FunctionError !== undefined) throw toError(payload);
  if ('outcome' in payload) return payload as unknown as AccountReply;
  throw new SyncFailedError('The function answered what is no reply of sync: look at its ARN.');
}

function parse(payload: Uint8Array | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function toError({ errorType, errorMessage }: Record<string, unknown>): SyncFailedError {
  const name = typeof errorType === 'string' ? errorType : 'Error';
  const [sentence = ''] = String(errorMessage ?? 'no message').split('\n');
  return new SyncFailedError(`${name}: ${sentence}`);
}

function explain(cause: unknown, functionArn: string): unknown {
  if (cause instanceof TooManyRequestsException) {
    // Sync runs one at a time.
    return new RefusedError('Another check is under way: try again when it has ended.', { cause });
  }
  if (cause instanceof ResourceNotFoundException) {
    return new RefusedError(
      `There is no function ${functionArn}: the stack's output SyncFunctionArn names it.`,
      { cause },
    );
  }
  return cause;
}
