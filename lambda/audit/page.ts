import type { AuditedAccount } from './reply.ts';

/** Lambda's reply may have 6 MB; the rest is room for the head of the reply. */
const MAX_PAGE_BYTES = 5_000_000;

/** The lists that can be long, in the order in which they are paged. */
const SECTIONS = ['findings', 'senders', 'changes', 'runs'] as const;

/** A page of an account, and where the next one begins; undefined after the last. */
export interface Page {
  account: AuditedAccount;
  next?: number;
}

/** Cuts an account's lists to what fits into one reply, from the entry with this index on, counted over all lists. */
export function cutPage(account: AuditedAccount, from: number, maxBytes = MAX_PAGE_BYTES): Page {
  const page = { ...account, findings: [], senders: [], changes: [], runs: [] } as AuditedAccount;
  let index = 0;
  let bytes = 0;
  for (const section of SECTIONS) {
    for (const entry of account[section]) {
      index += 1;
      if (index <= from) continue;
      bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
      if (bytes > maxBytes && index - 1 > from) return { account: page, next: index - 1 };
      (page[section] as unknown[]).push(entry);
    }
  }
  return { account: page };
}
