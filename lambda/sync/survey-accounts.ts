import type { ConnectedAccount } from '../credentials/connected-accounts.ts';
import { judgePause } from '../credentials/pause.ts';
import { nameOf } from '../shared/log.ts';
import { listAccounts, markRetired } from '../store/accounts.ts';
import type { StoredAccount } from '../store/items.ts';
import type { Dependencies } from './dependencies.ts';
import { countTries, isGood, mayTryAgain, type PendingRule, spentQuotaUntil } from './pending.ts';

/** An account that a pass has to check, and its failed tries so far. */
export interface PendingAccount {
  alias: string;
  tries: number;
}

/** What a pass finds before it begins. */
export interface Survey {
  /** Aliases that the pass answers for: connected and not paused. */
  active: ReadonlySet<string>;
  paused: number;
  /**
   * Those tried least come first, so that what fails again and again keeps nobody waiting; then those whose last good
   * check is oldest, so that night after night cut short leaves nobody out; then by alias.
   */
  pending: PendingAccount[];
  /** Accounts with a check that is good enough already. */
  good: number;
  /** Error names of the accounts whose tries are used up. */
  exhausted: (string | undefined)[];
  /** When the daily quota begins anew (ISO 8601), if an earlier run found it spent. */
  resetsAt: string | undefined;
}

/** The little that is kept of each account while a pass goes on. */
interface Standing {
  isGood: boolean;
  tries: number;
  /** Start of the last good check, epoch ms; 0 before the first. */
  lastGoodMs: number;
  errorName: string | undefined;
}

/**
 * Finds out which accounts are connected, by the list of secrets alone, and what each of them needs. Once that list is
 * complete, accounts that are not in it are retired, and those that have come back are no longer.
 */
export async function surveyAccounts(deps: Dependencies, rule: PendingRule): Promise<Survey> {
  const connected = new Map<string, ConnectedAccount>();
  for await (const one of deps.tokens.listConnected()) connected.set(one.alias, one);
  const standings = new Map<string, Standing>();
  let resetsAt = '';
  // Consistently: what the slice before this one has checked must not be checked again.
  for await (const account of listAccounts(deps.table, { consistent: true })) {
    const isConnected = connected.has(account.sk);
    const isRetired = account.retired === true;
    if (isRetired === isConnected) await retire(deps, account.sk, !isConnected);
    if (isConnected) standings.set(account.sk, toStanding(account, rule));
    const until = spentQuotaUntil(account, rule.nowMs);
    if (until > resetsAt) resetsAt = until;
  }
  const active = [...connected.values()].filter((one) => !isPaused(deps, one, rule.nowMs));
  return {
    ...sortOut(active.map(({ alias }) => alias).sort(), standings),
    paused: connected.size - active.length,
    resetsAt: resetsAt || undefined,
  };
}

function toStanding(account: StoredAccount, rule: PendingRule): Standing {
  return {
    isGood: isGood(account, rule),
    tries: countTries(account, rule.scheduledTime),
    lastGoodMs: Date.parse(account.goodCheckStartedAt ?? '') || 0,
    errorName: account.lastErrorName,
  };
}

function sortOut(
  active: readonly string[],
  standings: ReadonlyMap<string, Standing>,
): Pick<Survey, 'active' | 'pending' | 'good' | 'exhausted'> {
  const found = { pending: [] as PendingAccount[], good: 0, exhausted: [] as Survey['exhausted'] };
  const standingOf = (alias: string) => standings.get(alias) ?? NEVER_CHECKED;
  for (const alias of active) {
    const { isGood, tries, errorName } = standingOf(alias);
    if (isGood) found.good += 1;
    else if (mayTryAgain(tries)) found.pending.push({ alias, tries });
    else found.exhausted.push(errorName);
  }
  found.pending.sort(
    (a, b) => a.tries - b.tries || standingOf(a.alias).lastGoodMs - standingOf(b.alias).lastGoodMs,
  );
  return { active: new Set(active), ...found };
}

const NEVER_CHECKED: Standing = { isGood: false, tries: 0, lastGoodMs: 0, errorName: undefined };

/** An account whose mark cannot be written is checked, or left out, all the same. */
async function retire({ table, log }: Dependencies, account: string, retired: boolean) {
  try {
    await markRetired(table, account, retired);
    log.info(retired ? 'account retired' : 'account back', { account });
  } catch (error) {
    log.error('retirement not recorded', { account, reason: nameOf(error) });
  }
}

/** Every pass tells of every pause, so that none is forgotten, least of all one that no longer holds. */
function isPaused(
  { log }: Dependencies,
  { alias: account, pause }: ConnectedAccount,
  nowMs: number,
): boolean {
  if (pause === undefined) return false;
  const state = judgePause(pause, nowMs);
  const fields = { account, until: pause.until ?? null, reason: pause.reason ?? null };
  if (state === 'paused') log.info('account paused', fields);
  else if (state === 'ended') log.info('pause has ended: take its tags off the secret', fields);
  else log.error('pause without a readable end: the account is checked', fields);
  return state === 'paused';
}
