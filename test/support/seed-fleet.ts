import { hashContent } from '../../lambda/account/hash.ts';
import { normaliseContent } from '../../lambda/account/normalise.ts';
import { readNewestHeader } from '../../lambda/store/headers.ts';
import { toItem } from '../../lambda/store/items.ts';
import { ACCOUNTS, headerKey } from '../../lambda/store/keys.ts';
import { readSnapshot } from '../../lambda/store/snapshots.ts';
import { runSync } from '../../lambda/sync/run-sync.ts';
import type { FleetWorld } from './fleet-world.ts';

/**
 * Makes every account of a fleet one that was checked the night before: the first is really checked, and what that left
 * behind is written for the others too. Their nights are quiet from then on.
 */
export async function seedFleet({ newProcess, table, aliases, clock }: FleetWorld): Promise<void> {
  const [first = ''] = aliases;
  await runSync(newProcess(), { account: first }, Number.MAX_SAFE_INTEGER);
  const header = await readNewestHeader(table, first);
  if (!header) throw new Error(`${first} has no snapshot.`);
  const { content } = (await readSnapshot(table, first, header)).body;
  const accountItem = table.partition(ACCOUNTS).get(first);
  for (const alias of aliases) {
    const summary = { ...content.summary, encoded_account_id: alias };
    const contentHash = hashContent(normaliseContent({ ...content, summary }));
    const key = headerKey(alias, header.number);
    const item = toItem({ ...header, ...key, contentHash, accountId: alias });
    table.partition(key.pk).set(key.sk, item);
    table.partition(ACCOUNTS).set(alias, {
      ...structuredClone(accountItem),
      ...toItem({ sk: alias }),
    });
  }
  await clock.sleep(60_000);
}
