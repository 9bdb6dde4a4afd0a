/** No secret stands under the alias. */
export class UnknownAccountError extends Error {
  override readonly name = 'UnknownAccountError';

  constructor(account: string, secretName: string) {
    super(
      `No account is connected as "${account}": there is no secret "${secretName}" in this AWS account and region. ` +
        `Check the alias, or create that secret with the account's token.`,
    );
  }
}

/** The secret is there but holds no token that could be sent. */
export class TokenUnusableError extends Error {
  override readonly name = 'TokenUnusableError';
  /** `unseeded`: nobody has stored a token yet. `malformed`: what is stored is none of the known forms. */
  readonly reason: 'unseeded' | 'malformed';

  constructor(secretName: string, reason: 'unseeded' | 'malformed', problem: string) {
    super(`The secret "${secretName}" ${problem}: store the account's access token in it.`);
    this.reason = reason;
  }
}

/** The token was replaced while several requests had to be made with the same one. */
export class TokenReplacedError extends Error {
  override readonly name = 'TokenReplacedError';

  constructor() {
    super(
      'The token was replaced while the account was being read: read it anew with the new one.',
    );
  }
}

/** The vendor refused the token twice, the second time after the secret was read again. */
export class ReauthorizationRequiredError extends Error {
  override readonly name = 'ReauthorizationRequiredError';

  constructor(secretName: string, known: string, cause: unknown) {
    super(
      `Constant Contact refuses the token in the secret "${secretName}" (${known}): ` +
        `get a new access token for the account and store it there.`,
      { cause },
    );
  }
}
