import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Embedded, startEmbedded } from '../support/embedded.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const NAME = 'constant-contact/main';

let embedded: Embedded;
const clock = createFakeClock('2026-11-01T02:15:00.000Z');

beforeEach(async () => {
  embedded = await startEmbedded({ clock });
});

afterEach(async () => {
  await embedded.close();
});

function create(value: string | undefined, token = randomUUID()) {
  return embedded.secrets.send(
    new CreateSecretCommand({
      Name: NAME,
      ClientRequestToken: token,
      ...(value !== undefined && { SecretString: value }),
    }),
  );
}

function put(value: string, options: { token?: string; stages?: string[] } = {}) {
  return embedded.secrets.send(
    new PutSecretValueCommand({
      SecretId: NAME,
      SecretString: value,
      ClientRequestToken: options.token ?? randomUUID(),
      ...(options.stages && { VersionStages: options.stages }),
    }),
  );
}

function get(options: { SecretId?: string; VersionId?: string; VersionStage?: string } = {}) {
  return embedded.secrets.send(new GetSecretValueCommand({ SecretId: NAME, ...options }));
}

async function stagesByVersion() {
  const reply = await embedded.secrets.send(new DescribeSecretCommand({ SecretId: NAME }));
  return reply.VersionIdsToStages;
}

function moveStage(options: { VersionStage: string; to?: string; from?: string }) {
  return embedded.secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId: NAME,
      VersionStage: options.VersionStage,
      ...(options.to && { MoveToVersionId: options.to }),
      ...(options.from && { RemoveFromVersionId: options.from }),
    }),
  );
}

test('a new secret is read by name, by ARN and by ARN without its ending', async () => {
  const { ARN = '' } = await create('value');

  const replies = await Promise.all([
    get(),
    get({ SecretId: ARN }),
    get({ SecretId: ARN.slice(0, -7) }),
  ]);

  expect(replies.map((reply) => reply.SecretString)).toEqual(['value', 'value', 'value']);
  expect(replies[0]).toMatchObject({
    ARN: expect.stringMatching(/^arn:aws:secretsmanager:us-east-1:\d{12}:secret:.*main-\w{6}$/),
    Name: NAME,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: new Date('2026-11-01T02:15:00.000Z'),
  });
});

test('a binary value comes back as it went in', async () => {
  const bytes = new Uint8Array([0, 1, 254, 255]);
  await embedded.secrets.send(new CreateSecretCommand({ Name: NAME, SecretBinary: bytes }));

  const reply = await get();

  expect([...(reply.SecretBinary ?? [])]).toEqual([...bytes]);
  expect(reply.SecretString).toBeUndefined();
});

test('a secret that nobody made is not found', async () => {
  await expect(get()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  });
});

test('a secret made without a value has none to read', async () => {
  const reply = await create(undefined);

  expect(reply.VersionId).toBeUndefined();
  await expect(get()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringContaining('staging label: AWSCURRENT'),
  });
});

test('making a secret again is the same answer with the same token and value, else a conflict', async () => {
  const token = randomUUID();
  const first = await create('value', token);

  const repeated = await create('value', token);

  expect(repeated.ARN).toBe(first.ARN);
  await expect(create('other', token)).rejects.toMatchObject({ name: 'ResourceExistsException' });
  await expect(create('value')).rejects.toMatchObject({ name: 'ResourceExistsException' });
});

test('a put makes the old value previous', async () => {
  const { VersionId: first } = await create('one');

  const second = await put('two');

  expect(second.VersionStages).toEqual(['AWSCURRENT']);
  expect((await get()).SecretString).toBe('two');
  expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
  expect((await get({ VersionId: first ?? '' })).SecretString).toBe('one');
});

