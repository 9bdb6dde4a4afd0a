import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { readNewestHeader } from '../../../lambda/store/headers.ts';
import { describeSecret, type FoundSecret, findSecret } from '../find-secret.ts';
import type { Source } from '../source.ts';
import { NotConnectedError } from './errors.ts';

/** What is known of an alias before anyone consents. */
export interface Standing {
  secret: FoundSecret;
  description: DescribeSecretResponse | undefined;
  /** The account that the alias means: by its secret, else by its newest snapshot. */
  accountId: string | undefined;
}

/**
 * Reads what stands under the alias. Throws NotConnectedError when it may not be replaced: tokens only with `replace`,
 * and never what is marked for deletion.
 */
export async function readStanding(
  { secrets, table }: Pick<Source, 'secrets' | 'table'>,
  account: string,
  replace: boolean,
): Promise<Standing> {
  const description = await describeSecret(secrets, account);
  const secret = await findSecret(secrets, account, description);
  if (secret.state === 'deleting') {
    throw new NotConnectedError(
      `The secret of "${account}" is marked for deletion: restore it, or wait until it is gone.`,
    );
  }
  if (secret.state === 'token' && !replace) {
    throw new NotConnectedError(
      `"${account}" has a token already: add --replace to renew it, or choose another alias for another account.`,
    );
  }
  const stored = secret.state === 'token' ? secret.token.accountId : undefined;
  const header = await readNewestHeader(table, account);
  return { secret, description, accountId: stored ?? header?.accountId };
}
