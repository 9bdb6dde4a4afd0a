import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import { storeTokenSet } from '../../lambda/credentials/secret-versions.ts';
import type { TokenSet } from '../../lambda/credentials/token-set.ts';
import type { InvocationResult } from '../support/lambda-runtime-api.ts';
import {
  type ArtifactWorld,
  buildArtifacts,
  startArtifactWorld,
} from '../support/lambda-runtime-sync.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

let artifacts: Awaited<ReturnType<typeof buildArtifacts>>;
beforeAll(async () => {
  artifacts = await buildArtifacts();
}, 60_000);
afterAll(() => artifacts.remove());

/** A person consents in the sandbox; what authorize would store. */
function consent({ sandbox }: ArtifactWorld): TokenSet {
  const [accountId = ''] = sandbox.accounts.keys();
  const { client_id, client_secret, access_token, refresh_token, expires_in } =
    sandbox.consent(accountId);
  const expires_at = Math.floor(Date.now() / 1000) + expires_in;
  return {
    account_id: accountId,
    client_id,
    client_secret,
    access_token,
    refresh_token,
    expires_at,
  };
}

/** The bundle with nothing in its environment but where its two services are. */
async function start() {
  const world = await startArtifactWorld();
  onTestFinished(() => world.close());
  world.sandbox.switches.refreshTokens = 'rotating';
  const SecretString = JSON.stringify(consent(world));
  const created = await world.secrets.send(
    new CreateSecretCommand({ Name: 'constant-contact/main', SecretString }),
  );
  const lambda = await world.start(artifacts.bundleOf('rotate-token'), {
    TABLE_NAME: null,
    CONSTANT_CONTACT_API_URL: null,
    CONSTANT_CONTACT_AUTH_URL: world.sandbox.authUrl,
  });
  const SecretId = created.ARN ?? '';
  const run = (Step: string, ClientRequestToken: string = randomUUID()) =>
    lambda.invoke({ SecretId, ClientRequestToken, Step });
  const stored = async (): Promise<TokenSet> => {
    const secret = await world.secrets.send(new GetSecretValueCommand({ SecretId }));
    return JSON.parse(secret.SecretString ?? '');
  };
  return { world, lambda, run, stored, SecretId };
}

const nameOf = (result: InvocationResult) => ('payload' in result ? 'done' : result.errorType);

describe('the deployed function that renews tokens', () => {
  it('goes through the four steps, each safe to repeat', async () => {
    const { world, run, stored, SecretId } = await start();
    const before = await stored();
    const token = randomUUID();

    const results = [];
    for (const step of STEPS) results.push(await run(step, token), await run(step, token));

    expect(results.map(nameOf)).toEqual(Array(8).fill('done'));
    const after = await stored();
    expect(after.refresh_token).not.toBe(before.refresh_token);
    expect(world.sandbox.acceptsRefreshToken(after.refresh_token ?? '')).toBe(true);
    const { VersionIdsToStages = {} } = await world.secrets.send(
      new DescribeSecretCommand({ SecretId }),
    );
    expect(VersionIdsToStages[token]).toEqual(['AWSCURRENT']);
  });

  it('lets no secret into its log or its errors, whatever happens', async () => {
    const { world, lambda, run, stored } = await start();
    const lost = { type: 'dropAfter' } as const;
    const refused = { ...consent(world), client_secret: 'canary-of-a-client' };
    const results = [await run('createSecret')];

    world.sandbox.play([{ times: 2, fault: lost }] satisfies Scenario);
    results.push(await run('createSecret'));
    await storeTokenSet(world.secrets, 'main', refused);
    results.push(await run('createSecret'));
    await storeTokenSet(world.secrets, 'main', consent(world));
    world.sandbox.withdrawConsent((await stored()).account_id ?? '');
    results.push(await run('createSecret'));
    await world.storeSecret('main', '{"refresh_token":"canary-of-a-malformed-secret"}');
    results.push(await run('createSecret'), await run('testSecret'));

    expect(results.map(nameOf)).toEqual([
      'done',
      'RefreshUncertainError',
      'TokenRequestRefusedError',
      'ReauthorizationRequiredError',
      'TokenUnusableError',
      'TokenUnusableError',
    ]);
    const written = lambda.logs() + JSON.stringify(results);
    expect(written).toContain('"ReauthorizationRequired":1');
    const issued = world.sandbox.grants.flatMap(({ refreshTokens, accessTokens }) => [
      ...refreshTokens.map(({ value }) => value),
      ...accessTokens,
    ]);
    expect(issued.length).toBeGreaterThan(6);
    const { client_id, client_secret } = consent(world);
    const basic = btoa(`${client_id}:${client_secret}`);
    for (const secret of [...issued, String(client_secret), basic, 'canary']) {
      expect(written.includes(secret), secret.slice(0, 20)).toBe(false);
    }
  });
});