test('after a third value the first has no label, but can still be read by its id', async () => {
  const { VersionId: first = '' } = await create('one');
  const { VersionId: second = '' } = await put('two');

  const { VersionId: third = '' } = await put('three');

  expect(await stagesByVersion()).toEqual({ [second]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
  expect((await get({ VersionId: first })).SecretString).toBe('one');
});

test('a put with a known token changes nothing when the value is the same, and is refused when not', async () => {
  const token = randomUUID();
  await create('one');
  await put('two', { token });
  await put('three');

  await put('two', { token });

  expect((await get()).SecretString).toBe('three');
  await expect(put('four', { token })).rejects.toMatchObject({ name: 'ResourceExistsException' });
});

test('a put under AWSPENDING leaves the current value alone', async () => {
  const { VersionId: first = '' } = await create('one');

  const { VersionId: second = '' } = await put('two', { stages: ['AWSPENDING'] });

  expect((await get()).SecretString).toBe('one');
  expect((await get({ VersionStage: 'AWSPENDING' })).SecretString).toBe('two');
  expect(await stagesByVersion()).toEqual({ [first]: ['AWSCURRENT'], [second]: ['AWSPENDING'] });
});

test('one put can store and promote', async () => {
  const { VersionId: first = '' } = await create('one');

  const reply = await put('two', { stages: ['AWSPENDING', 'AWSCURRENT'] });

  expect(reply.VersionStages?.toSorted()).toEqual(['AWSCURRENT', 'AWSPENDING']);
  expect((await stagesByVersion())?.[first]).toEqual(['AWSPREVIOUS']);
});

test('the first value becomes current whatever label it is put under', async () => {
  await create(undefined);

  await put('one', { stages: ['AWSPENDING'] });

  expect((await get()).SecretString).toBe('one');
});

test('a version is not read under a label that it does not carry', async () => {
  const { VersionId = '' } = await create('one');

  await expect(get({ VersionId, VersionStage: 'AWSPENDING' })).rejects.toMatchObject({
    name: 'InvalidRequestException',
  });
  await expect(get({ VersionId: randomUUID() })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('moving AWSCURRENT back makes the version that loses it previous', async () => {
  const { VersionId: first = '' } = await create('one');
  const { VersionId: second = '' } = await put('two');

  await moveStage({ VersionStage: 'AWSCURRENT', to: first, from: second });

  expect(await stagesByVersion()).toEqual({ [first]: ['AWSCURRENT'], [second]: ['AWSPREVIOUS'] });
});

test('a label of our own is attached and taken off again', async () => {
  const { VersionId = '' } = await create('one');
  await moveStage({ VersionStage: 'MINE', to: VersionId });
  expect(await stagesByVersion()).toEqual({ [VersionId]: ['AWSCURRENT', 'MINE'] });

  await moveStage({ VersionStage: 'MINE', from: VersionId });

  expect(await stagesByVersion()).toEqual({ [VersionId]: ['AWSCURRENT'] });
});

test('a label is not moved from a version that does not carry it, nor without naming its holder', async () => {
  const { VersionId: first = '' } = await create('one');
  const { VersionId: second = '' } = await put('two');
  const refusal = { name: 'InvalidParameterException' };

  const unnamed = moveStage({ VersionStage: 'AWSCURRENT', to: first });
  const wrong = moveStage({ VersionStage: 'AWSCURRENT', to: first, from: first });
  const removed = moveStage({ VersionStage: 'AWSCURRENT', from: second });
  const empty = moveStage({ VersionStage: 'AWSCURRENT' });

  await expect(unnamed).rejects.toMatchObject(refusal);
  await expect(wrong).rejects.toMatchObject(refusal);
  await expect(removed).rejects.toMatchObject(refusal);
  await expect(empty).rejects.toMatchObject(refusal);
});

test.each([
  ['an empty value', { SecretId: NAME, SecretString: '' }, 'InvalidParameterException'],
  ['no value', { SecretId: NAME }, 'InvalidRequestException'],
  [
    'a value of 65,537 bytes',
    { SecretId: NAME, SecretString: 'x'.repeat(65_537) },
    'InvalidParameterException',
  ],
  [
    'both kinds of value',
    { SecretId: NAME, SecretString: 'x', SecretBinary: new Uint8Array([1]) },
    'InvalidParameterException',
  ],
  [
    'a token that is too short',
    { SecretId: NAME, SecretString: 'x', ClientRequestToken: 'short' },
    'InvalidParameterException',
  ],
])('a put of %s is refused', async (_case, input, name) => {
  await create('one');

  await expect(embedded.secrets.send(new PutSecretValueCommand(input))).rejects.toMatchObject({
    name,
  });
});

test('values of many puts at once are all kept', async () => {
  await create('0');

  const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => put(`${index + 1}`)));

  const values = await Promise.all(
    replies.map(async ({ VersionId = '' }) => (await get({ VersionId })).SecretString),
  );
  expect(values).toEqual(Array.from({ length: 20 }, (_, index) => `${index + 1}`));
});

test('old versions without a label are let go beyond 100', async () => {
  const { VersionId: first = '' } = await create('0');
  for (let index = 1; index <= 100; index += 1) {
    clock.advance(1000);
    await put(`${index}`);
  }

  await expect(get({ VersionId: first })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('99');
});
