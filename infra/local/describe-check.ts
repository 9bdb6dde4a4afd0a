import type { AssessedChange } from '../../lambda/account/change.ts';
import type { AccountReply } from '../../lambda/sync/run-sync.ts';
import type { Invoked } from './invoke.ts';
import { count, toMinute } from './style.ts';
import type { LocalUpdate } from './update.ts';

/** What came of a check that an update started, as one line. */
export function describeCheck(
  check: Invoked<AccountReply>,
  explain: LocalUpdate['explain'],
): string {
  if ('error' in check) return `The sync that followed failed: ${explain(check.error)}`;
  const { outcome, snapshot, changes, resetsAt } = check.reply;
  switch (outcome) {
    case 'changed':
      return `The sync that followed committed snapshot ${snapshot}${countChanges(changes)}.`;
    case 'unchanged':
      return `The sync that followed found nothing new: snapshot ${snapshot} is still true.`;
    case 'deferred':
      return `The sync that followed is deferred: the daily quota is used up${toEnd(resetsAt)}.`;
  }
}

function countChanges(changes: readonly AssessedChange[]): string {
  const ours = changes.filter(({ origin }) => origin.by === 'ours').length;
  const total = ` with ${count(changes.length, 'change')}`;
  if (ours === 0) return total;
  return ours === changes.length ? `${total}, made by update` : `${total}, ${ours} made by update`;
}

function toEnd(resetsAt: string | undefined): string {
  return resetsAt === undefined ? '' : ` until ${toMinute(resetsAt)}`;
}
