import type { Context } from 'aws-lambda';
import type { AssessedChange } from '../../lambda/account/change.ts';
import type { Snapshot } from '../../lambda/account/snapshot.ts';
import { secretNameOf } from '../../lambda/credentials/tokens.ts';
import { readNewestHeader } from '../../lambda/store/headers.ts';
import type { StoredRun } from '../../lambda/store/items.ts';
import { findGoodRunAsOf, listRuns } from '../../lambda/store/runs.ts';
import { readSnapshot } from '../../lambda/store/snapshots.ts';
import type { Table } from '../../lambda/store/table.ts';
import type { AccountReply } from '../../lambda/sync/run-sync.ts';
import { setFunctionEnvironment } from './function-environment.ts';
import { type Services, storeSecret, withServices } from './services.ts';
import { openSandbox, useRealService, type Vendor } from './vendor.ts';

/** Lambda gives a function at most this long. */
const INVOCATION_MS = 15 * 60 * 1000;

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
  /** When the daily quota begins anew (ISO 8601), if it is spent. */
  resetsAt?: string;
  /** Why it failed, in one sentence. */
  error?: { name: string; message: string };
  /** The newest snapshot of the account, this night's or an earlier one. */
  known: Snapshot | null;
  /** When the good check before this one was (ISO 8601). */
  previousCheckAt: string | null;
}

export interface NightOptions {
  folder: string;
  /** Of a real account; without it the sandbox is asked. */
  accessToken: string | undefined;
  /** Is told what goes on. */
  onStep: (what: string) => void;
}

/**
 * Runs the sync function once, as it is, against the embedded services on `folder`. A failed run is a result; thrown is
 * what made a run impossible, such as a folder in use.
 */
export async function runNight({ folder, accessToken, onStep }: NightOptions): Promise<Night> {
  onStep('Opening the local database');
  return await withServices({ folder }, async (services) => {
    const vendor = accessToken === undefined ? await openSandbox() : useRealService(accessToken);
    try {
      const name = secretNameOf(vendor.account);
      await storeSecret(services.secrets, name, JSON.stringify(vendor.secret));
      onStep(`Asking ${vendor.label}`);
      return await check(services, vendor);
    } finally {
      await vendor.close();
    }
  });
}

async function check(services: Services, vendor: Vendor): Promise<Night> {
  const { table } = services;
  const { account, label } = vendor;
  const previous = await readNewestRun(table, account);
  const nowMs = Date.now();
  const good = await findGoodRunAsOf(table, account, new Date(nowMs).toISOString(), nowMs);
  const reply = await invoke(services, vendor);
  const run = await readNewestRun(table, account);
  return {
    vendor: label,
    ...('error' in reply ? toFailure(vendor, reply.error) : reply),
    requests: run === null || run.runId === previous?.runId ? 0 : run.requests,
    known: await readKnown(table, account),
    previousCheckAt: good?.checkStartedAt ?? null,
  };
}

/** Loads the function and calls it as Lambda does; what it throws is the run's failure. */
async function invoke(
  services: Services,
  { account, apiUrl }: Vendor,
): Promise<AccountReply | { error: Error }> {
  setFunctionEnvironment(services, apiUrl);
  const endsAtMs = Date.now() + INVOCATION_MS;
  const context = { getRemainingTimeInMillis: () => endsAtMs - Date.now() } as Context;
  try {
    const { handler } = await import('../../lambda/sync/handler.ts');
    return (await handler({ account, trigger: 'person' }, context)) as AccountReply;
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
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
