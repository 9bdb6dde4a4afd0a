import { ListSecretsCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ALIAS_PATTERN, SECRET_PREFIX } from '../shared/contract.ts';
import { type Pause, readPause } from './pause.ts';

/** Secrets asked for in one page; 100 is the service's own limit. */
const PAGE_SIZE = 100;

/** An account is connected while its secret is there. */
export interface ConnectedAccount {
  alias: string;
  /** Where the secret's tags speak of one, whether it still holds or not. */
  pause?: Pause;
}

/**
 * All connected accounts, page by page: the secrets under the prefix whose rest is a valid alias. Other secrets may
 * stand under the prefix too; they are no accounts.
 */
export async function* listConnected(
  secrets: SecretsManagerClient,
): AsyncGenerator<ConnectedAccount> {
  let next: string | undefined;
  do {
    const page = await secrets.send(
      new ListSecretsCommand({
        Filters: [{ Key: 'name', Values: [SECRET_PREFIX] }],
        MaxResults: PAGE_SIZE,
        ...(next && { NextToken: next }),
      }),
    );
    for (const { Name, Tags } of page.SecretList ?? []) {
      const alias = Name?.startsWith(SECRET_PREFIX) ? Name.slice(SECRET_PREFIX.length) : '';
      if (!ALIAS_PATTERN.test(alias)) continue;
      const pause = readPause(Tags);
      yield { alias, ...(pause && { pause }) };
    }
    next = page.NextToken;
  } while (next);
}
