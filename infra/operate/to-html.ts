import type { Dependencies } from '../../lambda/audit/dependencies.ts';
import type { AuditedAccount } from '../../lambda/audit/reply.ts';
import { readAccountItem } from '../../lambda/store/accounts.ts';
import { RefusedError } from './errors.ts';
import type { Period } from './period.ts';
import { sortByWorst } from './present-audit.ts';
import { toHtmlReport } from './report/html-report.ts';
import { type Audited, auditOne } from './run-audit.ts';

/** Accounts that the report shows in depth, the worst first; the others stand there as lines. */
const MAX_IN_DEPTH = 50;

/** The audit as one HTML file: of all accounts, each is looked at in depth as far as a page can bear it. */
export async function toHtml(
  sources: readonly Dependencies[],
  audited: Audited,
  { source, period }: { source: string; period: Period },
): Promise<string> {
  const lines = sortByWorst(audited.accounts);
  const accounts: AuditedAccount[] = [];
  for (const line of lines.slice(0, MAX_IN_DEPTH)) {
    accounts.push('findings' in line ? line : await findInDepth(sources, line.account, period));
  }
  const [deps] = sources;
  return toHtmlReport({
    generatedAt: new Date(deps?.clock.now() ?? period.asOf).toISOString(),
    source,
    totals: audited.totals,
    lines,
    accounts,
    period: { since: period.since, at: period.asOf },
    ...(deps && { staleAfterHours: deps.limits.staleAfterHours }),
  });
}

/** On this machine accounts lie in several tables, each in one. */
async function findInDepth(
  sources: readonly Dependencies[],
  account: string,
  period: Period,
): Promise<AuditedAccount> {
  for (const deps of sources) {
    if ((await readAccountItem(deps.table, account)) === null) continue;
    const { accounts } = await auditOne(deps, account, period);
    return accounts[0];
  }
  throw new RefusedError(`The account "${account}" was deleted while it was read: try again.`);
}
