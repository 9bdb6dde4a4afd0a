/** Another update held the account for as long as this one could wait. */
export class BusyError extends Error {
  override readonly name = 'BusyError';

  constructor(account: string, waitedMs: number) {
    super(
      `Another update held "${account}" for all of the ${waitedMs / 1000} s that this one waited: nothing was sent. ` +
        `Repeat the request.`,
    );
  }
}

/** The application's daily limit is used up. */
export class QuotaExhaustedError extends Error {
  override readonly name = 'QuotaExhaustedError';

  constructor(cause: unknown) {
    super(
      'The daily limit of requests to Constant Contact is used up: nothing was changed. ' +
        'Repeat the request after 00:00 UTC.',
      { cause },
    );
  }
}

/** A write was sent, its answer was lost, and reading did not show that it was done. */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';

  constructor(account: string, cause: unknown) {
    super(
      `A change of "${account}" was sent, but neither an answer nor reading showed whether it was made. ` +
        `Repeat the request: what is already so is not written again.`,
      { cause },
    );
  }
}
