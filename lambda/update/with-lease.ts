import type { Clock } from '../shared/clock.ts';
import { type Log, nameOf } from '../shared/log.ts';
import { releaseLease, takeLease } from '../store/leases.ts';
import type { Table } from '../store/table.ts';
import { BusyError } from './errors.ts';

/** How long an update waits for another one of the same account, and how often it looks. */
const WAIT = { limitMs: 20_000, stepMs: 500 } as const;

export interface LeaseRequest {
  table: Table;
  clock: Clock;
  log: Log;
  /** Spreads the looks of several waiting updates; a number from 0 up to 1. */
  random: () => number;
  account: string;
  /** Not the invocation's id alone: Lambda delivers a retried event under the same one. */
  owner: string;
  /** Epoch ms at which this invocation is stopped: nobody needs to wait longer for it. */
  endsAtMs: number;
}

/**
 * Runs `work` while holding the account's lease, so that two updates of one account never read and write in between each
 * other. Throws `BusyError` when the lease is not to be had within 20 s.
 */
export async function withLease<T>(request: LeaseRequest, work: () => Promise<T>): Promise<T> {
  try {
    await waitForLease(request);
    return await work();
  } finally {
    await tryRelease(request);
  }
}

/** What the work came to matters more than the lease, which ends by itself with this invocation's time. */
async function tryRelease({ table, account, owner, log }: LeaseRequest): Promise<void> {
  try {
    await releaseLease(table, account, owner);
  } catch (error) {
    log.error('lease not released', { account, reason: nameOf(error) });
  }
}

async function waitForLease({ table, clock, random, account, owner, endsAtMs }: LeaseRequest) {
  const giveUpAtMs = clock.now() + WAIT.limitMs;
  const lease = { owner, leaseUntil: endsAtMs };
  while (!(await takeLease(table, account, lease, clock.now()))) {
    if (clock.now() >= giveUpAtMs) throw new BusyError(account, WAIT.limitMs);
    await clock.sleep(Math.round(WAIT.stepMs * (0.5 + random())));
  }
}
