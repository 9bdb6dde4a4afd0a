import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditOne } from '../../infra/operate/run-audit.ts';
import { audit } from '../../lambda/audit/audit.ts';
import { putRun } from '../../lambda/store/runs.ts';
import { EMBEDDED_CONFIG } from '../support/embedded.ts';
import { startParameters } from '../support/parameters.ts';
import { runCommand } from '../support/run-command.ts';
import { createSyncWorld, type SyncWorld } from '../support/sync-world.ts';

let world: SyncWorld;
let env: Record<string, string>;

beforeEach(async () => {
  world = await createSyncWorld();
  // As the SDK finds AWS itself, but for the addresses.
  env = {
    AWS_REGION: EMBEDDED_CONFIG.region,
    AWS_ACCESS_KEY_ID: EMBEDDED_CONFIG.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EMBEDDED_CONFIG.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: world.embedded.dynamodbUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: world.embedded.secretsUrl,
  };
});

afterEach(() => world.close());

function run(name: 'audit' | 'forget', ...args: string[]) {
  return runCommand(name, ['--table', world.embedded.tableName, ...args], env);
}

async function retire(alias = 'main'): Promise<void> {
  const secret = { SecretId: `constant-contact/${alias}`, ForceDeleteWithoutRecovery: true };
  await world.embedded.secrets.send(new DeleteSecretCommand(secret));
}

/** So many runs of half a kilobyte, a few at a time: no more than the client has connections. */
async function addFailedRuns(count: number): Promise<void> {
  const startMs = Date.parse('2026-10-01T00:00:00.000Z');
  for (let first = 0; first < count; first += 40) {
    const indexes = Array.from(
      { length: Math.min(40, count - first) },
      (_, index) => first + index,
    );
    await Promise.all(
      indexes.map((index) => {
        const at = new Date(startMs + index).toISOString();
        return putRun(world.deps.table, 'main', {
          ...{ runId: `run-${index}`, checkStartedAt: at, finishedAt: at, trigger: 'person' },
          ...{ outcome: 'failed', snapshot: null, requests: 1, requestIds: ['a'.repeat(64)] },
          ...{ errorName: 'UpstreamUnavailableError', errorMessage: 'x'.repeat(300) },
        });
      }),
    );
  }
}

