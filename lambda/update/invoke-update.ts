import { InvokeCommand, type LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { UpdateReply } from './reply.ts';
import type { UpdateRequestInput } from './request.ts';

/** What update throws: the caller may retry, or a person must act. `Error.name` of an `UpdateError` is one of these. */
export const UPDATE_ERROR_NAMES = [
  'BusyError',
  'RateLimitedError',
  'QuotaExhaustedError',
  'UpstreamUnavailableError',
  'OutcomeUnknownError',
  'ReauthorizationRequiredError',
  'TokenUnusableError',
  'AccountMismatchError',
  /** Anything else, such as a time-out of the function: its outcome is unknown too. */
  'UpdateFailedError',
] as const;

export type UpdateErrorName = (typeof UPDATE_ERROR_NAMES)[number];

/** Names and codes under which the SDK reports an answer that never came. */
const LOST_ANSWERS: readonly unknown[] = ['TimeoutError', 'ECONNRESET', 'EPIPE'];

/** The update function threw. Ask for its `name`. */
export class UpdateError extends Error {
  override readonly name: UpdateErrorName;

  constructor(name: UpdateErrorName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/**
 * Invokes update and waits for its reply, refusals included: look at `ok`. Throws an `UpdateError` where the function
 * threw; Lambda itself answers 200 then. Repeating a request is safe: what is already so is not written again.
 *
 * @param functionArn - the alias `live`, as the stack publishes it
 */
export async function invokeUpdate(
  client: LambdaClient,
  request: UpdateRequestInput,
  { functionArn }: { functionArn: string },
): Promise<UpdateReply> {
  const command = new InvokeCommand({
    FunctionName: functionArn,
    Payload: JSON.stringify(request),
  });
  const reply = await client.send(command).catch((error: unknown) => {
    throw explainInvocation(error);
  });
  const payload = parsePayload(reply.Payload);
  if (reply.FunctionError !== undefined) throw toUpdateError(payload);
  if (isReply(payload)) return payload;
  throw new UpdateError(
    'OutcomeUnknownError',
    'Update answered what is no reply: repeat the request.',
  );
}

function parsePayload(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

function isReply(payload: unknown): payload is UpdateReply {
  if (typeof payload !== 'object' || payload === null) return false;
  return 'ok' in payload && typeof payload.ok === 'boolean' && 'requestId' in payload;
}

/** An answer that never came says nothing about the update; whatever kept it from being sent is the caller's own. */
function explainInvocation(cause: unknown): unknown {
  if (cause instanceof TooManyRequestsException) {
    const message = 'Lambda has no room for another update now: repeat it.';
    return new UpdateError('BusyError', message, { cause });
  }
  const { name, code } = cause as { name?: unknown; code?: unknown };
  if (!LOST_ANSWERS.some((lost) => lost === name || lost === code)) return cause;
  return new UpdateError('OutcomeUnknownError', 'No answer came from update: repeat the request.', {
    cause,
  });
}

function toUpdateError(payload: unknown): UpdateError {
  const { errorType, errorMessage } = (payload ?? {}) as Record<string, unknown>;
  const name = UPDATE_ERROR_NAMES.find((known) => known === errorType) ?? 'UpdateFailedError';
  const message =
    typeof errorMessage === 'string' ? errorMessage : 'Update failed without a message.';
  return new UpdateError(name, name === errorType ? message : `${String(errorType)}: ${message}`);
}
