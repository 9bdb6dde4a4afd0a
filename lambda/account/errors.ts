/** The token opened another Constant Contact account than the one this alias has meant so far. */
export class AccountMismatchError extends Error {
  override readonly name = 'AccountMismatchError';

  constructor(account: string, knownId: string) {
    super(
      `The token of "${account}" opens another Constant Contact account than ${knownId}, for which this alias stands: ` +
        `store the right account's token in its secret, or connect the other account under an alias of its own.`,
    );
  }
}
