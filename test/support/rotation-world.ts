import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { onTestFinished } from 'vitest';
import { SECRET_APPLICATION } from '../../infra/local/sandbox/oauth/applications.ts';
import { createSandbox, type Sandbox } from '../../infra/local/sandbox/sandbox.ts';
import type { Switches } from '../../infra/local/sandbox/switches.ts';
import type { RotationStep } from '../../infra/local/secrets-manager/rotations.ts';
import {
  type EmbeddedSecretsManager,
  startSecretsManager,
} from '../../infra/local/secrets-manager/server.ts';
import { createOAuth, type OAuth, type OAuthPolicy } from '../../lambda/constant-contact/oauth.ts';
import { openSecretVersions, storeTokenSet } from '../../lambda/credentials/secret-versions.ts';
import type { RefreshableTokenSet, TokenSet } from '../../lambda/credentials/token-set.ts';
import type { Dependencies } from '../../lambda/rotate-token/dependencies.ts';
import { rotateToken } from '../../lambda/rotate-token/rotate-token.ts';
import type { MetricValues } from '../../lambda/shared/metrics.ts';
import { EMBEDDED_CONFIG } from './embedded.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

export const HOUR_MS = 60 * 60 * 1000;

/** As the stack sets it for the function. */
export const INVOCATION_MS = 120_000;

const NAME = 'constant-contact/main';

const RotationLambdaARN = 'arn:aws:lambda:us-east-1:000000000000:function:rotate-token';

/** No program listens there. */
const NOBODY = 'http://127.0.0.1:2';

/** One send of a refresh token, as the function made it; times by the fake clock. */
export interface Sent {
  refreshToken: string;
  atMs: number;
  /** When the answer came or was given up: another invocation may have moved the clock meanwhile. */
  endedAtMs?: number;
  failure?: Error;
  /** What came back; epoch seconds as they are stored. */
  brought?: { refreshToken: string | undefined; expiresAt: number };
}

/** The sandbox's authorization server, the embedded Secrets Manager and the function, all on one fake clock. */
export interface RotationWorld {
  clock: FakeClock;
  sandbox: Sandbox;
  manager: EmbeddedSecretsManager;
  secrets: SecretsManagerClient;
  /** What the next invocation gets, unless it is called with others. */
  deps: Dependencies;
  arn: string;
  logs: string[];
  metrics: MetricValues[];
  sent: Sent[];
  /** Dependencies whose calls of Secrets Manager go through another client. */
  depsWith(secrets: SecretsManagerClient): Dependencies;
  /** Calls one step as Secrets Manager does. */
  step(step: RotationStep, token: string, deps?: Dependencies): Promise<void>;
  /** A whole rotation, driven by the embedded service; throws what the function threw. */
  rotate(): Promise<void>;
  /** Has Secrets Manager rotate by itself from now on, when the clock has moved and it is asked what is due. */
  schedule(expression: string): Promise<void>;
  /** What is current, as its JSON. */
  stored(): Promise<RefreshableTokenSet>;
  storedText(): Promise<string>;
  /** Version ids by staging label. */
  stages(): Promise<Record<string, string>>;
  /** Somebody changes fields of the secret by hand. */
  edit(fields: object): Promise<void>;
  /** The next sends find nobody listening. */
  refuseConnections(times: number): void;
  /** A person consents anew, as the command authorize stores it. */
  consent(): Promise<TokenSet>;
}

export interface RotationWorldOptions {
  /** What the secret holds; a fresh consent unless given. */
  secret?: string;
  kind?: Switches['refreshTokens'];
  switches?: Partial<Switches>;
  policy?: Partial<OAuthPolicy>;
}

