import { Command } from 'commander';
import { type SourceOptions, sourceOptions } from './source.ts';

export interface ForgetOptions extends SourceOptions {
  account: string;
  yes?: string;
}

/** Reads the arguments of `npm run forget --`. Ends the process with one sentence and exit code 1 on a wrong one. */
export function readForgetOptions(argv: string[]): ForgetOptions {
  const command = new Command('npm run forget --')
    .description('Deletes every item of a retired account from the table. Its secret must be gone.')
    .requiredOption('--account <alias>', 'the account to delete')
    .option('--yes <alias>', 'delete without asking; repeats the alias');
  for (const option of sourceOptions()) command.addOption(option);
  return command.parse(argv).opts<ForgetOptions>();
}
