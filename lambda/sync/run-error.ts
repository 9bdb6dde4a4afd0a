import {
  ConflictError,
  NotFoundError,
  RejectedError,
  UnreadableReplyError,
} from '../constant-contact/errors.ts';

/**
 * The error under which a failed run is recorded. A read that the vendor calls wrong, missing or in conflict says as
 * little about the account as one that cannot be parsed.
 */
export function toRunError(error: unknown): Error {
  if (
    error instanceof RejectedError ||
    error instanceof NotFoundError ||
    error instanceof ConflictError
  ) {
    return new UnreadableReplyError({ ...error, cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}
