import type { AccountLine, AuditedAccount } from '../../lambda/audit/reply.ts';

/** From which severity on findings are a failure. */
export const FAIL_ON = ['warning', 'critical'] as const;

export type FailOn = (typeof FAIL_ON)[number];

/**
 * True when the worst of an audit is at least as bad as `level`. Of an account in depth its findings count; of a line
 * `cannotSend` is critical and `unknown` a warning.
 */
export function reachesLevel(
  accounts: readonly (AccountLine | AuditedAccount)[],
  level: FailOn,
): boolean {
  const counted: readonly string[] = level === 'critical' ? ['critical'] : FAIL_ON;
  return accounts.flatMap(listSeverities).some((severity) => counted.includes(severity));
}

function listSeverities(account: AccountLine | AuditedAccount): string[] {
  if ('findings' in account) return account.findings.map(({ severity }) => severity);
  if (account.verdict === 'cannotSend') return ['critical'];
  return account.verdict === 'unknown' ? ['warning'] : [];
}
