import { audit } from '../../lambda/audit/audit.ts';
import { auditAccount } from '../../lambda/audit/audit-account.ts';
import { auditAccounts } from '../../lambda/audit/audit-accounts.ts';
import type { Dependencies } from '../../lambda/audit/dependencies.ts';
import type { KnownAccounts } from '../../lambda/audit/find-twins.ts';
import type { AuditedAccount, AuditReply } from '../../lambda/audit/reply.ts';
import { addTotals } from '../../lambda/audit/totals.ts';
import { RefusedError } from './errors.ts';
import type { Period } from './period.ts';

/** A reply that answers; all its pages are in it. */
export type Audited = Omit<Extract<AuditReply, { ok: true }>, 'cursor'>;

/** A table and what an audit of all its accounts answered: they are read once for whatever is said of them. */
export interface ReadTable {
  deps: Dependencies;
  reply: Audited;
  /** Retired ones too, of which the reply has no line. */
  known: KnownAccounts;
}

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

/** Asks each table for all its accounts. */
export async function readTables(all: readonly Dependencies[]): Promise<ReadTable[]> {
  const tables: ReadTable[] = [];
  for (const deps of all) {
    const { totals, accounts, known } = await auditAccounts(deps);
    tables.push({ deps, reply: { schemaVersion: 1, ok: true, totals, accounts }, known });
  }
  return tables;
}

/** Totals and lines of all accounts in all tables, as one reply. */
export function auditAll(tables: readonly ReadTable[]): Audited {
  return {
    schemaVersion: 1,
    ok: true,
    totals: tables.map(({ reply }) => reply.totals).reduce(addTotals),
    accounts: tables.flatMap(({ reply }) => reply.accounts),
  };
}

/** One of the accounts that were read, in depth. Throws RefusedError when it has gone since. */
export async function deepen(
  tables: readonly ReadTable[],
  account: string,
  { asOf, since }: Period,
): Promise<AuditedAccount> {
  for (const { deps, reply, known } of tables) {
    if (!reply.accounts.some((line) => line.account === account)) continue;
    const audited = await auditAccount(deps, account, { at: asOf, since }, known);
    if (audited) return audited;
  }
  throw new RefusedError(`The account "${account}" was deleted while it was read: try again.`);
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
