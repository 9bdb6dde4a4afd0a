import { networkInterfaces } from 'node:os';
import {
  DeleteSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  PUBLIC_APPLICATION,
  SECRET_APPLICATION,
} from '../../infra/local/sandbox/oauth/applications.ts';
import { startSecretsManager } from '../../infra/local/secrets-manager/server.ts';
import {
  type AuthorizeDependencies,
  authorizeAccount,
  type Connected,
} from '../../infra/operate/authorize/authorize-account.ts';
import { listenForRedirect } from '../../infra/operate/authorize/redirect-listener.ts';
import { readStanding } from '../../infra/operate/authorize/standing.ts';
import { createConstantContact } from '../../lambda/constant-contact/client.ts';
import { createOAuth, type TokenReply } from '../../lambda/constant-contact/oauth.ts';
import { createPace } from '../../lambda/constant-contact/pace.ts';
import { secretNameOf } from '../../lambda/credentials/tokens.ts';
import { systemClock } from '../../lambda/shared/clock.ts';
import {
  type AuthorizeWorld,
  createAuthorizeWorld,
  ROTATE_TOKEN_ARN,
  startAuthorize,
} from '../support/authorize-world.ts';
import { EMBEDDED_CONFIG } from '../support/embedded.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createSyncWorld } from '../support/sync-world.ts';

const { clientId, clientSecret } = SECRET_APPLICATION;

let world: AuthorizeWorld;

beforeAll(async () => {
  world = await createAuthorizeWorld();
});

afterAll(() => world.close());

interface Options {
  account: string;
  replace?: boolean;
  client?: { clientId: string; clientSecret?: string };
  /** Which of the vendor's two accounts the person signs in to. */
  accountId?: string;
  change?: Partial<AuthorizeDependencies>;
}

/** Connects an account with a person who allows everything; returns what came of it and the page that was shown. */
async function authorize({ account, replace = false, client, accountId, change }: Options) {
  const { sandbox, port, secrets, table } = world;
  const source = change?.source ?? { secrets, table, place: 'the test' };
  const clock = systemClock;
  const pace = createPace({ spacingMs: 0, clock });
  const shown = Promise.withResolvers<string>();
  const person = async (url: string) => {
    const form = new URLSearchParams({
      decision: 'allow',
      account: accountId ?? world.accountIds[0],
    });
    const asked = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
    const page = await fetch(asked.headers.get('location') ?? '');
    return `${page.status} ${await page.text()}`;
  };
  const { accountId: knownAccountId } = await readStanding(source, account, replace);
  const deps: AuthorizeDependencies = {
    ...{ source, authUrl: sandbox.authUrl, clock },
    oauth: createOAuth({ authUrl: sandbox.authUrl, clock }),
    constantContact: createConstantContact({
      ...{ apiUrl: sandbox.apiUrl, pace, clock: createFakeClock(), random: () => 0.5 },
    }),
    listen: () => listenForRedirect(port),
    invite: (url) => void person(url).then(shown.resolve, shown.reject),
    signal: new AbortController().signal,
    rotateTokenFunctionArn: ROTATE_TOKEN_ARN,
    ...change,
  };
  const request = { account, client: client ?? { clientId, clientSecret }, knownAccountId };
  const [connected, page] = await Promise.allSettled([
    authorizeAccount(deps, request),
    shown.promise,
  ]);
  return { connected, page: page.status === 'fulfilled' ? page.value : '' };
}

async function connect(options: Options): Promise<Connected> {
  const { connected } = await authorize(options);
  if (connected.status === 'rejected') throw connected.reason;
  return connected.value;
}

async function fail(options: Options): Promise<{ message: string; page: string }> {
  const { connected, page } = await authorize(options);
  if (connected.status === 'fulfilled') throw new Error('It was connected.');
  return { message: connected.reason.message, page };
}

/** The vendor's token endpoint, whose reply lacks or has something else. */
function withReply(change: Partial<TokenReply>): Partial<AuthorizeDependencies> {
  const oauth = createOAuth({ authUrl: world.sandbox.authUrl, clock: systemClock });
  const exchangeCode: typeof oauth.exchangeCode = async (request) => ({
    ...(await oauth.exchangeCode(request)),
    ...change,
  });
  return { oauth: { exchangeCode } };
}

