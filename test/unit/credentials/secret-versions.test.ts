import {
  CreateSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSecretVersions, storeTokenSet } from '../../../lambda/credentials/secret-versions.ts';

const secrets = mockClient(SecretsManagerClient);
const client = new SecretsManagerClient();
const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:constant-contact/main-AbCdEf';
const said = { message: 'no', $metadata: {} };
const absent = new ResourceNotFoundException(said);
const other = new InvalidRequestException(said);

beforeEach(() => secrets.reset());

describe('a version of a secret', () => {
  const versions = openSecretVersions(client, ARN);

  it('is read by its label or by its id', async () => {
    const stages = ['AWSPENDING'];
    secrets
      .on(GetSecretValueCommand, { SecretId: ARN, VersionStage: 'AWSPENDING' }, true)
      .resolves({ VersionId: 'v2', SecretString: 'two', VersionStages: stages });
    secrets
      .on(GetSecretValueCommand, { SecretId: ARN, VersionId: 'v1' }, true)
      .resolves({ VersionId: 'v1' });

    expect(await versions.readStage('AWSPENDING')).toEqual({ id: 'v2', text: 'two', stages });
    expect(await versions.readVersion('v1')).toEqual({ id: 'v1', text: undefined, stages: [] });
  });

  it('that is absent is undefined; whatever else fails is thrown', async () => {
    secrets.on(GetSecretValueCommand).rejectsOnce(absent).rejects(other);

    expect(await versions.readVersion('v1')).toBeUndefined();
    await expect(versions.readVersion('v1')).rejects.toBe(other);
  });

  it('is put with its id and labels; one that holds something else stays', async () => {
    const exists = new ResourceExistsException(said);
    secrets.on(PutSecretValueCommand).resolvesOnce({}).rejectsOnce(exists).rejects(other);
    const put = () => versions.put({ id: 'v3', text: 'three', stages: ['AWSCURRENT'] });

    expect([await put(), await put()]).toEqual([true, false]);
    await expect(put()).rejects.toBe(other);
    expect(secrets.commandCalls(PutSecretValueCommand)[0]?.args[0].input).toEqual({
      SecretId: ARN,
      ClientRequestToken: 'v3',
      SecretString: 'three',
      VersionStages: ['AWSCURRENT'],
    });
  });

  it.each([
    ['it is there', undefined],
    ['it is not there', new InvalidParameterException(said)],
    ['nor the version', absent],
  ])('loses a label when %s', async (_, error) => {
    const update = secrets.on(UpdateSecretVersionStageCommand);
    if (error) update.rejects(error);

    await versions.removeStage('AWSPENDING', 'v2');

    expect(secrets.commandCalls(UpdateSecretVersionStageCommand)[0]?.args[0].input).toEqual({
      SecretId: ARN,
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId: 'v2',
    });
  });

  it('keeps a label that could not be taken off, and says so', async () => {
    secrets.on(UpdateSecretVersionStageCommand).rejects(other);

    await expect(versions.removeStage('AWSPENDING', 'v2')).rejects.toBe(other);
  });
});

describe('the tokens that a consent brought', () => {
  const set = { client_id: 'c', access_token: 'a' };
  const stored = { SecretString: '{"client_id":"c","access_token":"a"}' };
  const store = () => storeTokenSet(client, 'main', set);

  it("become the secret's current ones", async () => {
    secrets.on(PutSecretValueCommand).resolves({});

    expect(await store()).toBe('stored');
    expect(secrets.commandCalls(PutSecretValueCommand).map(({ args }) => args[0].input)).toEqual([
      { SecretId: 'constant-contact/main', ...stored },
    ]);
    expect(secrets.commandCalls(CreateSecretCommand)).toHaveLength(0);
  });

  it('make the secret when there is none', async () => {
    secrets.on(PutSecretValueCommand).rejects(absent);

    expect(await store()).toBe('created');
    expect(secrets.commandCalls(CreateSecretCommand)[0]?.args[0].input).toEqual({
      Name: 'constant-contact/main',
      ...stored,
    });
  });

  it('are not stored when the secret cannot be written', async () => {
    secrets.on(PutSecretValueCommand).rejects(other);

    await expect(store()).rejects.toBe(other);
    expect(secrets.commandCalls(CreateSecretCommand)).toHaveLength(0);
  });
});
