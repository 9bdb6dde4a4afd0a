import type { AssessedChange } from '../../lambda/account/change.ts';
import type { Snapshot } from '../../lambda/account/snapshot.ts';
import { TRIGGER } from '../../lambda/shared/contract.ts';
import { readNewestHeader } from '../../lambda/store/headers.ts';
import type { StoredRun } from '../../lambda/store/items.ts';
import { findGoodRunAsOf, listRuns } from '../../lambda/store/runs.ts';
import { readSnapshot } from '../../lambda/store/snapshots.ts';
import type { Table } from '../../lambda/store/table.ts';
import { type Announcement, toAnnouncements } from './announcements.ts';
import { invokeSync, type Surroundings } from './invoke.ts';
import type { Vendor } from './vendor.ts';
import { type RunOptions, withVendor } from './with-vendor.ts';

/** One check of one account, however it ended. */
export interface Night {
  account: string;
  /** How people call the service that was asked. */
  vendor: string;
  outcome: 'changed' | 'unchanged' | 'deferred' | 'failed';
  snapshot: number | null;
  /** ISO 8601, null without a good check. */
  checkedAt: string | null;
  requests: number;
  changes: AssessedChange[];
  /** What it would have mailed, deployed. */
  announcements: Announcement[];
  /** When the daily quota begins anew (ISO 8601), if it is spent. */
  resetsAt?: string;
  /** Why it failed, in one sentence. */
  error?: { name: string; message: string };
  /** The newest snapshot of the account, this night's or an earlier one. */
  known: Snapshot | null;
  /** When the good check before this one was (ISO 8601). */
  previousCheckAt: string | null;
}

/**
 * Runs the sync function once, as it is, against the embedded services on `folder`. A failed run is a result; thrown is
 * what made a run impossible, such as a folder in use.
 */
export async function runNight(options: RunOptions): Promise<Night> {
  return await withVendor(options, async (around) => {
    options.onStep(`Asking ${around.vendor.label}`);
    return await check(around);
  });
}

async function check(around: Surroundings): Promise<Night> {
  const { vendor } = around;
  const { table, events } = around.services;
  const { account, label } = vendor;
  const previous = await readNewestRun(table, account);
  const nowMs = Date.now();
  const good = await findGoodRunAsOf(table, account, new Date(nowMs).toISOString(), nowMs);
  const invoked = await invokeSync(around, { account, trigger: TRIGGER.person });
  const run = await readNewestRun(table, account);
  return {
    vendor: label,
    ...('error' in invoked ? toFailure(vendor, invoked.error) : invoked.reply),
    announcements: toAnnouncements(events),
    requests: run === null || run.runId === previous?.runId ? 0 : run.requests,
    known: await readKnown(table, account),
    previousCheckAt: good?.checkStartedAt ?? null,
  };
}

function toFailure({ account, explain }: Vendor, error: Error) {
  return {
    account,
    outcome: 'failed' as const,
    snapshot: null,
    checkedAt: null,
    changes: [],
    error: { name: error.name, message: explain(error) },
  };
}

async function readNewestRun(table: Table, account: string): Promise<StoredRun | null> {
  for await (const run of listRuns(table, account, { nowMs: Date.now() })) return run;
  return null;
}

/** After a failure of the stored data themselves there is nothing to show; the failure says so. */
async function readKnown(table: Table, account: string): Promise<Snapshot | null> {
  try {
    const header = await readNewestHeader(table, account);
    return header && (await readSnapshot(table, account, header));
  } catch {
    return null;
  }
}
