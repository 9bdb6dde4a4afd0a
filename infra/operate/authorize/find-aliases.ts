import { listConnected } from '../../../lambda/credentials/connected-accounts.ts';
import { listAccounts } from '../../../lambda/store/accounts.ts';
import { describeSecret, findSecret } from '../find-secret.ts';
import type { Source } from '../source.ts';

/**
 * Other aliases that mean the same account. The table knows all that were ever checked, in one query; of the rest, which
 * are few, the secrets are read.
 */
export async function findOtherAliases(
  { secrets, table }: Pick<Source, 'secrets' | 'table'>,
  { account, accountId }: { account: string; accountId: string },
): Promise<string[]> {
  const checked = new Map<string, string>();
  for await (const item of listAccounts(table)) {
    if (item.accountId !== undefined) checked.set(item.sk, item.accountId);
  }
  const others: string[] = [];
  for await (const { alias } of listConnected(secrets)) {
    if (alias === account) continue;
    const known = checked.get(alias) ?? (await readAccountId(secrets, alias));
    if (known === accountId) others.push(alias);
  }
  return others;
}

async function readAccountId(
  secrets: Source['secrets'],
  alias: string,
): Promise<string | undefined> {
  const secret = await findSecret(secrets, alias, await describeSecret(secrets, alias));
  return secret.state === 'token' ? secret.token.accountId : undefined;
}
