import { audit } from '../../lambda/audit/audit.ts';
import type { Dependencies } from '../../lambda/audit/dependencies.ts';
import type { AuditedAccount, AuditReply } from '../../lambda/audit/reply.ts';
import { addTotals } from '../../lambda/audit/totals.ts';
import { RefusedError } from './errors.ts';
import type { Period } from './period.ts';

/** A reply that answers; all its pages are in it. */
export type Audited = Omit<Extract<AuditReply, { ok: true }>, 'cursor'>;

/** One account in depth, all pages of it. Throws RefusedError with what audit says. */
export async function auditOne(
  deps: Dependencies,
  account: string,
  period: Period,
): Promise<Audited & { accounts: [AuditedAccount] }> {
  const { cursor, ...first } = await ask(deps, { account, ...period });
  const [audited] = first.accounts as AuditedAccount[];
  if (audited === undefined) throw new RefusedError(`Nothing is known of "${account}".`);
  let next = cursor;
  while (next !== undefined) {
    const page = await ask(deps, { account, ...period, cursor: next });
    append(audited, page.accounts as AuditedAccount[]);
    next = page.cursor;
  }
  return { ...first, accounts: [audited] };
}

/** Totals and lines of all accounts in all tables, as one reply. */
export async function auditAll(all: readonly Dependencies[]): Promise<Audited> {
  const replies: Audited[] = [];
  for (const deps of all) replies.push(await ask(deps, {}));
  return {
    schemaVersion: 1,
    ok: true,
    totals: replies.map(({ totals }) => totals).reduce(addTotals),
    accounts: replies.flatMap(({ accounts }) => accounts),
  };
}

async function ask(
  deps: Dependencies,
  request: object,
): Promise<Extract<AuditReply, { ok: true }>> {
  const reply = await audit(deps, { schemaVersion: 1, ...request });
  if (!reply.ok) throw new RefusedError(reply.error.message);
  return reply;
}

function append(audited: AuditedAccount, pages: readonly AuditedAccount[]): void {
  for (const { findings, senders, changes, runs } of pages) {
    // No spread into push: a list may be longer than a call takes arguments.
    audited.findings = audited.findings.concat(findings);
    audited.senders = audited.senders.concat(senders);
    audited.changes = audited.changes.concat(changes);
    audited.runs = audited.runs.concat(runs);
  }
}