describe('npm run audit on AWS', () => {
  it('reads the table that is named and says so', async () => {
    await world.syncOne();

    const { code, stdout } = await run('audit');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Read table account-sync in us-east-1 on AWS, /);
    expect(stdout).toMatch(/^ {2}main +/m);
  });

  it('takes the table from TABLE_NAME when a region is set', async () => {
    await world.syncOne();

    const { code, stdout } = await runCommand('audit', [], { ...env, TABLE_NAME: 'account-sync' });

    expect({ code, first: stdout.slice(0, 34) }).toEqual({
      code: 0,
      first: 'Read table account-sync in us-east',
    });
  });

  it('finds the table and its limits through the parameters that the stack publishes', async () => {
    await world.syncOne();
    const parameters: Record<string, string> = {
      '/constant-contact-account-sync/table-name': 'account-sync',
      '/constant-contact-account-sync/stale-after-hours': '1000000',
      '/constant-contact-account-sync/pending-too-long-days': '0',
    };
    const ssm = await startParameters(parameters);
    const inDepth = ['--aws', '--account', 'main', '--as-of', '2026-11-01'];

    const found = await runCommand('audit', ['--aws'], { ...env, AWS_ENDPOINT_URL_SSM: ssm.url });
    const waiting = await runCommand('audit', inDepth, { ...env, AWS_ENDPOINT_URL_SSM: ssm.url });
    delete parameters['/constant-contact-account-sync/table-name'];
    const absent = await runCommand('audit', ['--aws'], { ...env, AWS_ENDPOINT_URL_SSM: ssm.url });
    await ssm.close();

    expect(found).toMatchObject({ code: 0, stderr: '' });
    expect(found.stdout).toMatch(/^ {2}main +can send/m);
    expect(waiting.stdout).toContain('PENDING_TOO_LONG');
    expect(absent).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^There is no parameter .*table-name in us-east-1: deploy the stack there, or give --table\.\n$/,
      ),
    });
  });

  it('writes evidence and tells the sum of its manifest', async () => {
    await world.syncOne();
    const parent = await mkdtemp(join(tmpdir(), 'operate-aws-'));
    const folder = join(parent, 'new');

    const { code, stderr } = await run('audit', '--account', 'main', '--evidence', folder);

    expect(code).toBe(0);
    expect(stderr).toMatch(/^Wrote .*new; SHA-256 of its manifest: [0-9a-f]{64}\n$/);
    expect(await readdir(folder)).toContain('manifest.json');
    await rm(parent, { recursive: true });
  });

  it.each([
    [['--table', 'other'], {}, /^The DynamoDB table "other" does not exist/],
    [['--table', 'x'], { AWS_REGION: '' }, /^No AWS region is set/],
    [
      ['--table', 'account-sync', '--account', 'nobody'],
      {},
      /^No account "nobody" was ever checked/,
    ],
  ])('refuses %j with %j in one sentence', async (args, changed, sentence) => {
    const { code, stderr } = await runCommand('audit', args, { ...env, ...changed });

    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('an account too long for one reply', () => {
  it('is put together from all its pages', async () => {
    await world.syncOne();
    const { table, clock } = world.deps;
    const deps = { table, clock, limits: { staleAfterHours: 26, pendingTooLongDays: 7 } };
    await addFailedRuns(9_000);
    const period = { asOf: '2026-11-01T02:15:00.000Z', since: '2026-01-01T00:00:00.000Z' };
    const first = await audit(deps, { schemaVersion: 1, account: 'main', ...period });

    const { accounts, ...rest } = await auditOne(deps, 'main', period);

    expect(first).toHaveProperty('cursor');
    expect(rest).not.toHaveProperty('cursor');
    expect(new Set(accounts[0].runs.map(({ runId }) => runId)).size).toBe(9_001);
    expect(accounts[0].runs).toHaveLength(9_001);
  }, 60_000);
});

describe('npm run forget', () => {
  it('deletes every item of a retired account, and nothing of others', async () => {
    await world.connect('other', String(world.account().summary['encoded_account_id']));
    await world.syncOne('main');
    await world.syncOne('other');
    const before = await world.items();
    await retire();

    const { code, stdout } = await run('forget', '--account', 'main', '--yes', 'main');

    const isMain = (item: Record<string, unknown>) =>
      item['pk'] === 'ACCOUNT#main' || (item['pk'] === 'ACCOUNTS' && item['sk'] === 'main');
    const own = before.filter(isMain);
    expect(code).toBe(0);
    expect(own.length).toBeGreaterThan(3);
    expect(stdout).toBe(
      `Deleted ${own.length} items of "main" from table account-sync in us-east-1 on AWS.\n`,
    );
    expect(await world.items()).toEqual(before.filter((item) => !isMain(item)));
  });

  it('deletes more than one page and batch take', async () => {
    await world.syncOne();
    await addFailedRuns(3_000);
    await retire();

    const { stdout, stderr } = await run('forget', '--account', 'main', '--yes', 'main');

    expect(stdout).toMatch(/^Deleted 3,0\d\d items/);
    expect(stderr.split('\n').length).toBeGreaterThan(2);
    expect(await world.items()).toEqual([]);
  }, 60_000);

  it.each([
    [
      ['--account', 'main', '--yes', 'main'],
      /^The account "main" is not retired: delete the secret/,
    ],
    [['--account', 'nobody', '--yes', 'nobody'], /^Nothing is kept of an account "nobody"/],
    [['--account', 'No', '--yes', 'No'], /^"No" is no alias/],
    [[], /^error: required option '--account <alias>' not specified/],
  ])('refuses %j and deletes nothing', async (args, sentence) => {
    await world.syncOne();
    const before = await world.items();

    const { code, stderr } = await run('forget', ...args);

    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(await world.items()).toEqual(before);
  });

  it.each([
    [[], /^Nothing was deleted: run it in a terminal, where it can ask, or add --yes main\.\n$/],
    [['--yes', 'other'], /^Nothing was deleted, because "main" was not repeated\.\n$/],
  ])('deletes nothing of a retired account with %j and no terminal', async (args, sentence) => {
    await world.syncOne();
    await retire();
    const before = await world.items();

    const { code, stderr } = await run('forget', '--account', 'main', ...args);

    expect(code).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(await world.items()).toEqual(before);
  });

  it('refuses an account whose secret is only marked for deletion', async () => {
    await world.syncOne();
    const marked = { SecretId: 'constant-contact/main', RecoveryWindowInDays: 7 };
    await world.embedded.secrets.send(new DeleteSecretCommand(marked));

    const { code, stderr } = await run('forget', '--account', 'main', '--yes', 'main');

    expect(code).toBe(1);
    expect(stderr).toMatch(/is only marked for deletion: wait until it is gone/);
  });
});
