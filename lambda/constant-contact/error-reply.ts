import * as z from 'zod/mini';
import { orNothing } from '../shared/or-nothing.ts';
import {
  ConflictError,
  type Failure,
  ForbiddenError,
  NotFoundError,
  QuotaExceededError,
  RateLimitedError,
  RejectedError,
  UnauthorizedError,
  UnreadableReplyError,
  UpstreamUnavailableError,
  type VendorError,
} from './errors.ts';
import type { Hide } from './hide.ts';
import { parseLeniently } from './json.ts';
import { parseRetryAfter } from './policy.ts';
import { describeOrigin } from './reply.ts';
import type { Reply } from './send.ts';

/** One error of the vendor; `message` alone is what stands in for it on a path outside `/v3`. */
const ERROR_DOCUMENT = z.object({
  error_key: orNothing(z.string()),
  error_message: orNothing(z.string()),
  message: orNothing(z.string()),
});
/** Some errors come as an object, some as an array of them. */
const ERROR_DOCUMENTS = z.union([z.array(ERROR_DOCUMENT), ERROR_DOCUMENT]);

/**
 * Turns a reply that is not 2xx into the error of its status.
 *
 * @param hide - takes the token out of the vendor's words, should it quote the request
 */
export function toVendorError(
  reply: Reply,
  { hide, now }: { hide: Hide; now: number },
): VendorError {
  const failure: Failure = {
    ...describeOrigin(reply, hide),
    ...readErrorWords(reply.body, hide),
    retryAfterMs: parseRetryAfter(reply.headers.get('retry-after'), now),
  };
  const { status } = reply;
  if (status >= 500) return new UpstreamUnavailableError({ ...failure, sent: true });
  if (status < 400) return new UnreadableReplyError(failure);
  if (status === 429 && failure.errorKey === 'quota_exceeded')
    return new QuotaExceededError(failure);
  const Named = ERRORS_BY_STATUS.get(status) ?? RejectedError;
  return new Named(failure);
}

const ERRORS_BY_STATUS = new Map<number, new (failure: Failure) => VendorError>([
  [401, UnauthorizedError],
  [403, ForbiddenError],
  [404, NotFoundError],
  [409, ConflictError],
  [429, RateLimitedError],
]);

/** The vendor's key and words, as far as the body is one of the known shapes; HTML and empty bodies have none. */
function readErrorWords(
  body: Uint8Array,
  hide: Hide,
): { errorKey?: string | undefined; errorMessage?: string | undefined } {
  const parsed = z.safeParse(ERROR_DOCUMENTS, parseLeniently(body));
  if (!parsed.success) return {};
  const errors = [parsed.data].flat();
  const words = errors
    .map(({ error_message, message }) => error_message ?? message)
    .filter((text) => text !== undefined);
  return {
    errorKey: hide(errors[0]?.error_key),
    errorMessage: words.length === 0 ? undefined : hide(words.join('; ')),
  };
}
