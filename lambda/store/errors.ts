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
      `The stored item ${key} cannot be read (${problem}): restore the table to a point before it was damaged.`,
    );
  }
}