describe('the port for the redirect', () => {
  /** The addresses under which other machines reach this one. */
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);

  async function listen() {
    const listener = await listenForRedirect(world.port);
    onTestFinished(() => listener.close());
    return { listener, call: (path: string) => fetch(`http://127.0.0.1:${world.port}${path}`) };
  }

  it('takes one redirect, and neither another path nor a second one', async () => {
    const { listener, call } = await listen();

    const other = await call('/other?code=planted');
    const first = call('/callback?code=first');
    const { url, show } = await listener.receive(AbortSignal.timeout(10_000));
    const second = await call('/callback?code=second');
    await show({ worked: true, markup: 'Done.' });

    expect(url.searchParams.get('code')).toBe('first');
    expect([other.status, (await first).status, second.status]).toEqual([404, 200, 404]);
  });

  it.skipIf(outside.length === 0)('is open to this machine alone', async () => {
    await listen();

    for (const { address } of outside) {
      const called = fetch(`http://${address}:${world.port}/callback`);
      await expect(called).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    }
  });
});

describe('connecting an account', () => {
  it('fills the secret that the stack made, and leaves its rotation to the stack', async () => {
    await world.store('main', '{"status":"unseeded"}');

    await connect({ account: 'main' });

    expect(await world.read('main')).toMatchObject({ account_id: world.accountIds[0] });
    expect(await world.describe('main')).not.toHaveProperty('RotationEnabled', true);
  });

  it('takes an application without a secret', async () => {
    const { clientId: publicId } = PUBLIC_APPLICATION;

    await connect({ account: 'public', client: { clientId: publicId } });

    const stored = await world.read('public');
    expect(stored).toMatchObject({ client_id: publicId });
    expect(stored).not.toHaveProperty('client_secret');
  });

  it('renews tokens of 8 hours every four hours', async () => {
    await connect({ account: 'short', change: withReply({ expiresInSeconds: 28_800 }) });

    expect(await world.describe('short')).toMatchObject({
      RotationRules: { ScheduleExpression: expect.stringMatching(/\/4 \* \* \? \*\)$/) },
    });
  });

  it('replaces tokens only when it is told to', async () => {
    await connect({ account: 'again' });
    const first = await world.read('again');

    await expect(connect({ account: 'again' })).rejects.toThrow(
      /^"again" has a token already: add --replace/,
    );
    await connect({ account: 'again', replace: true });

    const second = await world.read('again');
    expect(second?.account_id).toBe(first?.account_id);
    expect(second?.refresh_token).not.toBe(first?.refresh_token);
  });

  it('replaces the tokens of a rotation that has failed and is to be tried again', async () => {
    const manager = await startSecretsManager({
      rotate: async ({ Step }) => {
        if (Step === 'createSecret') throw new Error('A person must consent.');
      },
    });
    const secrets = new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: manager.url });
    const change = { source: { secrets, table: world.table, place: 'the test' } };
    await connect({ account: 'refused', change });
    await secrets.send(new RotateSecretCommand({ SecretId: secretNameOf('refused') }));
    await manager.whenIdle();

    const { warnings } = await connect({ account: 'refused', replace: true, change });

    expect(warnings).toEqual([]);
    secrets.destroy();
    await manager.close();
  });

  it('takes an account that a trial token has opened for the one that the alias means', async () => {
    const token = world.sandbox.issueToken(world.accountIds[0]);
    await world.store(
      'trial',
      JSON.stringify({ access_token: token, account_id: world.accountIds[0] }),
    );

    const failed = await fail({
      ...{ account: 'trial', replace: true, accountId: world.accountIds[1] },
    });

    expect(failed.message).toContain(`but "trial" means ${world.accountIds[0]}`);
    expect(await world.read('trial')).toMatchObject({ access_token: token });
  });

  it('refuses a secret that is marked for deletion', async () => {
    await world.store('gone', 'token');
    await world.secrets.send(new DeleteSecretCommand({ SecretId: secretNameOf('gone') }));

    await expect(connect({ account: 'gone', replace: true })).rejects.toThrow(
      /^The secret of "gone" is marked for deletion/,
    );
  });
});

