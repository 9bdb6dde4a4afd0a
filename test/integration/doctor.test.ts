import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { withServices } from '../../infra/local/services.ts';
import type { Finding } from '../../infra/operate/doctor/finding.ts';
import {
  openSecretVersions,
  STAGE,
  storeTokenSet,
} from '../../lambda/credentials/secret-versions.ts';
import { secretNameOf } from '../../lambda/credentials/tokens.ts';
import { appendToJournal } from '../../lambda/rotate-token/journal.ts';
import { PARAMETERS } from '../../lambda/shared/contract.ts';
import {
  type AuthorizeWorld,
  createAuthorizeWorld,
  ROTATE_TOKEN_ARN,
} from '../support/authorize-world.ts';
import { createRunFolder } from '../support/local-run.ts';
import { runCommand } from '../support/run-command.ts';

let world: AuthorizeWorld;

beforeEach(async () => {
  world = await createAuthorizeWorld();
});

afterEach(() => world.close());

/** What a consent to the first account brings. */
function consent() {
  const { expires_in, token_type: _, ...tokens } = world.sandbox.consent(world.accountIds[0]);
  const nowMs = Date.now();
  return {
    ...tokens,
    account_id: world.accountIds[0],
    expires_at: Math.floor(nowMs / 1000) + expires_in,
    authorized_at: new Date(nowMs).toISOString(),
  };
}

