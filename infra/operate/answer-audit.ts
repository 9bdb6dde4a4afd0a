import type { Dependencies } from '../../lambda/audit/dependencies.ts';
import type { Clock } from '../../lambda/shared/clock.ts';
import { ENV } from '../../lambda/shared/contract.ts';
import { readEnvironment } from '../../lambda/shared/environment.ts';
import { toMinute } from '../local/style.ts';
import type { AuditOptions } from './audit-command-line.ts';
import { type WrittenEvidence, writeEvidence } from './evidence.ts';
import type { Period } from './period.ts';
import { type Audited, auditAll, auditOne } from './run-audit.ts';
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
  { account, format, evidence }: Pick<AuditOptions, 'account' | 'format' | 'evidence'>,
  { period, clock }: { period: Period; clock: Clock },
): Promise<Answer> {
  const all = sources.map((source) => toDependencies(source, clock));
  const [deps] = all;
  const audited =
    account === undefined || deps === undefined
      ? await auditAll(all)
      : await auditOne(deps, account, period);
  const tables = describeSources(sources);
  const generatedAt = new Date(clock.now()).toISOString();
  const at = period.asOf === undefined ? toMinute(generatedAt) : `as of ${toMinute(period.asOf)}`;
  const answer = { audited, source: `Read ${tables}, ${at}` };
  const written =
    evidence !== undefined && account !== undefined && deps !== undefined
      ? await writeEvidence(deps.table, {
          ...{ folder: evidence, account, source: tables, nowMs: clock.now() },
          ...period,
        })
      : undefined;
  const html =
    format === 'html'
      ? await toHtml(all, audited, { generatedAt, source: answer.source })
      : undefined;
  return {
    ...answer,
    ...(html !== undefined && { html }),
    ...(written && { evidence: written }),
  };
}

/** The limits are those of the functions: their environment's, or their defaults. */
function toDependencies({ table }: Source, clock: Clock): Dependencies {
  const environment = readEnvironment({ ...process.env, [ENV.tableName]: table.name });
  const { staleAfterHours, pendingTooLongDays } = environment;
  return { table, clock, limits: { staleAfterHours, pendingTooLongDays } };
}
