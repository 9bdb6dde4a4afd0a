import type { StoredAccount } from '../store/items.ts';
import { auditAccount, type Period } from './audit-account.ts';
import { readActiveAccounts, sumUp, toLine } from './audit-accounts.ts';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import type { Dependencies } from './dependencies.ts';
import { cutPage } from './page.ts';
import type { AuditReply } from './reply.ts';
import { type AuditRequest, parseRequest } from './request.ts';

/** Without `since`, changes and runs of this many days are listed. */
const DEFAULT_DAYS = 30;

type Refused = Extract<AuditReply, { ok: false }>['error'];

/**
 * Answers an audit from the table alone: totals and a line for each account, or one account in depth, as of a time.
 * Refuses as data what cannot be answered; throws only faults of the table itself.
 */
export async function audit(deps: Dependencies, event: unknown): Promise<AuditReply> {
  const parsed = parseRequest(event, deps.clock.now());
  if (!parsed.ok) return refuse('invalid_input', describe(parsed.problems), parsed.problems);
  const { request } = parsed;
  const accounts = await readActiveAccounts(deps);
  const lines = accounts.map((account) => toLine(account, deps));
  const totals = sumUp(lines, accounts);
  if (request.account === undefined) return { schemaVersion: 1, ok: true, totals, accounts: lines };
  return answerInDepth(deps, request.account, request, { accounts, totals });
}

async function answerInDepth(
  deps: Dependencies,
  account: string,
  request: AuditRequest,
  {
    accounts,
    totals,
  }: Pick<Extract<AuditReply, { ok: true }>, 'totals'> & { accounts: StoredAccount[] },
): Promise<AuditReply> {
  const cursor =
    request.cursor === undefined
      ? firstPage(account, request, deps.clock.now())
      : readCursor(request.cursor);
  if (cursor?.account !== account || cursor.at > new Date(deps.clock.now()).toISOString()) {
    const problems = [{ field: 'cursor', problem: 'must be the cursor of an earlier reply' }];
    return refuse('invalid_input', describe(problems), problems);
  }
  const { from, at, since } = cursor;
  const period = { at, since };
  const audited = await auditAccount(deps, account, accounts, period);
  if (audited === null) return refuse('unknown_account', describeAbsent(account, period, accounts));
  const page = cutPage(audited, from);
  return {
    schemaVersion: 1,
    ok: true,
    totals,
    accounts: [page.account],
    ...(page.next !== undefined && {
      cursor: writeCursor({ account, ...period, from: page.next }),
    }),
  };
}

function firstPage(account: string, { asOf, since }: AuditRequest, nowMs: number): Cursor {
  const at = asOf ?? new Date(nowMs).toISOString();
  const defaultMs = Date.parse(at) - DEFAULT_DAYS * 24 * 60 * 60 * 1000;
  return { account, at, since: since ?? new Date(defaultMs).toISOString(), from: 0 };
}

function describeAbsent(
  account: string,
  { at }: Period,
  accounts: readonly StoredAccount[],
): string {
  return accounts.some(({ sk }) => sk === account)
    ? `Nothing is known of "${account}" at ${at}: its first check came later.`
    : `No account "${account}" was ever checked: look at the alias, or check it first.`;
}

function describe(problems: readonly { field: string; problem: string }[]): string {
  const words = problems.map(({ field, problem }) => `${field} ${problem}`).join('; ');
  return `Correct the request: ${words}.`;
}

function refuse(code: Refused['code'], message: string, details: object[] = []): AuditReply {
  return { schemaVersion: 1, ok: false, error: { code, message, details } };
}
