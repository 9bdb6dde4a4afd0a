import { Command, Option } from 'commander';
import type { Runs } from './measure.ts';

export interface CommandLine {
  quick?: true;
  json?: true;
  markdown?: true;
  only?: string;
  withTests?: true;
}

/** Reads the arguments after `npm run bench --`; `names` are those of all cases and probes. */
export function readCommandLine(argv: string[], names: readonly string[]): CommandLine {
  return new Command('npm run bench --')
    .description(
      'Measures the deployed functions against a plain baseline, after proving each of them right.',
    )
    .option('--quick', 'few runs: a first look, no result')
    .addOption(new Option('--only <case>', 'one case alone').choices(names))
    .option('--with-tests', 'time npm test too, which takes minutes')
    .addOption(new Option('--json', 'print everything as one JSON object').conflicts('markdown'))
    .option('--markdown', 'print the table of the README')
    .parse(argv)
    .opts<CommandLine>();
}

/** Enough for a median that holds, or for a first look. */
export const RUNS = {
  full: { cold: 25, warmEach: 2 },
  quick: { cold: 3, warmEach: 2 },
} as const satisfies Record<string, Runs>;
