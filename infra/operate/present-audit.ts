import type { Verdict } from '../../lambda/account/verdict.ts';
import type { AccountLine, AuditTotals } from '../../lambda/audit/reply.ts';
import { toPlainLine } from '../../lambda/shared/printable.ts';
import { count, type Style, toCount, toMinute } from '../local/style.ts';
import { drawTable } from '../local/table.ts';
import type { Audited } from './run-audit.ts';

/** Accounts on a screen; the other formats have them all. */
const MAX_ROWS = 100;

/** Worst first. */
const VERDICTS = {
  cannotSend: 'cannot send',
  unknown: 'unknown',
  canSend: 'can send',
} as const satisfies Record<Verdict, string>;

/** Totals and a line for each account, those that need somebody first. */
export function presentAccounts({ totals, accounts }: Audited, style: Style): string {
  const rows = sortByWorst(accounts).map((line) => toRow(line, style));
  const hidden = rows.length - MAX_ROWS;
  const rest =
    hidden > 0 ? [`  … and ${count(hidden, 'more account')}: --format csv has all.`] : [];
  if (rows.length === 0) return 'No account was ever checked here.';
  const columns = [
    { head: 'Account', width: toWidth(accounts) },
    { head: 'Verdict', width: 11 },
    { head: 'Last good check', width: 20 },
    { head: 'Why' },
  ];
  return [
    presentTotals(totals, style),
    '',
    drawTable(columns, rows.slice(0, MAX_ROWS), style),
    ...rest,
  ].join('\n');
}

/** A verdict in words, marked by how bad it is. */
export function presentVerdict(verdict: Verdict, style: Style): string {
  const paint = { cannotSend: style.bad, unknown: style.warning, canSend: style.good }[verdict];
  return paint(VERDICTS[verdict]);
}

/** Accounts that cannot send first, then unknown ones; the one that was checked longest ago first. */
export function sortByWorst<Line extends AccountLine>(lines: readonly Line[]): Line[] {
  const order = Object.keys(VERDICTS);
  return lines.toSorted(
    (a, b) =>
      order.indexOf(a.verdict) - order.indexOf(b.verdict) ||
      compare(a.checkedAt ?? '', b.checkedAt ?? '') ||
      compare(a.account, b.account),
  );
}

function presentTotals({ senders, failing, ...totals }: AuditTotals, style: Style): string {
  const all = senders.confirmed + senders.unconfirmed + senders.other;
  const verdicts = (['cannotSend', 'unknown', 'canSend'] as const)
    .filter((verdict) => totals[verdict] > 0)
    .map((verdict) => `${toCount(totals[verdict])} ${presentVerdict(verdict, style)}`);
  return [
    `${style.strong(count(totals.accounts, 'account'))}  ${verdicts.join(', ')}`,
    `${style.strong(count(all, 'sender'))}  ${toCount(senders.confirmed)} confirmed`,
    ...(failing > 0 ? [style.bad(`The newest run of ${count(failing, 'account')} failed.`)] : []),
  ].join('\n');
}

function toRow({ account, verdict, checkedAt, reasons }: AccountLine, style: Style): string[] {
  const checked = checkedAt === null ? 'never' : toMinute(checkedAt);
  return [toPlainLine(account), presentVerdict(verdict, style), checked, reasons.join(' ')];
}

function toWidth(lines: readonly AccountLine[]): number {
  return Math.min(16, Math.max(7, ...lines.map(({ account }) => account.length)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
