import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  paginateListSecrets,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type EmbeddedSecretsManager,
  type SecretsManagerOptions,
  startSecretsManager,
} from '../../infra/local/secrets-manager/server.ts';
import { EMBEDDED_CONFIG } from '../support/embedded.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let clock: FakeClock;
let manager: EmbeddedSecretsManager;
let client: SecretsManagerClient;

beforeEach(async () => {
  clock = createFakeClock('2026-11-01T02:15:00.000Z');
  await start({ clock });
});

afterEach(stop);

async function start(options: SecretsManagerOptions): Promise<void> {
  manager = await startSecretsManager(options);
  client = new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: manager.url });
}

async function stop(): Promise<void> {
  client.destroy();
  await manager.close();
}

/** Makes secrets one second apart, each holding its own name. */
async function create(...names: string[]): Promise<void> {
  for (const Name of names) {
    clock.advance(1000);
    await client.send(new CreateSecretCommand({ Name, SecretString: Name }));
  }
}

async function read(SecretId: string): Promise<string | undefined> {
  return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
}

async function listNames(input: ConstructorParameters<typeof ListSecretsCommand>[0] = {}) {
  const names: (string | undefined)[] = [];
  for await (const page of paginateListSecrets({ client }, input)) {
    names.push(...(page.SecretList ?? []).map(({ Name }) => Name));
  }
  return names;
}

