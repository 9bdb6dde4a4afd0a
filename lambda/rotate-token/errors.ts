import { describeConsent } from '../credentials/errors.ts';

/** What was sent is no step of the rotation of an account's secret. */
export class InvalidRotationError extends Error {
  override readonly name = 'InvalidRotationError';

  constructor(problem: string) {
    super(
      `The event is no step of a token rotation (${problem}): leave it to Secrets Manager to invoke this function.`,
    );
  }
}

/** The same refresh token is being sent by another rotation, or was a moment ago. */
export class RotationUnderWayError extends Error {
  override readonly name = 'RotationUnderWayError';

  constructor(account: string) {
    super(
      `Another rotation of "${account}" is under way, and a refresh token may be good for one use: nothing was sent. ` +
        `Secrets Manager tries again by itself.`,
    );
  }
}

/** There is no time left to send a refresh token and then store what it brings. */
export class TooLittleTimeError extends Error {
  override readonly name = 'TooLittleTimeError';

  constructor(account: string) {
    super(
      `Too little time is left to renew the tokens of "${account}" and store them for certain: nothing was sent. ` +
        `Secrets Manager tries again by itself.`,
    );
  }
}

/** A refresh token was sent and its answer lost. */
export class RefreshUncertainError extends Error {
  override readonly name = 'RefreshUncertainError';

  constructor(account: string, sentAt: string, cause: unknown) {
    super(
      `The refresh token of "${account}" was sent at ${sentAt} and the answer was lost, so it may be used up, and using ` +
        `it again may revoke everything: it is not sent again while the access token lives. To mend it now: ` +
        describeConsent(account, '--replace'),
      { cause },
    );
  }
}

/** New tokens came and could not be stored. */
export class TokensNotStoredError extends Error {
  override readonly name = 'TokensNotStoredError';

  constructor(account: string, cause: unknown) {
    super(
      `Constant Contact gave new tokens for "${account}", and Secrets Manager would not store them until the time was up: ` +
        `the refresh token that is stored is probably used up. See why it refused, then run ` +
        describeConsent(account, '--replace'),
      { cause },
    );
  }
}
