import { audit } from '../../../lambda/audit/audit.ts';
import type { AuditReply } from '../../../lambda/audit/reply.ts';
import type { Item } from '../../../lambda/store/items.ts';
import type { Mutation } from './functions.ts';
import type { RunLedger } from './run-ledger.ts';
import type { World } from './world.ts';

const HOUR_MS = 60 * 60 * 1000;

/** As the stack sets them. */
const LIMITS = { staleAfterHours: 26, pendingTooLongDays: 7 };

export type Ask = (account?: string) => Promise<AuditReply>;

/** Audits as somebody would who looks at the table now. */
export function openAudit({ openTable: table, scheduler }: World, mutation: Mutation = {}): Ask {
  const clock = { now: scheduler.now, sleep: () => Promise.reject(new Error('no sleep here')) };
  const deps = { table, clock, limits: LIMITS };
  const mutated = mutation.audit?.(deps) ?? deps;
  return (account) => audit(mutated, { schemaVersion: 1, ...(account && { account }) });
}

/**
 * A night that was missed, or has failed, has to be seen by whoever asks for an audit: over all accounts, by their items,
 * and in depth, by their runs.
 */
export async function checkAudits(world: World, runs: RunLedger, ask: Ask): Promise<string[]> {
  const problems = checkLines(world, await ask());
  for (const alias of world.accounts.keys()) {
    const { good, checked } = runs.newest(alias);
    const isFailing = checked?.['outcome']?.S === 'failed';
    // The others are looked at in depth after calm nights.
    if (!isFailing && !isOld(world, good?.['checkStartedAt'])) continue;
    problems.push(...checkDepth(world, alias, runs, await ask(alias)));
  }
  return problems;
}

function isOld({ scheduler }: World, checkedAt: Item[string] | undefined): boolean {
  const checkedMs = Date.parse(checkedAt?.S ?? '');
  return !(scheduler.now() - checkedMs <= LIMITS.staleAfterHours * HOUR_MS);
}

function checkLines(world: World, reply: AuditReply): string[] {
  if (!reply.ok) return ['the accounts cannot be audited'];
  const items = world.table.list('ACCOUNTS');
  const failing = items.filter((item) => item['lastErrorName'] !== undefined).length;
  const wrong = items.flatMap((item) => {
    const line = reply.accounts.find(({ account }) => account === item['sk']?.S);
    const isStale = isOld(world, item['goodCheckStartedAt']);
    if (line?.stale === isStale && (line.verdict === 'unknown') === isStale) return [];
    return [`${item['sk']?.S} is listed as ${line?.verdict}, checked ${line?.checkedAt}`];
  });
  const unknown = reply.accounts.filter(({ verdict }) => verdict === 'unknown').length;
  return [
    ...wrong,
    ...(reply.accounts.length === items.length ? [] : ['an audit leaves accounts out']),
    ...(reply.totals.failing === failing
      ? []
      : [`an audit counts ${reply.totals.failing} failing`]),
    ...(reply.totals.unknown === unknown
      ? []
      : [`an audit counts ${reply.totals.unknown} unknown`]),
  ];
}

/** What an account's runs prove of it is in its audit, and nothing else of that kind. */
export function checkDepth(
  world: World,
  alias: string,
  runs: RunLedger,
  reply: AuditReply,
): string[] {
  const { good, checked } = runs.newest(alias);
  const [account] = reply.ok ? reply.accounts : [];
  if (account === undefined || !('findings' in account))
    return checked ? [`${alias} cannot be audited`] : [];
  const codes = account.findings.map(({ code }) => code);
  const isStale = isOld(world, good?.['checkStartedAt']);
  const isFailing = checked?.['outcome']?.S === 'failed';
  const words = `${alias}, last checked ${good?.['checkStartedAt']?.S},`;
  return [
    ...(codes.includes('CHECK_STALE') === isStale ? [] : [`${words} is audited otherwise`]),
    ...((account.verdict === 'unknown') === isStale
      ? []
      : [`${words} is audited as ${account.verdict}`]),
    ...(codes.includes('LAST_RUN_FAILED') === isFailing
      ? []
      : [`${alias} is audited as if its last run had ended otherwise`]),
  ];
}
