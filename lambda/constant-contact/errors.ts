import { toPlainLine } from '../shared/printable.ts';

/** What is known of a failed request. Nothing here may hold a token: errors are logged and stored. */
export interface Failure {
  method: string;
  url: string;
  /** Undefined when no answer came. */
  status?: number | undefined;
  /** The vendor's `error_key`, such as `access_denied`. */
  errorKey?: string | undefined;
  /** The vendor's `error_message`, at most 200 characters. */
  errorMessage?: string | undefined;
  /** `x-amzn-RequestId` of the answer. */
  requestId?: string | undefined;
  /** `x-eig-tracking-id` of the answer. */
  trackingId?: string | undefined;
  /** What `Retry-After` asked for. */
  retryAfterMs?: number | undefined;
  /** What happened, where the answer's status and error do not say it. */
  event?: string;
  cause?: Error;
}

/** A request to Constant Contact that did not give what it was sent for. */
export abstract class VendorError extends Error {
  readonly method: string;
  readonly url: string;
  readonly status: number | undefined;
  readonly errorKey: string | undefined;
  readonly errorMessage: string | undefined;
  readonly requestId: string | undefined;
  readonly trackingId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(failure: Failure, advice: string) {
    const event = failure.event ?? describeAnswer(failure);
    const options = failure.cause === undefined ? {} : { cause: failure.cause };
    super(`${failure.method} ${failure.url} ${toPlainText(event)}; ${advice}`, options);
    this.method = failure.method;
    this.url = failure.url;
    this.status = failure.status;
    this.errorKey = toPlainText(failure.errorKey);
    this.errorMessage = toPlainText(failure.errorMessage);
    this.requestId = toPlainText(failure.requestId);
    this.trackingId = toPlainText(failure.trackingId);
    this.retryAfterMs = failure.retryAfterMs;
  }
}

function describeAnswer({ status, errorKey, errorMessage }: Failure): string {
  const said = [errorKey, errorMessage].filter((part) => part !== undefined).join(': ');
  return `answered ${status}${said === '' ? '' : ` (${said})`}`;
}

/** Characters kept of anything that the vendor or the network said. */
const FOREIGN_TEXT_CHARACTERS = 200;

function toPlainText<Text extends string | undefined>(text: Text): Text | string {
  return text === undefined
    ? text
    : toPlainLine(text).slice(0, FOREIGN_TEXT_CHARACTERS).toWellFormed();
}

/** 401, or a token that cannot even be sent (then without status). */
export class UnauthorizedError extends VendorError {
  override readonly name = 'UnauthorizedError';
  constructor(failure: Failure) {
    super(failure, 'the access token is not accepted: refresh it or authorize the account again');
  }
}

export class ForbiddenError extends VendorError {
  override readonly name = 'ForbiddenError';
  constructor(failure: Failure) {
    super(failure, "check the privileges of the token's user and the scopes of the token");
  }
}

export class NotFoundError extends VendorError {
  override readonly name = 'NotFoundError';
  constructor(failure: Failure) {
    super(failure, 'it does not exist, or the API address is wrong');
  }
}

/** 400, 415 and every other 4xx that has no name of its own. */
export class RejectedError extends VendorError {
  override readonly name = 'RejectedError';
  constructor(failure: Failure) {
    super(failure, 'correct the request, it would be rejected again');
  }
}

export class ConflictError extends VendorError {
  override readonly name = 'ConflictError';
  constructor(failure: Failure) {
    super(failure, 'it exists already: read it instead of adding it');
  }
}

/** 429 `throttled` after all retries, or a 429 that does not say which limit it means. */
export class RateLimitedError extends VendorError {
  override readonly name = 'RateLimitedError';
  constructor(failure: Failure) {
    super(failure, 'the application sends too many requests at once: try again later');
  }
}

/** 429 `quota_exceeded`: does not pass before 00:00 UTC. */
export class QuotaExceededError extends VendorError {
  override readonly name = 'QuotaExceededError';
  constructor(failure: Failure) {
    super(failure, "the application's requests of this day are used up: try again after 00:00 UTC");
  }
}

/** 5xx, time-out, or a connection that failed or broke off. */
export class UpstreamUnavailableError extends VendorError {
  override readonly name = 'UpstreamUnavailableError';
  /** False only if the request certainly never left; else the vendor may have acted on it. */
  readonly sent: boolean;

  constructor(failure: Failure & { sent: boolean }) {
    const unknown = failure.method !== 'GET' && failure.sent;
    super(
      failure,
      unknown ? 'it may have been done all the same: read before sending it again' : 'try later',
    );
    this.sent = failure.sent;
  }
}

/**
 * An answer that is not what the vendor documents. It proves nothing about the account; after a PUT or POST, the
 * change may have been made.
 */
export class UnreadableReplyError extends VendorError {
  override readonly name = 'UnreadableReplyError';
  constructor(failure: Failure) {
    super(failure, 'nothing of it was used; if this stays, the API has changed');
  }
}

/**
 * The authorization server's `invalid_grant`: the refresh token or code is used up, revoked or too old, and only a
 * person's consent brings a new one.
 */
export class InvalidGrantError extends VendorError {
  override readonly name = 'InvalidGrantError';
  constructor(failure: Failure) {
    super(failure, 'a person has to consent anew');
  }
}

/** Any other refusal of the authorization server; the refresh token or code was not used up. */
export class TokenRequestRefusedError extends VendorError {
  override readonly name = 'TokenRequestRefusedError';
  constructor(failure: Failure) {
    super(
      failure,
      "check the application's client id and secret; if they are right, a person has to consent anew",
    );
  }
}
