import type { AccountClient } from '../constant-contact/client.ts';
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  QuotaExceededError,
  RejectedError,
  UnreadableReplyError,
  UpstreamUnavailableError,
  type VendorError,
} from '../constant-contact/errors.ts';
import { TokenReplacedError, UnknownAccountError } from '../credentials/errors.ts';
import type { AccountToken } from '../credentials/tokens.ts';
import { METRIC } from '../shared/contract.ts';
import type { Dependencies } from './dependencies.ts';
import { QuotaExhaustedError } from './errors.ts';
import { describeAnswer, explainForbidden } from './explain-forbidden.ts';
import { refusal } from './refusals.ts';
import type { Refusal } from './reply.ts';

/**
 * What a failed update is to its caller: a refusal for what retrying cannot mend, else the error to throw, because the
 * caller may retry or a person must act. The second kind is thrown from here.
 */
export async function explainFailure(
  error: unknown,
  { emitMetrics, clock }: Dependencies,
  { client, token }: { client: AccountClient; token: AccountToken },
): Promise<Refusal> {
  if (error instanceof UnknownAccountError) return refusal('unknown_account', error.message);
  if (error instanceof ForbiddenError) {
    emitMetrics({ [METRIC.updateRefused]: 1 }, clock.now());
    return explainForbidden(error, client, await token.stored());
  }
  if (error instanceof ConflictError) return refuse('already_exists', error);
  if (error instanceof NotFoundError) return refuse('not_found', error);
  if (error instanceof RejectedError) return refuse('rejected', error);
  if (error instanceof QuotaExceededError) throw new QuotaExhaustedError(error);
  if (error instanceof UnreadableReplyError) throw toUnavailable(error);
  if (error instanceof TokenReplacedError) throw toUnreadable(error);
  throw error;
}

function refuse(code: 'already_exists' | 'not_found' | 'rejected', error: VendorError): Refusal {
  return refusal(code, error.message, [describeAnswer(error)]);
}

/** A read that says nothing leaves the account as unknown as one that never came; nothing was written yet. */
function toUnavailable(error: UnreadableReplyError): UpstreamUnavailableError {
  const event = `answered ${error.status} with what cannot be read`;
  return new UpstreamUnavailableError({ ...error, event, sent: false, cause: error });
}

/** Tokens that change faster than an account can be read: nothing was written, and a repeat will find a steady one. */
function toUnreadable(cause: TokenReplacedError): UpstreamUnavailableError {
  const event = 'was given up: the token was replaced twice meanwhile';
  return new UpstreamUnavailableError({
    method: 'GET',
    url: 'the account',
    event,
    sent: false,
    cause,
  });
}
