import type { Dependencies } from '../../lambda/audit/dependencies.ts';
import type { Clock } from '../../lambda/shared/clock.ts';
import { ENV } from '../../lambda/shared/contract.ts';
import { readEnvironment } from '../../lambda/shared/environment.ts';
import { toMinute } from '../local/style.ts';
import type { AuditOptions } from './audit-command-line.ts';
import { type WrittenEvidence, writeEvidence } from './evidence.ts';
import type { Period } from './period.ts';
import { type Audited, auditAll, auditOne, type ReadTable, readTables } from './run-audit.ts';
import { describeSources, type Source } from './source.ts';
import { toHtml } from './to-html.ts';

/** An audit as it was asked for, ready to be shown. */
export interface Answer {
  audited: Audited;
  /** Which tables were read, and what time is spoken of; one line. */
  source: string;
  html?: string;
  evidence?: WrittenEvidence;
}

/** Asks the sources what the options ask for. Throws RefusedError, and what the table itself throws. */
export async function answerAudit(
  sources: readonly Source[],
  options: Pick<AuditOptions, 'account' | 'asOf' | 'format' | 'evidence'>,
  { period, clock }: { period: Period; clock: Clock },
): Promise<Answer> {
  const { account, format, evidence } = options;
  const all = sources.map((source) => toDependencies(source, clock));
  const [deps] = all;
  const place = describeSources(sources);
  const { audited, tables } = await ask(all, account, period);
  const at = `${options.asOf === undefined ? '' : 'as of '}${toMinute(period.asOf)}`;
  const answer: Answer = { audited, source: `Read ${place}, ${at}` };
  if (evidence !== undefined && account !== undefined && deps !== undefined) {
    const request = { folder: evidence, account, source: place, nowMs: clock.now(), ...period };
    answer.evidence = await writeEvidence(deps.table, request);
  }
  if (format === 'html') {
    answer.html = await toHtml(audited, tables, {
      ...{ period, source: place, generatedAt: new Date(clock.now()).toISOString() },
      ...(deps && { staleAfterHours: deps.limits.staleAfterHours }),
    });
  }
  return answer;
}

/** One account is in depth already; of all accounts the tables are kept, so that they are read only once. */
async function ask(
  all: readonly Dependencies[],
  account: string | undefined,
  period: Period,
): Promise<{ audited: Audited; tables: ReadTable[] }> {
  const [deps] = all;
  if (account !== undefined && deps !== undefined)
    return { audited: await auditOne(deps, account, period), tables: [] };
  const tables = await readTables(all);
  return { audited: auditAll(tables), tables };
}

/** The limits are those of the functions: what the stack has published, their environment's, or their defaults. */
function toDependencies({ table, limits }: Source, clock: Clock): Dependencies {
  const environment = readEnvironment({ ...process.env, [ENV.tableName]: table.name });
  return { table, clock, limits: limits ?? environment };
}
