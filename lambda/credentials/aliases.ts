import { ListSecretsCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ALIAS_PATTERN, SECRET_PREFIX } from '../shared/contract.ts';

/** Secrets asked for in one page; 100 is the service's own limit. */
const PAGE_SIZE = 100;

/**
 * Aliases of all connected accounts, page by page: the secrets under the prefix whose rest is a valid alias. Other
 * secrets may stand under the prefix too; they are no accounts.
 */
export async function* listAliases(secrets: SecretsManagerClient): AsyncGenerator<string> {
  let next: string | undefined;
  do {
    const page = await secrets.send(
      new ListSecretsCommand({
        Filters: [{ Key: 'name', Values: [SECRET_PREFIX] }],
        MaxResults: PAGE_SIZE,
        ...(next && { NextToken: next }),
      }),
    );
    for (const { Name } of page.SecretList ?? []) {
      const alias = Name?.startsWith(SECRET_PREFIX) ? Name.slice(SECRET_PREFIX.length) : '';
      if (ALIAS_PATTERN.test(alias)) yield alias;
    }
    next = page.NextToken;
  } while (next);
}
