import { Command } from 'commander';

export interface SyncOptions {
  account: string;
  function?: string;
  json?: true;
}

/** Reads the arguments of `npm run sync --`. Ends the process with one sentence and exit code 1 on a wrong one. */
export function readSyncOptions(argv: string[]): SyncOptions {
  return new Command('npm run sync --')
    .description('Checks an account now, with the sync function on AWS; npm start does it here.')
    .requiredOption('--account <alias>', 'the account to check')
    .option('--function <arn>', "the function's alias (default: the stack's own)")
    .option('--json', 'print the reply as one JSON object')
    .parse(argv)
    .opts<SyncOptions>();
}