describe('a connected account', () => {
  it('comes with a warning when its token cannot be renewed, and then without rotation', async () => {
    const { warnings } = await connect({
      ...{ account: 'online', accountId: world.accountIds[1] },
      change: withReply({ refreshToken: undefined, scope: 'account_read' }),
    });

    expect(warnings).toEqual([
      expect.stringMatching(/^Constant Contact gave no refresh token/),
      expect.stringMatching(/^The token lacks the scope account_update, so updates are refused/),
    ]);
    expect(await world.describe('online')).not.toHaveProperty('RotationEnabled', true);
  });

  it('comes with a warning when another alias means the same account', async () => {
    await connect({ account: 'twin-a', accountId: world.accountIds[1] });

    const { warnings } = await connect({ account: 'twin-b', accountId: world.accountIds[1] });

    expect(warnings).toEqual([
      expect.stringMatching(/^The same account is connected as .*"twin-a".* too: delete one/),
    ]);
  });

  it('comes with a warning when its rotation could not be set', async () => {
    // Without a function to call, the embedded service refuses every rotation.
    const manager = await startSecretsManager();
    const secrets = new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: manager.url });
    const source = { secrets, table: world.table, place: 'the test' };

    const { warnings } = await connect({ account: 'unrotated', change: { source } });

    expect(warnings).toEqual([
      expect.stringMatching(/^Nothing renews the tokens yet, because .*: run .* --replace\.$/),
    ]);
    secrets.destroy();
    await manager.close();
  });
});

describe('an alias that the table knows', () => {
  it('means the account of its newest snapshot', async () => {
    const synced = await createSyncWorld();
    await synced.syncOne();
    const source = { secrets: synced.embedded.secrets, table: synced.deps.table };

    const { accountId } = await readStanding(source, 'main', true);

    expect(accountId).toBe(synced.account().summary['encoded_account_id']);
    await synced.close();
  });
});

describe('a consent that comes to nothing', () => {
  it.each([
    [
      'a wrong client secret',
      { client: { clientId, clientSecret: 'wrong' } },
      /brought no tokens \(invalid_client: .*check the client id and the client secret/,
    ],
    [
      'a token that the API does not take',
      { change: { oauth: { exchangeCode: async () => ({ ...REFUSED }) } } },
      /answered 401/,
    ],
  ])('is explained in page and message, with nothing stored: %s', async (_, options, sentence) => {
    const { message, page } = await fail({ account: 'nothing', ...options });

    expect(message).toMatch(sentence);
    expect(page).toMatch(/^400 .*<h1>The account is not connected<\/h1>/s);
    expect(page).not.toContain('canary');
    expect(await world.read('nothing')).toBeUndefined();
  });

  it('is explained when the token endpoint breaks off', async () => {
    const on = { method: 'POST', path: '/oauth2/default/v1/token' } as const;
    world.sandbox.play([{ on, times: 1, fault: { type: 'dropBefore' } }]);

    const { message } = await fail({ account: 'nothing' });

    expect(message).toMatch(/brought no tokens: the token endpoint did not answer as it should/);
    expect(await world.read('nothing')).toBeUndefined();
  });

  it('is explained when the application is not let in', async () => {
    world.sandbox.switches.applicationDeactivated = true;

    const { message, page } = await fail({ account: 'nothing' });

    world.sandbox.switches.applicationDeactivated = false;
    expect(message).toMatch(/\/account\/user\/privileges answered 403/);
    expect(page).toContain('The account is not connected');
    expect(await world.read('nothing')).toBeUndefined();
  });
});

const REFUSED: TokenReply = {
  accessToken: 'canary-access-token',
  refreshToken: 'canary-refresh-token',
  expiresInSeconds: 28_800,
  scope: undefined,
};

describe('npm run authorize', () => {
  it.each([
    [['--account', 'No'], {}, /^"No" is no alias/],
    [['--wait', 'long'], {}, /^error: option '--wait <minutes>' argument 'long' is invalid/],
    [['--client-secret', 'x'], {}, /^error: unknown option '--client-secret'/],
    [
      ['--account', 'new'],
      { CONSTANT_CONTACT_CLIENT_SECRET: '' },
      /^The client secret is missing: set CONSTANT_CONTACT_CLIENT_SECRET, or add --pkce/,
    ],
  ])('refuses %j with %j in one sentence', async (args, env, sentence) => {
    const changed = { ...world, env: { ...world.env, ...env } };

    const { code, stdout, stderr } = await startAuthorize(changed, args).ended;

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});
