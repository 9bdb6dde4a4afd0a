import { toPlainLine } from '../../lambda/shared/printable.ts';
import type { Announcement } from './announcements.ts';
import { paintLike, toMark } from './describe-change.ts';
import { count, type Style, WIDTH } from './style.ts';
import { drawTable } from './table.ts';

/** Columns on the left of a mail that lies in the table of nights: it begins under the dates. */
const MAIL_INDENT = 11;

/** One bar, and the indent of the table behind it. */
const BAR_WIDTH = 3;

/** The mails of a night as they arrive, each behind a bar in the colour of how bad it is. */
export function drawMails(announcements: readonly Announcement[], style: Style): string {
  return announcements.map((announcement) => drawMail(announcement, style)).join('\n\n');
}

function drawMail({ text, event }: Announcement, style: Style): string {
  const [first = '', ...others] = text.split('\n').map(toPlainLine);
  const rows = [style.strong(first), ...others].map((line) => [line]);
  const lines = drawTable([{ width: WIDTH - MAIL_INDENT - BAR_WIDTH }], rows, style).split('\n');
  return lines
    .map((line) => ' '.repeat(MAIL_INDENT) + paintLike(event, style)('│') + line)
    .join('\n');
}

/** What one night would have mailed, in short. */
export function presentAnnouncements(announcements: readonly Announcement[], style: Style): string {
  const heading = style.strong(
    `Deployed, this night would have sent ${count(announcements.length, 'mail')}`,
  );
  const rows = announcements.map(({ event }) => [toMark(event, style), toPlainLine(event.summary)]);
  return [heading, '', drawTable([{ width: 1 }, {}], rows, style)].join('\n');
}
