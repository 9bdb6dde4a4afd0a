import type { Content } from '../account/content.ts';
import { diffContents } from '../account/diff.ts';
import { senderKey } from '../account/normalise.ts';
import type { StoredHeader } from '../store/items.ts';
import { readSnapshot } from '../store/snapshots.ts';
import type { Table } from '../store/table.ts';
import type { LiveState } from './action.ts';
import type { UpdateRequest } from './request.ts';

/** True when the newest snapshot does not show what is live now, so that a sync would find something. */
export async function differsFromSnapshot(
  table: Table,
  { account, action }: UpdateRequest,
  header: StoredHeader | null,
  live: LiveState,
): Promise<boolean> {
  if (header === null) return true;
  const { content } = (await readSnapshot(table, account, header)).body;
  return diffContents(content, withLive(content, action, live)).length > 0;
}

function withLive(content: Content, action: UpdateRequest['action'], live: LiveState): Content {
  const { summary, resource } = live;
  if (action === 'updateAccountSummary') return { ...content, summary };
  if (action !== 'addAccountEmail') return { ...content, summary, physicalAddress: resource };
  const sender = resource as unknown as Content['senders'][number];
  const others = content.senders.filter((other) => senderKey(other) !== senderKey(sender));
  return { ...content, summary, senders: [...others, sender] };
}
