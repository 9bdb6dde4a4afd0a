import { listConnected } from '../../../lambda/credentials/connected-accounts.ts';
import { toSentence } from '../../local/failure.ts';
import type { Source } from '../source.ts';
import { checkStack, skipStack } from './check-stack.ts';
import { checkVendor } from './check-vendor.ts';
import { type AccountDependencies, examineAccount } from './examine-account.ts';
import type { Finding } from './finding.ts';
import { lookAtStack, ringTestAlarm, type StackNames } from './look-at-stack.ts';
import { lookAtHost } from './look-at-vendor.ts';

export interface ExamineDependencies extends Omit<AccountDependencies, 'source'> {
  sources: readonly Source[];
  /** Addresses of the vendor's two hosts that answer anybody. */
  hosts: readonly string[];
  /** Undefined where there is no stack. */
  stack: StackNames | undefined;
}

/** Walks the whole chain, for one account or all of them. */
export async function examine(
  deps: ExamineDependencies,
  { account, testAlarm = false }: { account: string | undefined; testAlarm?: boolean },
): Promise<Finding[]> {
  const { sources, hosts, stack, clock } = deps;
  const findings: Finding[] = [];
  for (const source of sources) {
    for (const alias of account === undefined ? await listSorted(source) : [account]) {
      findings.push(...(await examineAccount({ ...deps, source }, alias)));
    }
  }
  if (findings.length === 0) findings.push(NOBODY);
  findings.push(...checkVendor(await Promise.all(hosts.map((url) => lookAtHost(url, clock)))));
  findings.push(...(stack === undefined ? skipStack() : checkStack(await lookAtStack(stack))));
  if (testAlarm) findings.push(await tryAlarm());
  return findings;
}

const NOBODY = {
  check: 'secret',
  level: 'broken',
  message: 'No account is connected: run "npm run authorize".',
} as const satisfies Finding;

async function listSorted({ secrets }: Source): Promise<string[]> {
  return (await Array.fromAsync(listConnected(secrets), ({ alias }) => alias)).sort();
}

async function tryAlarm(): Promise<Finding> {
  const check = 'testAlarm';
  try {
    await ringTestAlarm();
    const message = 'A test alarm was set: each confirmed subscriber gets it within minutes.';
    return { check, level: 'ok', message };
  } catch (error) {
    return { check, level: 'broken', message: `No test alarm was set: ${toSentence(error)}` };
  }
}
