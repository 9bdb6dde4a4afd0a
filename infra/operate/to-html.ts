import type { AuditedAccount } from '../../lambda/audit/reply.ts';
import type { Period } from './period.ts';
import { sortByWorst } from './present-audit.ts';
import { type ReportInput, toHtmlReport } from './report/html-report.ts';
import { type Audited, deepen, type ReadTable } from './run-audit.ts';

/** Accounts that the report shows in depth, the worst first; the others stand there as lines. */
const MAX_IN_DEPTH = 50;

/** The audit as one HTML file: of all accounts, each is looked at in depth as far as a page can bear it. */
export async function toHtml(
  audited: Audited,
  tables: readonly ReadTable[],
  {
    period,
    ...about
  }: { period: Period } & Pick<ReportInput, 'generatedAt' | 'source' | 'staleAfterHours'>,
): Promise<string> {
  const lines = sortByWorst(audited.accounts);
  const accounts: AuditedAccount[] = [];
  for (const line of lines.slice(0, MAX_IN_DEPTH)) {
    accounts.push('findings' in line ? line : await deepen(tables, line.account, period));
  }
  return toHtmlReport({
    ...about,
    totals: audited.totals,
    lines,
    accounts,
    period: { since: period.since, at: period.asOf },
  });
}
