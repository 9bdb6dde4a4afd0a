import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_ACCOUNT } from '../../lambda/shared/contract.ts';
import { DEFAULT_FOLDER } from './folders.ts';
import { EXAMPLE_REQUEST } from './update-request.ts';

/** More than a decade of nights shows nothing that a year does not. */
const MAX_NIGHTS = 4_000;

/** What one application may check in a day: 10,000 requests less a reserve of 400, two for each account. */
const MAX_ACCOUNTS = 4_800;

const UNFIT_FOR_SUBCOMMANDS = [
  'nights',
  'accounts',
  'reset',
  'yes',
] as const satisfies (keyof CommandLine)[];

export interface CommandLine {
  folder: string;
  json?: true;
  verbose?: true;
  reset?: true;
  yes?: true;
  /** Plays the story over so many nights. */
  nights?: number;
  /** Checks a fleet of so many sandbox accounts. */
  accounts?: number;
  /** Changes the account: a request as JSON, or `-` for one on standard input. */
  update?: string;
  /** Rotates the token of the account with this alias. */
  rotate?: string;
}

/** Reads the arguments after `npm start --`. Ends the process with one sentence and exit code 1 on a wrong one. */
export function readCommandLine(argv: string[]): CommandLine {
  const chosen: Pick<CommandLine, 'update' | 'rotate'> = {};
  const command = new Command('npm start --')
    .description('Checks a Constant Contact account on this machine, as the nightly function does.')
    .option(
      '--folder <path>',
      'where data are kept between runs: a folder of its own',
      DEFAULT_FOLDER,
    )
    .option('--json', 'print the result as one JSON object')
    .option('--verbose', "show the function's own log on standard error")
    .addOption(
      new Option('--nights <count>', 'play a story of so many nights').argParser(
        readCount(MAX_NIGHTS),
      ),
    )
    .addOption(
      new Option('--accounts <count>', 'check so many accounts of the sandbox in one pass')
        .argParser(readCount(MAX_ACCOUNTS))
        .conflicts('nights'),
    )
    .addOption(
      new Option('--reset', 'delete what earlier runs have kept, after asking').conflicts([
        'json',
        'nights',
        'accounts',
      ]),
    )
    .option('--yes', 'reset without asking')
    .addHelpText('after', HELP)
    .showHelpAfterError('Options stand after --, as in: npm start -- --nights 60')
    // Without an action of its own a command with subcommands would only print its help.
    .action(() => undefined);
  command
    .command('update')
    .description('change the account through the update function and print its reply as JSON')
    .argument('<request>', 'the request as JSON in single quotes, or - for standard input')
    .addHelpText('after', UPDATE_HELP)
    .showHelpAfterError(`For example: npm start -- update '${EXAMPLE_REQUEST}'`)
    .action((request: string) => {
      refuseUnfit(command, 'update');
      chosen.update = request;
    });
  command
    .command('rotate')
    .description("rotate the token of the sandbox's account, as Secrets Manager does on AWS")
    .option('--account <alias>', "whose token; here the sandbox's alone", DEFAULT_ACCOUNT)
    .addHelpText('after', '\n--folder, --json and --verbose hold here too.')
    .action(({ account }: { account: string }) => {
      refuseUnfit(command, 'rotate');
      chosen.rotate = account;
    });
  return { ...command.parse(argv).opts<CommandLine>(), ...chosen };
}

function refuseUnfit(command: Command, subcommand: string): void {
  const unfit = UNFIT_FOR_SUBCOMMANDS.find((name) => name in command.opts());
  if (unfit) command.error(`error: option '--${unfit}' cannot be used with ${subcommand}`);
}

function readCount(highest: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= 1 && count <= highest) return count;
    throw new InvalidArgumentError(`Give a whole number from 1 to ${highest}.`);
  };
}

const HELP = `
Without a token of your own the account is that of a sandbox:
  CONSTANT_CONTACT_ACCESS_TOKEN=… npm start   checks your account
  npm start --silent -- --json                prints JSON and nothing else
  npm start -- --accounts 200                 a pass over 200 accounts of the sandbox
  npm start --silent -- update '{…}'          changes the account, prints the reply alone
  npm start -- rotate                         renews its token, step by step`;

const UPDATE_HELP = `
For example:
  npm start -- update '${EXAMPLE_REQUEST}'

With CONSTANT_CONTACT_ACCESS_TOKEN set it changes your account at Constant Contact.`;