export async function createRotationWorld(
  options: RotationWorldOptions = {},
): Promise<RotationWorld> {
  const { kind = 'rotating', switches = {}, policy = {} } = options;
  const clock = createFakeClock();
  const sandbox = await createSandbox({
    clock,
    applications: [{ ...SECRET_APPLICATION, refreshTokens: kind }],
    switches: { tokenLifetimeSeconds: 28_800, ...switches },
    limits: { perSecond: 'off', tokensPerSecond: 'off' },
  });
  const logs: string[] = [];
  const metrics: MetricValues[] = [];
  const sent: Sent[] = [];
  const write = (message: string, fields?: object) =>
    void logs.push(JSON.stringify({ message, ...fields }));
  let world: RotationWorld;
  const manager = await startSecretsManager({
    clock,
    rotate: ({ Step, ClientRequestToken }) => world.step(Step, ClientRequestToken),
  });
  const secrets = new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: manager.url });
  onTestFinished(async () => {
    secrets.destroy();
    await Promise.all([sandbox.close(), manager.close()]);
  });
  let refused = 0;
  const down = createOAuth({ authUrl: NOBODY, clock });
  const up = createOAuth({ authUrl: sandbox.authUrl, clock, policy });
  const oauth: OAuth = {
    ...up,
    refresh: (request) => {
      refused -= 1;
      return refused >= 0 ? down.refresh(request) : up.refresh(request);
    },
  };
  const depsWith = (client: SecretsManagerClient): Dependencies => ({
    openVersions: (secretId) => openSecretVersions(client, secretId),
    oauth: noteSends(oauth, clock, sent),
    clock,
    log: { info: write, error: write },
    emitMetrics: (values) => void metrics.push(values),
    newId: randomUUID,
  });
  const consentNow = () => toTokenSet(sandbox, clock);
  const SecretString = options.secret ?? JSON.stringify(consentNow());
  const { ARN: arn = '' } = await secrets.send(
    new CreateSecretCommand({ Name: NAME, SecretString }),
  );
  const storedText = async () =>
    (await secrets.send(new GetSecretValueCommand({ SecretId: NAME }))).SecretString ?? '';
  world = {
    ...{ clock, sandbox, manager, secrets, arn, logs, metrics, sent, depsWith, storedText },
    deps: depsWith(secrets),
    step: (Step, ClientRequestToken, deps = world.deps) =>
      rotateToken(deps, { SecretId: arn, ClientRequestToken, Step }, clock.now() + INVOCATION_MS),
    schedule: async (ScheduleExpression) => {
      const RotationRules = { ScheduleExpression };
      const rotation = { SecretId: NAME, RotationLambdaARN, RotationRules };
      await secrets.send(new RotateSecretCommand({ ...rotation, RotateImmediately: false }));
      await manager.whenIdle();
    },
    rotate: async () => {
      await secrets.send(new RotateSecretCommand({ SecretId: NAME, RotationLambdaARN }));
      await manager.whenIdle();
      const { error } = manager.rotations.at(-1) ?? {};
      if (error) throw error;
    },
    stored: async () => JSON.parse(await storedText()),
    stages: async () => {
      const secret = await secrets.send(new DescribeSecretCommand({ SecretId: NAME }));
      const pairs = Object.entries(secret.VersionIdsToStages ?? {});
      return Object.fromEntries(
        pairs.flatMap(([id, labels]) => labels.map((label) => [label, id])),
      );
    },
    edit: async (fields) => {
      const SecretString = JSON.stringify({ ...JSON.parse(await storedText()), ...fields });
      await secrets.send(new PutSecretValueCommand({ SecretId: NAME, SecretString }));
    },
    refuseConnections: (times) => {
      refused = times;
    },
    consent: async () => {
      const set = consentNow();
      await storeTokenSet(secrets, 'main', set);
      return set;
    },
  };
  return world;
}

function toTokenSet(sandbox: Sandbox, clock: FakeClock): TokenSet {
  const [accountId = ''] = sandbox.accounts.keys();
  const { client_id, client_secret, access_token, refresh_token, expires_in, scope } =
    sandbox.consent(accountId);
  return {
    ...{ account_id: accountId, client_id, client_secret, refresh_token, access_token, scope },
    expires_at: Math.floor(clock.now() / 1000) + expires_in,
    authorized_at: new Date(clock.now()).toISOString(),
  };
}

function noteSends(oauth: OAuth, clock: FakeClock, sent: Sent[]): OAuth {
  return {
    ...oauth,
    refresh: async (request) => {
      const send: Sent = { refreshToken: request.refreshToken, atMs: clock.now() };
      sent.push(send);
      try {
        const reply = await oauth.refresh(request);
        const expiresAt = Math.floor(clock.now() / 1_000) + reply.expiresInSeconds;
        send.brought = { refreshToken: reply.refreshToken, expiresAt };
        return reply;
      } catch (error) {
        if (error instanceof Error) send.failure = error;
        throw error;
      } finally {
        send.endedAtMs = clock.now();
      }
    },
  };
}
