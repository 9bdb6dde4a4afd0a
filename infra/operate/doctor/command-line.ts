import { Command } from 'commander';
import { type SourceOptions, sourceOptions } from '../source.ts';

export interface DoctorOptions extends SourceOptions {
  account?: string;
  json?: true;
  testAlarm?: true;
}

/** Reads the arguments of `npm run doctor --`. Ends the process with one sentence and exit code 1 on a wrong one. */
export function readDoctorOptions(argv: string[]): DoctorOptions {
  const command = new Command('npm run doctor --')
    .description('Says what is right and what is not, from the token to the mail of an alarm.')
    .option('--account <alias>', 'one account; without it all')
    .option('--json', 'print the findings as one JSON object')
    .option('--test-alarm', 'let one alarm ring')
    .addHelpText('after', '\nExit code: 0 all right; 2 warnings; 1 something is broken.');
  for (const option of sourceOptions()) command.addOption(option);
  return command.parse(argv).opts<DoctorOptions>();
}
