import { audit } from '../../lambda/audit/audit.ts';
import { auditAccount } from '../../lambda/audit/audit-account.ts';
import { readActiveAccounts, sumUp, toLine } from '../../lambda/audit/audit-accounts.ts';
import type { Dependencies } from '../../lambda/audit/dependencies.ts';
import type { AuditedAccount, AuditReply } from '../../lambda/audit/reply.ts';
import type { StoredAccount } from '../../lambda/store/items.ts';
import { RefusedError } from './errors.ts';
import type { Period } from './period.ts';

/** A reply that answers; all its pages are in it. */
export type Audited = Omit<Extract<AuditReply, { ok: true }>, 'cursor'>;

/** A table and its account items, read once for whatever is said of them. */
export interface ReadTable {
  deps: Dependencies;
  items: StoredAccount[];
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

/** Reads the account items of all tables. */
export async function readTables(all: readonly Dependencies[]): Promise<ReadTable[]> {
  const tables: ReadTable[] = [];
  for (const deps of all) tables.push({ deps, items: await readActiveAccounts(deps) });
  return tables;
}

/** Totals and lines of all accounts in all tables, as one reply. */
export function auditAll(tables: readonly ReadTable[]): Audited {
  const accounts = tables.flatMap(({ deps, items }) => items.map((item) => toLine(item, deps)));
  const totals = sumUp(
    accounts,
    tables.flatMap(({ items }) => items),
  );
  return { schemaVersion: 1, ok: true, totals, accounts };
}

/** One of the accounts that were read, in depth. Throws RefusedError when it has gone since. */
export async function deepen(
  tables: readonly ReadTable[],
  account: string,
  { asOf, since }: Period,
): Promise<AuditedAccount> {
  const table = tables.find(({ items }) => items.some(({ sk }) => sk === account));
  const audited =
    table && (await auditAccount(table.deps, account, table.items, { at: asOf, since }));
  if (audited) return audited;
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