describe('lists', () => {
  test('hold the secrets whose name begins with the filter, upper and lower case told apart', async () => {
    await create('constant-contact/a', 'Constant-Contact/b', 'other', 'constant-contact/c');

    const names = await listNames({ Filters: [{ Key: 'name', Values: ['constant-contact/'] }] });

    expect(names).toEqual(['constant-contact/a', 'constant-contact/c']);
  });

  test('leave out what a filter with an exclamation mark begins with', async () => {
    await create('constant-contact/a', 'other');

    const names = await listNames({ Filters: [{ Key: 'name', Values: ['!constant'] }] });

    expect(names).toEqual(['other']);
  });

  test('come in pages that together hold each secret once, also when one is deleted between', async () => {
    await create('a', 'b', 'c', 'd', 'e');
    const first = await client.send(new ListSecretsCommand({ MaxResults: 2 }));
    await client.send(new DeleteSecretCommand({ SecretId: 'b', ForceDeleteWithoutRecovery: true }));

    const rest = await listNames({ MaxResults: 2, NextToken: first.NextToken });

    expect(first.SecretList?.map(({ Name }) => Name)).toEqual(['a', 'b']);
    expect(rest).toEqual(['c', 'd', 'e']);
  });

  test('end with a page that names no next one, also when it is full', async () => {
    await create('a', 'b');

    const page = await client.send(new ListSecretsCommand({ MaxResults: 2 }));

    expect(page.NextToken).toBeUndefined();
  });

  test('run backwards on request', async () => {
    await create('a', 'b', 'c');

    expect(await listNames({ MaxResults: 2, SortOrder: 'desc' })).toEqual(['c', 'b', 'a']);
  });

  test('refuse a token that is none, and pages of more than 100', async () => {
    await expect(listNames({ NextToken: 'none' })).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
    await expect(listNames({ MaxResults: 101 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid value for MaxResults.',
    });
  });
});

describe('deletion', () => {
  test('hides a secret until its recovery window is over, and then frees its name', async () => {
    await create('a');

    const reply = await client.send(
      new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 }),
    );

    expect(reply.DeletionDate).toEqual(new Date(clock.now() + 7 * DAY_MS));
    expect(await listNames()).toEqual([]);
    expect(await listNames({ IncludePlannedDeletion: true })).toEqual(['a']);
    await expect(read('a')).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(create('a')).rejects.toMatchObject({ name: 'InvalidRequestException' });
    clock.advance(7 * DAY_MS);
    await expect(read('a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(create('a')).resolves.toBeUndefined();
  });

  test('can be taken back', async () => {
    await create('a');
    await client.send(new DeleteSecretCommand({ SecretId: 'a' }));

    await client.send(new RestoreSecretCommand({ SecretId: 'a' }));

    expect(await read('a')).toBe('a');
  });

  test('by force is at once, and no error for what does not exist', async () => {
    await create('a');
    const force = { SecretId: 'a', ForceDeleteWithoutRecovery: true };

    await client.send(new DeleteSecretCommand(force));
    await client.send(new DeleteSecretCommand(force));

    await expect(read('a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('refuses a window beside force, and one outside 7 to 30 days', async () => {
    await create('a');
    const refusal = { name: 'InvalidParameterException' };

    const both = { SecretId: 'a', RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true };
    const short = { SecretId: 'a', RecoveryWindowInDays: 6 };

    await expect(client.send(new DeleteSecretCommand(both))).rejects.toMatchObject(refusal);
    await expect(client.send(new DeleteSecretCommand(short))).rejects.toMatchObject(refusal);
  });
});

test('tags are added, and one with a known key is replaced', async () => {
  await create('a');
  const tag = (Key: string, Value: string) =>
    client.send(new TagResourceCommand({ SecretId: 'a', Tags: [{ Key, Value }] }));

  await tag('one', '1');
  await tag('two', '2');
  await tag('one', '3');

  const { Tags } = await client.send(new DescribeSecretCommand({ SecretId: 'a' }));
  expect(Tags).toEqual([
    { Key: 'one', Value: '3' },
    { Key: 'two', Value: '2' },
  ]);
});

test('tags are taken off by their keys, known or not, and lists show those that are left', async () => {
  await create('a');
  const Tags = ['one', 'two'].map((Key) => ({ Key, Value: Key }));
  await client.send(new TagResourceCommand({ SecretId: 'a', Tags }));

  await client.send(new UntagResourceCommand({ SecretId: 'a', TagKeys: ['one', 'three'] }));

  const { SecretList } = await client.send(new ListSecretsCommand({}));
  expect(SecretList?.map((secret) => secret.Tags)).toEqual([[{ Key: 'two', Value: 'two' }]]);
});

test('the versions of a secret are listed with their labels, those without one on request', async () => {
  await create('a');
  for (const SecretString of ['b', 'c']) {
    await client.send(new PutSecretValueCommand({ SecretId: 'a', SecretString }));
  }
  const listStages = async (IncludeDeprecated?: boolean) => {
    const input = { SecretId: 'a', ...(IncludeDeprecated && { IncludeDeprecated }) };
    const { Versions } = await client.send(new ListSecretVersionIdsCommand(input));
    return Versions?.map(({ VersionStages }) => VersionStages);
  };

  expect(await listStages()).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
  expect(await listStages(true)).toEqual([[], ['AWSPREVIOUS'], ['AWSCURRENT']]);
});

test('without a function to call, RotateSecret says that it cannot be invoked', async () => {
  await create('a');

  const rotate = client.send(new RotateSecretCommand({ SecretId: 'a', RotationLambdaARN: 'arn' }));

  await expect(rotate).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('an operation that is not embedded is said so', async () => {
  await expect(client.send(new GetRandomPasswordCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
});

test('calls are recorded with the secret they speak of, and no value', async () => {
  await create('a');
  await client.send(new PutSecretValueCommand({ SecretId: 'a', SecretString: 'canary' }));
  await read('absent').catch(() => undefined);
  await listNames();

  expect(manager.calls).toEqual([
    { operation: 'CreateSecret', secretId: 'a' },
    { operation: 'PutSecretValue', secretId: 'a' },
    { operation: 'GetSecretValue', secretId: 'absent' },
    { operation: 'ListSecrets', secretId: undefined },
  ]);
});

test('only requests signed with the given key id are answered', async () => {
  await stop();
  await start({ accessKeyId: 'of-this-run' });
  const credentials = { accessKeyId: 'of-this-run', secretAccessKey: 'any' };
  const insider = new SecretsManagerClient({
    ...EMBEDDED_CONFIG,
    endpoint: manager.url,
    credentials,
  });

  const answered = await insider.send(new ListSecretsCommand({}));

  expect(answered.SecretList).toEqual([]);
  await expect(listNames()).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  expect((await fetch(manager.url)).status).toBe(400);
  insider.destroy();
});

describe('a folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'embedded-')), '.local');
    await restart();
  });

  afterEach(async () => {
    await rm(join(folder, '..'), { recursive: true });
  });

  async function restart(): Promise<void> {
    await stop();
    await start({ clock, folder });
  }

  test('keeps secrets, versions and labels from one start to the next', async () => {
    await create('a');
    await client.send(new PutSecretValueCommand({ SecretId: 'a', SecretString: 'new' }));

    await restart();

    const previous = new GetSecretValueCommand({ SecretId: 'a', VersionStage: 'AWSPREVIOUS' });
    expect(await read('a')).toBe('new');
    expect((await client.send(previous)).SecretString).toBe('a');
  });

  test('keeps how a secret is rotated', async () => {
    await create('a');
    await stop();
    await start({ clock, folder, rotate: async () => undefined });
    const RotationRules = { ScheduleExpression: 'rate(4 hours)' };
    const config = { RotationLambdaARN: 'arn', RotationRules, RotateImmediately: false };
    await client.send(new RotateSecretCommand({ SecretId: 'a', ...config }));

    await restart();

    const described = await client.send(new DescribeSecretCommand({ SecretId: 'a' }));
    expect(described).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: 'arn',
      RotationRules,
    });
  });

  test('from before there were rotations is read as it is', async () => {
    const version = { secretString: 'value', stages: ['AWSCURRENT'], createdAtMs: 0 };
    const secret = { arn: 'arn:a', name: 'a', tags: [], createdAtMs: 0, changedAtMs: 0 };
    const secrets = [{ ...secret, versions: { one: version } }];
    await writeFile(join(folder, 'secrets.json'), JSON.stringify({ formatVersion: 1, secrets }));

    await restart();

    expect(await read('a')).toBe('value');
  });

  test('that is made here and its file, whatever that was before, are for the owner alone', async () => {
    await create('a');
    await chmod(join(folder, 'secrets.json'), 0o644);

    await restart();

    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  test('holds nothing but the one file, of mode 0600 from the start', async () => {
    await create('a');

    expect(await readdir(folder)).toEqual(['secrets.json']);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  test.each(['', 'garbage', '{"formatVersion":1}', '{"formatVersion":2,"secrets":[]}'])(
    'with the damaged file %j is refused, without a word of it, and left as it is',
    async (content) => {
      const path = join(folder, 'secrets.json');
      await writeFile(path, content, { mode: 0o644 });

      const started = startSecretsManager({ folder });

      await expect(started).rejects.toMatchObject({
        name: 'DamagedDataError',
        message: expect.stringContaining(`The data in ${folder} is damaged (secrets.json`),
      });
      expect(await readFile(path, 'utf8')).toBe(content);
      expect((await stat(path)).mode & 0o777).toBe(0o644);
    },
  );

  test('that cannot be written makes the write fail and changes nothing', async () => {
    await create('a');
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file stands here');

    const put = client.send(new PutSecretValueCommand({ SecretId: 'a', SecretString: 'new' }));

    await expect(put).rejects.toMatchObject({ name: 'InternalServiceError' });
    expect(await read('a')).toBe('a');
  });
});
