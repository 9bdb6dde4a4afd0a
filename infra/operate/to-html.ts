import type { Dependencies } from '../../lambda/audit/dependencies.ts';
import type { AccountLine, AuditedAccount, AuditTotals } from '../../lambda/audit/reply.ts';
import { readAccountItem } from '../../lambda/store/accounts.ts';
import { RefusedError } from './errors.ts';
import { sortByWorst } from './present-audit.ts';
import { type Audited, auditOne } from './run-audit.ts';

/** Accounts that the report shows in depth, the worst first; the others stand there as lines. */
const MAX_IN_DEPTH = 50;

/** What the report is made of. */
interface ReportInput {
  generatedAt: string;
  source: string;
  totals: AuditTotals;
  lines: readonly AccountLine[];
  accounts: readonly AuditedAccount[];
}

/** The audit as one HTML file: of all accounts, each is looked at in depth as far as a page can bear it. */
export async function toHtml(
  sources: readonly Dependencies[],
  audited: Audited,
  head: { generatedAt: string; source: string },
): Promise<string> {
  const lines = sortByWorst(audited.accounts);
  const accounts: AuditedAccount[] = [];
  for (const line of lines.slice(0, MAX_IN_DEPTH)) {
    accounts.push('findings' in line ? line : await findInDepth(sources, line.account));
  }
  const file = './report/html-report.ts';
  const { toHtmlReport } = (await import(file)) as {
    toHtmlReport(input: ReportInput): string;
  };
  return toHtmlReport({ ...head, totals: audited.totals, lines, accounts });
}

/** On this machine accounts lie in several tables, each in one. */
async function findInDepth(
  sources: readonly Dependencies[],
  account: string,
): Promise<AuditedAccount> {
  for (const deps of sources) {
    if ((await readAccountItem(deps.table, account)) === null) continue;
    const { accounts } = await auditOne(deps, account, {});
    return accounts[0];
  }
  throw new RefusedError(`The account "${account}" was deleted while it was read: try again.`);
}
