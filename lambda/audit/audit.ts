import { countSenders } from '../account/totals.ts';
import { readAccountItem } from '../store/accounts.ts';
import { auditAccount } from './audit-account.ts';
import { auditAccounts } from './audit-accounts.ts';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import type { Dependencies } from './dependencies.ts';
import { cutPage } from './page.ts';
import type { AuditedAccount, AuditReply, AuditTotals } from './reply.ts';
import { type AuditRequest, parseRequest } from './request.ts';
import { totalsOf } from './totals.ts';

/** Without `since`, changes and runs of this many days are listed. */
const DEFAULT_DAYS = 30;

type Refused = Extract<AuditReply, { ok: false }>['error'];

/**
 * Answers an audit from the table alone: totals and a line for each account, or one account in depth, as of a time.
 * Refuses as data what cannot be answered; throws only faults of the table itself.
 */
export async function audit(deps: Dependencies, event: unknown): Promise<AuditReply> {
  const parsed = parseRequest(event, deps.clock.now());
  if (!parsed.ok) return refuseInput(parsed.problems);
  const { request } = parsed;
  if (request.account !== undefined) return auditInDepth(deps, request.account, request);
  const { totals, accounts } = await auditAccounts(deps);
  return { schemaVersion: 1, ok: true, totals, accounts };
}

async function auditInDepth(
  deps: Dependencies,
  account: string,
  request: AuditRequest,
): Promise<AuditReply> {
  const cursor = request.cursor === undefined ? undefined : readCursor(request.cursor);
  const isForeign = cursor?.account !== account || Date.parse(cursor.at) > deps.clock.now();
  if (request.cursor !== undefined && isForeign) {
    return refuseInput([{ field: 'cursor', problem: 'must be the cursor of an earlier reply' }]);
  }
  const { from, at, since } = cursor ?? firstPage(request, deps.clock.now());
  const audited = await auditAccount(deps, account, { at, since });
  if (audited === null) return refuseUnknown(deps, account, at);
  const { next, sum, ...page } = cutPage(audited, from);
  if (cursor && cursor.sum !== sum) {
    const why = `because "${account}" was checked in between`;
    const problem = `is of an answer that no longer holds, ${why}: ask again without cursor`;
    return refuseInput([{ field: 'cursor', problem }]);
  }
  return {
    schemaVersion: 1,
    ok: true,
    totals: sumUp(audited),
    accounts: [page.account],
    ...(next !== undefined && { cursor: writeCursor({ account, at, since, from: next, sum }) }),
  };
}

function firstPage({ asOf, since }: AuditRequest, nowMs: number): Omit<Cursor, 'account' | 'sum'> {
  const at = asOf ?? new Date(nowMs).toISOString();
  const defaultMs = Date.parse(at) - DEFAULT_DAYS * 24 * 60 * 60 * 1000;
  return { at, since: since ?? new Date(defaultMs).toISOString(), from: 0 };
}

/** Totals are over the accounts of the reply: of one in depth, as it was at the time asked about. */
function sumUp(audited: AuditedAccount): AuditTotals {
  const isFailing = audited.findings.some(({ code }) => code === 'LAST_RUN_FAILED');
  return totalsOf(audited, { senders: countSenders(audited.senders), isFailing });
}

async function refuseUnknown(
  { table }: Dependencies,
  account: string,
  at: string,
): Promise<AuditReply> {
  const message = (await readAccountItem(table, account))
    ? `Nothing is known of "${account}" at ${at}: its first check came later.`
    : `No account "${account}" was ever checked: look at the alias, or check it first.`;
  return refuse('unknown_account', message);
}

function refuseInput(problems: readonly { field: string; problem: string }[]): AuditReply {
  const words = problems.map(({ field, problem }) => `${field} ${problem}`).join('; ');
  return refuse('invalid_input', `Correct the request: ${words}.`, [...problems]);
}

function refuse(code: Refused['code'], message: string, details: object[] = []): AuditReply {
  return { schemaVersion: 1, ok: false, error: { code, message, details } };
}
