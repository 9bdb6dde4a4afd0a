import { toPrintable } from '../shared/printable.ts';

/** Characters of a damaged item's key and of what is wrong with it: either may be anything. */
const SHOWN = 200;

/** The table that the environment names is not there. */
export class TableNotFoundError extends Error {
  override readonly name = 'TableNotFoundError';

  constructor(tableName: string, cause: unknown) {
    super(
      `The DynamoDB table "${tableName}" does not exist in this account and region: deploy the stack, or set TABLE_NAME ` +
        `to its table.`,
      { cause },
    );
  }
}

/** A stored item does not have the form in which this code writes it. */
export class UnreadableItemError extends Error {
  override readonly name = 'UnreadableItemError';

  constructor(key: string, problem: string) {
    super(
      `The stored item ${toPrintable(key, SHOWN)} cannot be read (${toPrintable(problem, SHOWN)}): restore the table ` +
        `to a point before it was damaged.`,
    );
  }
}

/** A snapshot has more text than will ever be read again. */
export class SnapshotTooLargeError extends Error {
  override readonly name = 'SnapshotTooLargeError';

  constructor(account: string, maxBytes: number) {
    super(
      `The snapshot of "${account}" has more than ${maxBytes} bytes, which could not be read again: nothing was stored. ` +
        `Look at the account's emails in its web pages.`,
    );
  }
}
