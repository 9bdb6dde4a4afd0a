import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_ACCOUNT } from '../../../lambda/shared/contract.ts';
import { type SourceOptions, sourceOptions } from '../source.ts';
import { DEFAULT_PORT } from './redirect-listener.ts';

export interface AuthorizeOptions extends SourceOptions {
  account: string;
  clientId?: string;
  pkce?: true;
  replace?: true;
  open: boolean;
  port: number;
  /** Minutes. */
  wait: number;
}

/** Reads the arguments of `npm run authorize --`. Ends the process with one sentence and exit code 1 on a wrong one. */
export function readAuthorizeOptions(argv: string[]): AuthorizeOptions {
  const command = new Command('npm run authorize --')
    .description('Connects an account: a person consents in the browser, its tokens are stored.')
    .option('--account <alias>', 'alias of the account', DEFAULT_ACCOUNT)
    .option('--client-id <id>', "the application's client id (default: CONSTANT_CONTACT_CLIENT_ID)")
    .option('--pkce', 'the application has no client secret')
    .option('--replace', 'renew the tokens that the alias has')
    .option('--no-open', 'print the address only')
    .option('--port <number>', 'of the redirect address', toPort, DEFAULT_PORT)
    .option('--wait <minutes>', 'for the consent', toMinutes, 5);
  for (const option of sourceOptions()) command.addOption(option);
  return command.addHelpText('after', HELP).parse(argv).opts<AuthorizeOptions>();
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('It is a whole number from 1 to 65535.');
}

function toMinutes(text: string): number {
  const minutes = Number(text);
  if (minutes > 0 && minutes <= 60) return minutes;
  throw new InvalidArgumentError('It is a number of minutes above 0, at most 60.');
}

const HELP = `
The application must have the redirect address http://localhost:${DEFAULT_PORT}/callback registered.
The client secret is asked for, or read from CONSTANT_CONTACT_CLIENT_SECRET; never an argument.
Exit code: 0 when the tokens are stored; 1 when nothing was.`;
