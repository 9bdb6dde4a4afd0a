import type { AuditedAccount } from '../../lambda/audit/reply.ts';
import { type Cell, toCsv } from './csv.ts';
import type { Audited } from './run-audit.ts';

type Fields = Record<string, unknown>;

/** What of an account in depth stands in rows of its own, with what such a row is called. */
const SECTIONS = [
  ['summary', 'summary'],
  ['physicalAddress', 'physicalAddress'],
  ['finding', 'findings'],
  ['sender', 'senders'],
  ['change', 'changes'],
  ['run', 'runs'],
] as const satisfies [string, keyof AuditedAccount][];

/**
 * The reply as one CSV table: a row for each account and, in depth, for its summary, its address, and each finding,
 * sender, change and run, told apart by the first column; columns are the reply's own fields. Lists of words are joined
 * by `; `, other nested values are JSON, null and absent are empty.
 */
export function toAuditCsv({ accounts }: Audited): string {
  const rows = accounts.flatMap((account) => toRows({ ...account }));
  const head = [...new Set(['record', 'account', ...rows.flatMap((row) => Object.keys(row))])];
  return toCsv(
    head,
    rows.map((row) => head.map((name) => toCell(row[name]))),
  );
}

function toRows(account: Fields): Fields[] {
  const { account: alias } = account;
  const line = Object.entries(account).filter(
    ([field]) => !SECTIONS.some(([, key]) => key === field),
  );
  return [
    { record: 'account', ...Object.fromEntries(line) },
    ...SECTIONS.flatMap(([record, key]) =>
      toEntries(account[key]).map((entry) => ({ record, account: alias, ...entry })),
    ),
  ];
}

/** A document is a list of one; null, and what a line does not have, are none. */
function toEntries(section: unknown): object[] {
  return [section ?? []].flat() as object[];
}

function toCell(value: unknown): Cell {
  if (typeof value !== 'object' || value === null) return value as Cell;
  const isWords = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  return isWords ? value.join('; ') : JSON.stringify(value);
}
