import type { Style } from '../local/style.ts';
import { drawTable } from '../local/table.ts';
import type { Answer } from './answer-audit.ts';
import type { FORMATS } from './audit-command-line.ts';
import { toAuditCsv } from './audit-csv.ts';
import { presentAccount } from './present-account.ts';
import { presentAccounts } from './present-audit.ts';

/** The answer as the text of a file or a screen. */
export function formatAnswer(
  { audited, source, html = '' }: Answer,
  format: (typeof FORMATS)[number],
  style: Style,
): string {
  switch (format) {
    case 'table':
      return `${wrap(source, style)}\n\n${presentAudited(audited, style)}\n`;
    case 'json':
      return `${JSON.stringify(audited, null, 2)}\n`;
    case 'csv':
      return toAuditCsv(audited);
    case 'html':
      return html;
  }
}

function presentAudited(audited: Answer['audited'], style: Style): string {
  const [first] = audited.accounts;
  return first && 'findings' in first
    ? presentAccount(first, style)
    : presentAccounts(audited, style);
}

/** A folder may have a long name; the table's own indent is not for a line that stands alone. */
function wrap(line: string, style: Style): string {
  return drawTable([{}], [[line]], style)
    .split('\n')
    .map((part) => style.faint(part.trim()))
    .join('\n');
}