/** The Scheduler, SNS and SQS, as much of their protocols as the doctor speaks; returns how to find them. */
async function startStack({ schedule = 'ENABLED', subscription = 'arn:aws:sns:x' } = {}) {
  const topic = `<member><Endpoint>ops@example.com</Endpoint><SubscriptionArn>${subscription}</SubscriptionArn></member>`;
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/schedules/')) {
      response.end(JSON.stringify({ State: schedule }));
    } else if (request.headers['x-amz-target'] === 'AmazonSQS.GetQueueAttributes') {
      response.end(JSON.stringify({ Attributes: { ApproximateNumberOfMessages: '0' } }));
    } else {
      response.end(
        `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${topic}</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`,
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(world.parameters, {
    [PARAMETERS.scheduleNames]: 'nightly,second',
    [PARAMETERS.alarmTopicArn]: 'arn:aws:sns:us-east-1:111122223333:alarms',
    [PARAMETERS.deadLetterQueueUrl]: 'https://sqs.test/111122223333/dead-letters',
  });
  return {
    AWS_ENDPOINT_URL_SCHEDULER: url,
    AWS_ENDPOINT_URL_SNS: url,
    AWS_ENDPOINT_URL_SQS: url,
  };
}

/** Findings of `npm run doctor -- --json`, and its exit code. */
async function examine(args: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await runCommand('doctor', ['--json', ...args], env);
  const { findings }: { findings: Finding[] } = JSON.parse(stdout);
  const levelOf = (check: Finding['check'], account?: string) =>
    findings.find((finding) => finding.check === check && finding.account === account)?.level;
  return { code, stdout, stderr, findings, levelOf };
}

describe('npm run doctor on AWS', () => {
  it('finds all right from the token to the subscriber, and prints nothing secret', async () => {
    const set = consent();
    await storeTokenSet(world.secrets, 'shop', set);
    const rotation = {
      ...{ SecretId: secretNameOf('shop'), RotationLambdaARN: ROTATE_TOKEN_ARN },
      ...{ RotationRules: { ScheduleExpression: 'rate(4 hours)' }, RotateImmediately: false },
    };
    await world.secrets.send(new RotateSecretCommand(rotation));
    const env = { ...world.env, ...(await startStack()) };

    const { code, stdout, stderr, findings } = await examine([], env);

    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(code).toBe(0);
    expect(findings.map(({ check }) => check)).toEqual([
      ...['secret', 'accessToken', 'refreshToken', 'rotation', 'scopes', 'privileges', 'accountId'],
      ...['vendor', 'vendor', 'clock', 'schedule', 'schedule', 'subscribers', 'deadLetters'],
    ]);
    const secrets = [set.access_token, set.refresh_token ?? '', set.client_secret ?? ''];
    expect(secrets.filter((secret) => (stdout + stderr).includes(secret))).toEqual([]);
  });

  it('finds an account whose tokens the vendor took back, a rotation that is off and a silent topic', async () => {
    await storeTokenSet(world.secrets, 'shop', consent());
    world.sandbox.withdrawConsent(world.accountIds[0]);
    const stack = await startStack({ schedule: 'DISABLED', subscription: 'PendingConfirmation' });

    const { code, levelOf, findings } = await examine([], { ...world.env, ...stack });

    expect(code).toBe(1);
    expect(levelOf('privileges', 'shop')).toBe('broken');
    expect(levelOf('rotation', 'shop')).toBe('broken');
    expect([levelOf('schedule'), levelOf('subscribers')]).toEqual(['broken', 'broken']);
    expect(findings.map(({ message }) => message).join('\n')).toContain(
      'run npm run authorize -- --account shop --replace',
    );
  });

  it('finds a refresh token that a rotation was refused, while the access token lives', async () => {
    await storeTokenSet(world.secrets, 'shop', consent());
    const SecretId = secretNameOf('shop');
    await world.secrets.send(
      new RotateSecretCommand({ SecretId, RotationLambdaARN: ROTATE_TOKEN_ARN }),
    );
    const versions = openSecretVersions(world.secrets, SecretId);
    await appendToJournal(versions, undefined, {
      version: (await versions.readStage(STAGE.current))?.id ?? '',
      ...{ state: 'refused', sent_at: new Date().toISOString(), again: false },
      ...{ owner: 'a rotation', invocation: 'of it' },
    });

    const { code, levelOf } = await examine([], { ...world.env, ...(await startStack()) });

    expect(code).toBe(1);
    expect(levelOf('refreshToken', 'shop')).toBe('broken');
    expect(levelOf('rotation', 'shop')).toBe('warning');
    expect([levelOf('accessToken', 'shop'), levelOf('privileges', 'shop')]).toEqual(['ok', 'ok']);
  });

  it('warns of an unseeded account and goes on with the others', async () => {
    await world.store('main', '{"status":"unseeded"}');
    await storeTokenSet(world.secrets, 'shop', { ...consent(), account_id: 'another' });

    const { levelOf } = await examine([], { ...world.env, ...(await startStack()) });

    expect(levelOf('secret', 'main')).toBe('warning');
    expect([levelOf('secret', 'shop'), levelOf('accountId', 'shop')]).toEqual(['ok', 'broken']);
  });

  it('says that nobody is connected, and that a host is silent', async () => {
    const silent = { CONSTANT_CONTACT_AUTH_URL: 'http://127.0.0.1:1/oauth2' };
    const env = { ...world.env, ...(await startStack()), ...silent };

    const { code, findings } = await examine([], env);

    const broken = findings.filter(({ level }) => level === 'broken');
    expect(code).toBe(1);
    expect(broken.map(({ message }) => message)).toEqual([
      'No account is connected: run "npm run authorize".',
      expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:1\/oauth2\/authorize failed on the conn/),
    ]);
  });
});

describe('npm run doctor on this machine', () => {
  it('looks at what is here and says what is not', async () => {
    const folder = await createRunFolder();
    await withServices({ folder }, ({ secrets }) => storeTokenSet(secrets, 'shop', consent()));
    const { CONSTANT_CONTACT_API_URL = '', CONSTANT_CONTACT_AUTH_URL = '' } = world.env;
    const env = { CONSTANT_CONTACT_API_URL, CONSTANT_CONTACT_AUTH_URL };

    const { code, stdout, stderr } = await runCommand('doctor', ['--folder', folder], env);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Account shop\n {2}✔ {2}The secret holds the whole set/);
    expect(stdout).toContain('·  Nothing renews tokens by itself on this machine.');
    expect(stdout).toContain('·  The schedule is on AWS, not on this machine.');
    expect(stdout).toMatch(/\nAll is right\.\n$/);
  });

  it.each([
    [['--local', '--test-alarm'], /^Alarms are on AWS: add --aws\.\n$/],
    [['--folder', '/nonexistent'], /^There is no table in \/nonexistent/],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await runCommand('doctor', args);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});
