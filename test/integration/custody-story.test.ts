import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test, vi } from 'vitest';
import { invokeRotation, invokeSync, invokeUpdate, type Places } from '../../infra/local/invoke.ts';
import { SECRET_APPLICATION } from '../../infra/local/sandbox/oauth/applications.ts';
import { createSandbox } from '../../infra/local/sandbox/sandbox.ts';
import type { Rotate } from '../../infra/local/secrets-manager/rotations.ts';
import { type Services, storeSecret, withServices } from '../../infra/local/services.ts';
import { toSyncEvents } from '../../infra/local/sync-after-update.ts';
import { authorizeAccount } from '../../infra/operate/authorize/authorize-account.ts';
import { listenForRedirect } from '../../infra/operate/authorize/redirect-listener.ts';
import { readStanding } from '../../infra/operate/authorize/standing.ts';
import { createConstantContact } from '../../lambda/constant-contact/client.ts';
import { createOAuth } from '../../lambda/constant-contact/oauth.ts';
import { createPace } from '../../lambda/constant-contact/pace.ts';
import { openSecretVersions, STAGE } from '../../lambda/credentials/secret-versions.ts';
import { parseTokenSet } from '../../lambda/credentials/token-set.ts';
import { secretNameOf } from '../../lambda/credentials/tokens.ts';
import { systemClock as clock } from '../../lambda/shared/clock.ts';
import { SYNC_SPACING_MS, TRIGGER, UNSEEDED_SECRET } from '../../lambda/shared/contract.ts';

const ACCOUNT = 'main';
const SECRET_NAME = secretNameOf(ACCOUNT);
/** As the stack sets it: no rotation before somebody has consented. */
const ROTATION = {
  SecretId: SECRET_NAME,
  RotationLambdaARN: 'arn:aws:lambda:us-east-1:000000000000:function:rotate-token',
  RotationRules: { ScheduleExpression: 'rate(4 hours)' },
  RotateImmediately: false,
};
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

const UPDATE = {
  schemaVersion: 1,
  action: 'updateAccountSummary',
  input: { website: 'https://instaprinz.example' },
  requestedBy: 'web-shop',
};

async function startVendor() {
  const port = await findFreePort();
  const redirectUris = [`http://localhost:${port}/callback`];
  const sandbox = await createSandbox({
    applications: [{ ...SECRET_APPLICATION, redirectUris, refreshTokens: 'rotating' }],
  });
  onTestFinished(() => sandbox.close());
  return { sandbox, port };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

type Vendor = Awaited<ReturnType<typeof startVendor>>;

/** What `npm run authorize` does, with a person who allows it at once. */
async function authorize({ table, secrets }: Services, { sandbox, port }: Vendor) {
  const { apiUrl, authUrl } = sandbox;
  const { accountId } = await readStanding({ table, secrets }, ACCOUNT, false);
  const [account = ''] = sandbox.accounts.keys();
  const consents: Promise<Response>[] = [];
  const deps = {
    source: { table, secrets, place: 'this test' },
    authUrl,
    oauth: createOAuth({ authUrl, clock }),
    constantContact: createConstantContact({
      apiUrl,
      pace: createPace({ spacingMs: SYNC_SPACING_MS, clock }),
      clock,
      random: Math.random,
    }),
    listen: () => listenForRedirect(port),
    invite: (url: string) => {
      const body = new URLSearchParams({ account, decision: 'allow' });
      consents.push(fetch(url, { method: 'POST', body }));
    },
    signal: AbortSignal.timeout(10_000),
    clock,
    rotateTokenFunctionArn: undefined,
  };
  const { clientId, clientSecret } = SECRET_APPLICATION;
  const request = {
    account: ACCOUNT,
    client: { clientId, clientSecret },
    knownAccountId: accountId,
  };
  const connected = await authorizeAccount(deps, request);
  const [page] = await Promise.all(consents);
  return { connected, page };
}

async function readStored({ secrets }: Services) {
  const versions = openSecretVersions(secrets, SECRET_NAME);
  return parseTokenSet(SECRET_NAME, (await versions.readStage(STAGE.current))?.text);
}

/** Everything that the table holds, as text. */
async function readTable({ table }: Services): Promise<string> {
  const { Items } = await table.client.send(new ScanCommand({ TableName: table.name }));
  return JSON.stringify(Items);
}

test('from an unseeded secret to an audit: authorize, rotate, sync, update, audit', async () => {
  const logs = (['info', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockReturnValue(),
  );
  const vendor = await startVendor();
  const { sandbox } = vendor;
  const opened = Promise.withResolvers<Places>();
  const rotate: Rotate = async (event) => invokeRotation(await opened.promise, event);

  await withServices({ rotate }, async (services) => {
    const { secrets, secretsManager, events } = services;
    const places = { services, vendor: sandbox };
    opened.resolve(places);
    const sync = (trigger: string) => invokeSync(places, { account: ACCOUNT, trigger });

    // What a deployment leaves: rotation is set up and tested, and nobody has consented.
    await storeSecret(secrets, SECRET_NAME, JSON.stringify(UNSEEDED_SECRET));
    await secrets.send(new RotateSecretCommand(ROTATION));
    await secretsManager.whenIdle();
    expect(await sync(TRIGGER.person)).toMatchObject({ error: { name: 'TokenUnusableError' } });

    const { connected, page } = await authorize(services, vendor);
    expect(connected).toMatchObject({ account: ACCOUNT, organization: 'InstaPrinz', warnings: [] });
    expect(page?.status).toBe(200);
    const consented = await readStored(services);
    expect(consented?.account_id).toBe(connected.accountId);

    await secrets.send(new RotateSecretCommand({ SecretId: SECRET_NAME }));
    await secretsManager.whenIdle();
    expect(secretsManager.rotations).toMatchObject([
      { steps: ['testSecret'], outcome: 'succeeded' },
      { steps: STEPS, outcome: 'succeeded' },
    ]);
    const renewed = await readStored(services);
    expect(renewed?.refresh_token).not.toBe(consented?.refresh_token);
    expect(sandbox.acceptsRefreshToken(renewed?.refresh_token ?? '')).toBe(true);
    expect(sandbox.grants.map(({ refreshTokens }) => refreshTokens.length)).toEqual([2]);

    expect(await sync(TRIGGER.schedule)).toMatchObject({
      reply: { snapshot: 1, changes: [{ kind: 'AccountConnected' }] },
    });

    expect(await invokeUpdate(places, UPDATE)).toMatchObject({ reply: { outcome: 'applied' } });
    const followed = [];
    for (const { trigger } of toSyncEvents(events)) followed.push(await sync(trigger));
    const origin = { by: 'ours', requestedBy: UPDATE.requestedBy };
    expect(followed).toMatchObject([
      { reply: { snapshot: 2, changes: [{ kind: 'SummaryChanged', origin }] } },
    ]);

    const { handler: audit } = await import('../../lambda/audit/handler.ts');
    const { accountId } = connected;
    const answer = await audit({ schemaVersion: 1, account: ACCOUNT });
    expect(answer).toMatchObject({
      accounts: [{ account: ACCOUNT, accountId, verdict: 'canSend', stale: false, snapshot: 2 }],
    });

    const traces = JSON.stringify([logs.map(({ mock }) => mock.calls), events, connected, answer]);
    const everything = traces + (await readTable(services)) + (await page?.text());
    for (const set of [consented, renewed]) {
      for (const secret of [set?.access_token, set?.refresh_token, set?.client_secret]) {
        expect(secret).toMatch(/./);
        expect(everything).not.toContain(secret);
      }
    }
  });
});
