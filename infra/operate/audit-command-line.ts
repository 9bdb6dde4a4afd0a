import { Command, Option } from 'commander';
import { ALIAS_PATTERN } from '../../lambda/shared/contract.ts';
import { RefusedError } from './errors.ts';
import { FAIL_ON, type FailOn } from './fail-on.ts';
import type { TypedPeriod } from './period.ts';
import { type SourceOptions, sourceOptions } from './source.ts';

export const FORMATS = ['table', 'json', 'csv', 'html'] as const;

export interface AuditOptions extends SourceOptions, TypedPeriod {
  account?: string;
  format: (typeof FORMATS)[number];
  out?: string;
  failOn?: FailOn;
  evidence?: string;
}

/** Reads the arguments of `npm run audit --`. Ends the process with one sentence and exit code 1 on a wrong one. */
export function readAuditOptions(argv: string[]): AuditOptions {
  const command = new Command('npm run audit --')
    .description('Says which accounts can send, why not, and what was true on a given day.')
    .option('--account <alias>', 'one account in depth; without it a line for each')
    .option('--as-of <date>', 'what was true at the end of that day (UTC) or at a time')
    .option('--since <when>', 'changes and runs since then: 7d, 24h, 2w or a date (default: 30d)')
    .addOption(
      new Option('--format <format>', 'form of the answer').choices(FORMATS).default('table'),
    )
    .option('--out <file>', 'write the answer to a file')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 2 when it is reached').choices(FAIL_ON),
    )
    .option('--evidence <folder>', "write the account's records of the period, with checksums");
  for (const option of sourceOptions()) command.addOption(option);
  const options = command.addHelpText('after', HELP).parse(argv).opts<AuditOptions>();
  return options;
}

/** Throws RefusedError for options that do not go together. */
export function checkAuditOptions({ account, asOf, since, evidence }: AuditOptions): void {
  if (account !== undefined) {
    checkAlias(account);
    return;
  }
  const lonely = Object.entries({ '--as-of': asOf, '--since': since, '--evidence': evidence });
  const [name] = lonely.find(([, value]) => value !== undefined) ?? [];
  if (name) throw new RefusedError(`${name} is for one account only: name it with --account.`);
}

/** Throws RefusedError for what cannot be an alias. */
export function checkAlias(account: string): void {
  if (ALIAS_PATTERN.test(account)) return;
  throw new RefusedError(
    `"${account.slice(0, 60)}" is no alias: it has lower-case letters, digits and dashes, at most 40.`,
  );
}

const HELP = `
Reads what npm start keeps on this machine unless --table, --aws or AWS_REGION is given.
Exit code: 0; 1 when nothing could be answered; 2 when --fail-on is reached. Without
--account, an account that cannot send is critical and an unknown one a warning.

  npm run audit -- --account story --as-of 2026-10-30
  npm run --silent audit -- --format json | jq .totals`;
