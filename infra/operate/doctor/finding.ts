import { EXIT } from '../command.ts';

/** How bad it is; `unknown` could not be looked at, such as AWS from a local run. */
export type Level = 'ok' | 'unknown' | 'warning' | 'broken';

/** One thing that was looked at, and what to do where something is to be done; never anything secret. */
export interface Finding {
  check:
    | 'secret'
    | 'accessToken'
    | 'refreshToken'
    | 'rotation'
    | 'scopes'
    | 'privileges'
    | 'accountId'
    | 'vendor'
    | 'clock'
    | 'schedule'
    | 'subscribers'
    | 'deadLetters'
    | 'testAlarm';
  /** The alias, where it is about one account. */
  account?: string;
  level: Level;
  message: string;
}

/** A finding without its account, as the checks of one account make it. */
export type AccountFinding = Omit<Finding, 'account'>;

/** 0 when all is right, 2 for warnings, 1 when something is broken. */
export function toExitCode(findings: readonly Finding[]): number {
  if (findings.some(({ level }) => level === 'broken')) return EXIT.failed;
  return findings.some(({ level }) => level === 'warning') ? EXIT.findings : 0;
}
