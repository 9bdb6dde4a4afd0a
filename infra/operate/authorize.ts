import { createConstantContact } from '../../lambda/constant-contact/client.ts';
import { createOAuth } from '../../lambda/constant-contact/oauth.ts';
import { createPace } from '../../lambda/constant-contact/pace.ts';
import { systemClock as clock } from '../../lambda/shared/clock.ts';
import { DEFAULT_ACCOUNT, SYNC_SPACING_MS } from '../../lambda/shared/contract.ts';
import { readApiUrl, readAuthUrl } from '../../lambda/shared/environment.ts';
import { createStyle } from '../local/style.ts';
import { checkAlias } from './audit-command-line.ts';
import { authorizeAccount } from './authorize/authorize-account.ts';
import { readAuthorizeOptions } from './authorize/command-line.ts';
import { openBrowser } from './authorize/open-browser.ts';
import { presentConnected, presentInvitation } from './authorize/present-connected.ts';
import { readClient } from './authorize/read-client.ts';
import { listenForRedirect } from './authorize/redirect-listener.ts';
import { readStanding } from './authorize/standing.ts';
import { waitAtMost } from './authorize/wait-at-most.ts';
import { note, runCommand } from './command.ts';
import { readParameter } from './parameters.ts';
import { type Source, withOwnSource } from './source.ts';

const options = readAuthorizeOptions(process.argv);
const { account, replace = false } = options;

const NOT_FOR_LONG = `The next npm start gives "${DEFAULT_ACCOUNT}" its own sandbox's tokens: choose another alias to keep yours.`;

await runCommand(async () => {
  checkAlias(account);
  await withOwnSource(options, account, async (source) => {
    if (source.isLocal && account === DEFAULT_ACCOUNT) note(NOT_FOR_LONG);
    const standing = await readStanding(source, account, replace);
    const client = await readClient(options, standing.secret, process.env);
    const request = { account, client, knownAccountId: standing.accountId };
    const connected = await authorizeAccount(await createDependencies(source), request);
    process.stdout.write(presentConnected(connected, createStyle(process.stdout)));
  });
});

async function createDependencies(source: Source) {
  const authUrl = readAuthUrl(process.env);
  const apiUrl = readApiUrl(process.env);
  const pace = createPace({ spacingMs: SYNC_SPACING_MS, clock });
  return {
    source,
    authUrl,
    oauth: createOAuth({ authUrl, clock }),
    constantContact: createConstantContact({ apiUrl, pace, clock, random: Math.random }),
    listen: () => listenForRedirect(options.port),
    invite: (url: string) => {
      note(presentInvitation(url, options));
      if (options.open) openBrowser(url);
    },
    signal: waitAtMost(options.wait),
    clock,
    rotateTokenFunctionArn: source.isLocal
      ? undefined
      : await readParameter('rotateTokenFunctionArn', '--local'),
  };
}
