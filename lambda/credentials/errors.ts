import { SECRET_PREFIX } from '../shared/contract.ts';

/** No secret stands under the alias. */
export class UnknownAccountError extends Error {
  override readonly name = 'UnknownAccountError';

  constructor(account: string, secretName: string) {
    super(
      `No account is connected as "${account}": there is no secret "${secretName}" in this AWS account and region. ` +
        `Check the alias, or run ${describeConsent(account)}`,
    );
  }
}

/** The secret is there but holds no token that could be sent. */
export class TokenUnusableError extends Error {
  override readonly name = 'TokenUnusableError';
  /** `unseeded`: nobody has stored a token yet. `malformed`: what is stored is none of the known forms. */
  readonly reason: 'unseeded' | 'malformed';

  constructor(secretName: string, reason: 'unseeded' | 'malformed', problem: string) {
    super(`The secret "${secretName}" ${problem}: run ${describeConsent(aliasOf(secretName))}`);
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

/** The vendor takes the account's tokens no more: only a person's consent brings new ones. */
export class ReauthorizationRequiredError extends Error {
  override readonly name = 'ReauthorizationRequiredError';

  /** @param refused - which token; an access token twice, the second time after the secret was read again */
  constructor(
    secretName: string,
    refused: 'access token' | 'refresh token',
    known: string,
    cause: unknown,
  ) {
    super(
      `Constant Contact refuses the ${refused} in the secret "${secretName}" (${known}): have somebody with access to ` +
        `the account run ${describeConsent(aliasOf(secretName), '--replace')}`,
      { cause },
    );
  }
}

/** What a person runs to store good tokens for an account; errors are the same wherever the functions run. */
export function describeConsent(alias: string, ...options: string[]): string {
  return `${['npm run authorize -- --account', alias, ...options].join(' ')} (on AWS with --aws)`;
}

function aliasOf(secretName: string): string {
  return secretName.slice(SECRET_PREFIX.length);
}
