import type { PassReply } from '../../../lambda/sync/sync-pass.ts';
import { listStates } from './account-states.ts';
import { checkMetrics, checkSilence } from './check-gauges.ts';
import type { Invocation } from './containers.ts';
import { isGoodRun } from './run-ledger.ts';
import type { World } from './world.ts';

/** One scheduled pass as it was asked for. */
interface Pass {
  invocation: Invocation;
  scheduledTime: string;
}

/**
 * Every account must have a good check of each pass, or somebody must be able to see that it has none: by its runs, by the
 * pass's reply, or because the invocation itself failed. And what a pass says that it did must be so.
 */
export function checkPasses(world: World): string[] {
  const problems = world.invocations.filter(isPass).flatMap((invocation) => {
    const { event, ending } = invocation;
    const { scheduledTime } = event as Pass;
    const reply = ending?.kind === 'replied' ? (ending.reply as PassReply) : undefined;
    const problems = [
      ...(reply ? checkCounts(world, { invocation, scheduledTime }, reply) : []),
      ...checkMetrics(world, invocation, reply),
    ];
    return problems.map((problem) => `the pass of ${scheduledTime} ${problem}`);
  });
  return [...problems, ...checkSilence(world, isPass)];
}

/** Tells a pass over all accounts from a run of one. */
export function isPass({ name, event }: Invocation): boolean {
  return name === 'sync' && !Object.hasOwn(event as object, 'account');
}

function checkCounts(world: World, pass: Pass, reply: PassReply): string[] {
  const { checked, changed, unchanged, failed, deferred, skipped, pending } = reply;
  const runs = world.writes.filter(({ sk, by }) => sk.startsWith('RUN#') && by === pass.invocation);
  const good = new Set(runs.filter(({ after }) => isGoodRun(after)).map(({ pk }) => pk)).size;
  const problems = [];
  if (checked !== changed + unchanged) problems.push(`does not add up: ${checked} checked`);
  if (good < checked) problems.push(`says ${checked} checked, and ${good} good runs are recorded`);
  const silent = [...world.accounts.keys()].filter((alias) => !isAccountedFor(world, alias, pass));
  if (silent.length > failed + deferred + skipped + pending) {
    problems.push(`says nothing of some of ${silent.join(', ')}`);
  }
  return problems;
}

/** A good check for this pass or a later one, one that is young enough for a second pass, or three failed tries. */
function isAccountedFor(world: World, alias: string, { invocation, scheduledTime }: Pass): boolean {
  const { staleAfterHours = 0 } = invocation.event as { staleAfterHours?: number };
  const youngMs = invocation.startedMs - staleAfterHours * 3_600_000;
  return listStates(world, alias).some((item) => {
    if ((item['lastGoodScheduledTime']?.S ?? '') >= scheduledTime) return true;
    if (Date.parse(item['goodCheckStartedAt']?.S ?? '') > youngMs) return true;
    return item['lastScheduledTime']?.S === scheduledTime && Number(item['tries']?.N) >= 3;
  });
}
