import type { AccountReply } from '../../lambda/sync/run-sync.ts';
import { describeChange } from '../local/describe-change.ts';
import { count, type Style, toMinute } from '../local/style.ts';
import { drawTable } from '../local/table.ts';

/** What a check of one account came to, for people. */
export function presentSync(reply: AccountReply, style: Style): string {
  const { account, requests, changes } = reply;
  const lines = [
    `${style.strong('Account')}  ${account}`,
    toOutcome(reply, style),
    `${count(requests, 'request')} to Constant Contact`,
  ];
  if (changes.length === 0) return lines.join('\n');
  const rows = changes.map((change) => describeChange(change, style));
  return [...lines, '', drawTable([{ width: 1 }, {}], rows, style)].join('\n');
}

function toOutcome({ outcome, snapshot, checkedAt, resetsAt }: AccountReply, style: Style): string {
  const at = checkedAt === null ? '' : `, checked ${toMinute(checkedAt)}`;
  switch (outcome) {
    case 'changed':
      return style.warning(`Changed: snapshot ${snapshot} is new${at}`);
    case 'unchanged':
      return style.good(`Unchanged: snapshot ${snapshot} is still true${at}`);
    case 'deferred': {
      const until = resetsAt === undefined ? '' : ` until ${toMinute(resetsAt)}`;
      return style.warning(`Deferred: the daily quota is used up${until}`);
    }
  }
}
