/** The vendor answered with no sender at all, which an outage can cause and an account cannot. */
export class EmptySendersError extends Error {
  override readonly name = 'EmptySendersError';

  constructor(account: string) {
    super(
      `Constant Contact listed no sender for "${account}", which is never believed: nothing was stored. ` +
        `If it stays so, look at the account's emails in its web pages.`,
    );
  }
}

/** Something was missing in one reply and not, or not only that, in the next. */
export class RemovalNotConfirmedError extends Error {
  override readonly name = 'RemovalNotConfirmedError';

  constructor(account: string) {
    super(
      `Two replies of Constant Contact for "${account}", a second apart, disagree on what is missing: nothing was ` +
        `stored. The next run looks again.`,
    );
  }
}

/** Other runs committed snapshots of the account while this one was reading it, every time it tried. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';

  constructor(account: string, rounds: number) {
    super(
      `Other runs stored snapshots of "${account}" during each of ${rounds} rounds of this one: nothing is lost. ` +
        `Look for overlapping runs if it comes back.`,
    );
  }
}

/** A committed snapshot could not be announced; it stays unsettled until a run announces it. */
export class SettleError extends Error {
  override readonly name = 'SettleError';

  constructor(account: string, snapshot: number, cause: unknown) {
    super(
      `Snapshot ${snapshot} of "${account}" is stored but could not be settled: the next run takes it up.`,
      { cause },
    );
  }
}

/** Of several accounts not one could be checked. */
export class NoAccountCheckedError extends Error {
  override readonly name = 'NoAccountCheckedError';

  constructor(failed: number, errorNames: readonly string[]) {
    super(
      `No account could be checked, ${failed} failed (${[...new Set(errorNames)].join(', ')}): ` +
        `read each account's newest run for the reason.`,
    );
  }
}

/** The event is not one that sync takes. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';

  constructor(problem: string) {
    super(
      `The event for sync is not valid (${problem}): send { account?, scheduledTime?, trigger?, staleAfterHours? }.`,
    );
  }
}
