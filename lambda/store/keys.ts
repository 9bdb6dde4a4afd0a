import type { TABLE } from '../shared/contract.ts';

/** A primary key of the table. */
export type Key = Record<(typeof TABLE)['partitionKey'] | (typeof TABLE)['sortKey'], string>;

/** All account items stand in one partition: totals over all accounts are one query. */
export const ACCOUNTS = 'ACCOUNTS';

/** First part of the sort key of each kind of item in an account's partition. */
export const SORT = {
  /** Newest header: query backwards, limit 1. */
  snapshot: 'SNAPSHOT#',
  /** Parts of a header: get each by the key the header names. */
  content: 'CONTENT#',
  /** History, and as of a time: query backwards from `RUN#<time>`. */
  run: 'RUN#',
  /** Who changed what through us since a time: query from `UPDATE#<time>`. */
  update: 'UPDATE#',
} as const;

export const partitionOf = (alias: string): string => `ACCOUNT#${alias}`;

export const accountKey = (alias: string): Key => ({ pk: ACCOUNTS, sk: alias });

export const headerKey = (alias: string, snapshot: number): Key => ({
  pk: partitionOf(alias),
  sk: `${SORT.snapshot}${String(snapshot).padStart(10, '0')}`,
});

export const contentKey = (alias: string, sha256: string): Key => ({
  pk: partitionOf(alias),
  sk: `${SORT.content}${sha256}`,
});

export const runKey = (alias: string, checkStartedAt: string, runId: string): Key => ({
  pk: partitionOf(alias),
  sk: `${SORT.run}${checkStartedAt}#${runId}`,
});

export const updateKey = (alias: string, at: string, requestId: string): Key => ({
  pk: partitionOf(alias),
  sk: `${SORT.update}${at}#${requestId}`,
});

/** One item an account: who may update it now, or did last. */
export const leaseKey = (alias: string): Key => ({ pk: partitionOf(alias), sk: 'LEASE' });
