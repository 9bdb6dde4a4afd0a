import { createHash } from 'node:crypto';
import type { AuditedAccount } from './reply.ts';

/** Lambda's reply may have 6 MB; the rest is room for the head of the reply. */
const MAX_PAGE_BYTES = 5_000_000;

/** The lists that can be long, in the order in which they are paged. */
const SECTIONS = ['findings', 'senders', 'changes', 'runs'] as const;

/** A page of an account, and where the next one begins; undefined after the last. */
export interface Page {
  account: AuditedAccount;
  next?: number;
  /** Of the whole answer: pages with equal sums are pages of the same. */
  sum: string;
}

/** Cuts an account's lists to what fits into one reply, from the entry with this index on, counted over all lists. */
export function cutPage(account: AuditedAccount, from: number, maxBytes = MAX_PAGE_BYTES): Page {
  const page = { ...account, findings: [], senders: [], changes: [], runs: [] } as AuditedAccount;
  const hash = createHash('sha256').update(JSON.stringify(page));
  let [index, bytes] = [0, 0];
  let next: number | undefined;
  for (const section of SECTIONS) {
    for (const entry of account[section]) {
      const text = JSON.stringify(entry);
      hash.update(text);
      if (index >= from && next === undefined) {
        bytes += Buffer.byteLength(text) + 1;
        if (bytes > maxBytes && index > from) next = index;
        else (page[section] as unknown[]).push(entry);
      }
      index += 1;
    }
  }
  const sum = hash.digest('base64url');
  return { account: page, sum, ...(next !== undefined && { next }) };
}
