import type { Severity } from '../../lambda/account/change.ts';
import { isConfirmed } from '../../lambda/account/diff.ts';
import type { Finding } from '../../lambda/account/finding.ts';
import type { AuditedAccount, AuditedChange, AuditedSender } from '../../lambda/audit/reply.ts';
import { toPlainLine } from '../../lambda/shared/printable.ts';
import { describeChange } from '../local/describe-change.ts';
import { count, type Style, toCount, toDate, toMinute } from '../local/style.ts';
import { drawTable } from '../local/table.ts';
import { describeAddress, describeSummary } from './documents.ts';
import { presentVerdict } from './present-audit.ts';
import { DEFERRED_REASON } from './report/words.ts';

/** Rows of each list on a screen; the other formats have them all. */
const MAX_ROWS = 25;

/** Longest address that is not broken into lines. */
const ADDRESS_WIDTH = 30;

/** One account in depth: what to do comes first, then what is true, then what happened. */
export function presentAccount(account: AuditedAccount, style: Style): string {
  return [
    presentFacts(account, style),
    presentFindings(account.findings, style),
    presentSenders(account.senders, style),
    presentChanges(account.changes, style),
    presentRuns(account.runs, style),
  ].join('\n\n');
}

function presentFacts(account: AuditedAccount, style: Style): string {
  const { accountId, verdict, reasons, checkedAt, snapshot } = account;
  const why = reasons.length > 0 ? `: ${reasons.join(', ')}` : '';
  const checked = checkedAt === null ? 'no good check is kept' : toMinute(checkedAt);
  const rows = [
    ['Verdict', `${presentVerdict(verdict, style)}${why}`],
    ['Checked', snapshot === null ? checked : `${checked}, snapshot ${snapshot}`],
    ['Id', accountId === null ? 'not known yet' : toPlainLine(accountId)],
    ...presentDocuments(account),
  ];
  const heading = `${style.strong('Account')}  ${account.account}`;
  return [heading, '', drawTable([{ width: 9 }, {}], rows, style)].join('\n');
}

function presentDocuments({ summary, physicalAddress }: AuditedAccount): string[][] {
  if (summary === null) return [];
  const address = physicalAddress === null ? ['none'] : describeAddress(physicalAddress);
  return [...describeSummary(summary), ['Address', address] as const].map(([name, lines]) => [
    name,
    lines.map(toPlainLine).join(', '),
  ]);
}

function presentFindings(findings: readonly Finding[], style: Style): string {
  if (findings.length === 0) return `${style.strong('Findings')}  none`;
  const rows = findings.slice(0, MAX_ROWS).map((finding) => {
    const { code, severity, sender, field, since, remedy } = finding;
    const about = [sender, field].filter((one) => one !== undefined).map(toPlainLine);
    const what = [paint(severity, style)(code), ...about].join('  ');
    return [
      toMark(severity, style),
      since === null ? '' : toDate(since),
      `${what}\n${toPlainLine(remedy)}`,
    ];
  });
  return section(
    'Findings',
    count(findings.length, 'finding'),
    drawTable(
      [{ head: '', width: 1 }, { head: 'Since', width: 10 }, { head: 'What, and what to do' }],
      rows,
      style,
    ),
    findings.length,
    style,
  );
}

function presentSenders(senders: readonly AuditedSender[], style: Style): string {
  if (senders.length === 0) return `${style.strong('Senders')}  none`;
  const confirmed = senders.filter(isConfirmed).length;
  const longest = Math.max(7, ...senders.map(({ email_address }) => email_address.length));
  const sorted = senders.toSorted((a, b) => rank(a) - rank(b));
  const rows = sorted.slice(0, MAX_ROWS).map((sender) => {
    const { email_address, confirm_status, confirm_time, statusSince, roles } = sender;
    const status = toPlainLine(confirm_status.toLowerCase());
    return [
      toPlainLine(email_address),
      isConfirmed(sender) ? style.good(status) : style.warning(status),
      toDate(confirm_time ?? statusSince),
      toPlainLine(roles.join(' ')),
    ];
  });
  return section(
    'Senders',
    `${toCount(confirmed)} of ${toCount(senders.length)} confirmed`,
    drawTable(
      [
        { head: 'Address', width: Math.min(longest, ADDRESS_WIDTH) },
        { head: 'Status', width: 13 },
        { head: 'Since', width: 10 },
        { head: 'Roles' },
      ],
      rows,
      style,
    ),
    senders.length,
    style,
  );
}

/** Those that wait for confirmation first, then those with roles. */
function rank(sender: AuditedSender): number {
  if (!isConfirmed(sender)) return 0;
  return sender.roles.length > 0 ? 1 : 2;
}

function presentChanges(changes: readonly AuditedChange[], style: Style): string {
  if (changes.length === 0) return `${style.strong('Changes')}  none in this period`;
  const rows = changes.slice(0, MAX_ROWS).map((change) => {
    const [mark, sentence] = describeChange(change, style);
    return [toDate(change.checkedAt), mark, `${sentence}${toWho(change)}`];
  });
  return section(
    'Changes',
    `${count(changes.length, 'change')}, newest first`,
    drawTable(
      [{ head: 'Seen', width: 10 }, { head: '', width: 1 }, { head: 'What changed' }],
      rows,
      style,
    ),
    changes.length,
    style,
  );
}

function toWho({ origin }: AuditedChange): string {
  if (origin.by === 'outside') return '';
  const who =
    origin.requestedBy === undefined ? '' : `, asked by ${toPlainLine(origin.requestedBy)}`;
  return ` (by update${who})`;
}

function presentRuns(runs: AuditedAccount['runs'], style: Style): string {
  if (runs.length === 0) return `${style.strong('Runs')}  none in this period`;
  const missed = runs.filter(({ outcome }) => outcome === 'failed' || outcome === 'deferred');
  const good = `${toCount(runs.length - missed.length)} of ${count(runs.length, 'run')} good`;
  if (missed.length === 0) return `${style.strong('Runs')}  ${good}`;
  const rows = missed
    .slice(0, MAX_ROWS)
    .map(({ checkStartedAt, outcome, errorName, errorMessage }) => [
      toMinute(checkStartedAt),
      outcome === 'failed' ? style.bad(outcome) : style.warning(outcome),
      toPlainLine([errorName, errorMessage].filter(Boolean).join(': ')) || toUsual(outcome),
    ]);
  return section(
    'Runs',
    `${good}; the others:`,
    drawTable(
      [{ head: 'Started', width: 20 }, { head: 'Outcome', width: 8 }, { head: 'Why' }],
      rows,
      style,
    ),
    missed.length,
    style,
  );
}

function toUsual(outcome: string): string {
  return outcome === 'deferred' ? DEFERRED_REASON : '';
}

function section(
  title: string,
  summary: string,
  table: string,
  rows: number,
  style: Style,
): string {
  const hidden = rows - MAX_ROWS;
  const rest = hidden > 0 ? [`  … and ${toCount(hidden)} more: --format json has all.`] : [];
  return [`${style.strong(title)}  ${summary}`, '', table, ...rest].join('\n');
}

function toMark(severity: Severity, style: Style): string {
  return paint(severity, style)({ critical: '✖', warning: '▲', info: '•' }[severity]);
}

function paint(severity: Severity, style: Style): (text: string) => string {
  return { critical: style.bad, warning: style.warning, info: (text: string) => text }[severity];
}
