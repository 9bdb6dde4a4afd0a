import type { Sender } from '../../lambda/account/content.ts';
import { isConfirmed } from '../../lambda/account/diff.ts';
import type { Snapshot } from '../../lambda/account/snapshot.ts';
import { toPlainLine } from '../../lambda/shared/printable.ts';
import { count, type Style, toCount, toDate } from './style.ts';
import { drawTable } from './table.ts';

/** Rows on a screen; `--json` has them all. */
const MAX_ROWS = 25;

/** Longest address that is not broken into lines. */
const ADDRESS_WIDTH = 30;

/** A sender with what is known of its past; `since` is when its status began, ISO 8601. */
export interface KnownSender extends Sender {
  since: string | null;
  firstSeenAt: string | null;
}

/** The senders of a snapshot: those that wait for confirmation first, then those with roles. */
export function listSenders({ body }: Snapshot): KnownSender[] {
  return body.content.senders
    .map((sender) => {
      const track = body.tracks.get(sender.email_id);
      // The vendor knows when an address was confirmed; of any other status only our own sight tells.
      const since = sender.confirm_time ?? track?.statusSince ?? null;
      return { ...sender, since, firstSeenAt: track?.firstSeenAt ?? null };
    })
    .toSorted((a, b) => rank(a) - rank(b));
}

/** A heading and the table under it. */
export function drawSenders(senders: KnownSender[], style: Style): string {
  const confirmed = senders.filter(isConfirmed).length;
  const heading = `${style.strong('Senders')}  ${toCount(confirmed)} of ${toCount(senders.length)} confirmed`;
  const rows = senders.slice(0, MAX_ROWS).map((sender) => toRow(sender, style));
  const hidden = senders.length - rows.length;
  const rest = hidden > 0 ? [`  … and ${count(hidden, 'more sender')}: --json shows all.`] : [];
  return [heading, '', drawTable(toColumns(senders), rows, style), ...rest].join('\n');
}

function toColumns(senders: KnownSender[]) {
  const longest = Math.max(7, ...senders.map(({ email_address }) => email_address.length));
  return [
    { head: 'Address', width: Math.min(longest, ADDRESS_WIDTH) },
    { head: 'Status', width: 13 },
    { head: 'Since', width: 10 },
    { head: 'Roles' },
  ];
}

function toRow(sender: KnownSender, style: Style): string[] {
  return [
    toPlainLine(sender.email_address),
    toStatus(sender, style),
    sender.since === null ? '' : toDate(sender.since),
    toPlainLine(sender.roles.join(', ')) || style.faint('none'),
  ];
}

function toStatus(sender: KnownSender, style: Style): string {
  const status = toPlainLine(sender.confirm_status).toLowerCase();
  return isConfirmed(sender) ? style.good(`✔ ${status}`) : style.warning(`○ ${status}`);
}

function rank(sender: KnownSender): number {
  if (!isConfirmed(sender)) return 0;
  return sender.roles.length > 0 ? 1 : 2;
}
