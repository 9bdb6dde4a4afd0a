import { randomUUID } from 'node:crypto';
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type RotateSecretCommandInput,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { RotationStep } from '../../infra/local/secrets-manager/rotations.ts';
import {
  type EmbeddedSecretsManager,
  startSecretsManager,
} from '../../infra/local/secrets-manager/server.ts';
import { EMBEDDED_CONFIG } from '../support/embedded.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

const NAME = 'constant-contact/main';
const LAMBDA_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:rotate-token';
const EVERY_FOUR_HOURS = { ScheduleExpression: 'rate(4 hours)' };
const STEPS: RotationStep[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const HOUR_MS = 60 * 60 * 1000;

type Steps = Partial<Record<RotationStep, (event: SecretsManagerRotationEvent) => Promise<void>>>;

let clock: FakeClock;
let manager: EmbeddedSecretsManager;
let client: SecretsManagerClient;
let events: SecretsManagerRotationEvent[];
/** What the rotation function does; a test may put other steps in. */
let steps: Steps;

beforeEach(async () => {
  clock = createFakeClock('2026-11-01T02:15:00.000Z');
  events = [];
  steps = { createSecret: storeNew, finishSecret: promote };
  manager = await startSecretsManager({
    clock,
    rotate: async (event) => {
      events.push(event);
      await steps[event.Step]?.(event);
    },
  });
  client = new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: manager.url });
  await client.send(new CreateSecretCommand({ Name: NAME, SecretString: 'first' }));
  onTestFinished(async () => {
    client.destroy();
    await manager.close();
  });
});

async function storeNew({ SecretId, ClientRequestToken }: SecretsManagerRotationEvent) {
  const value = { SecretString: `new at ${new Date(clock.now()).toISOString().slice(11, 16)}` };
  const VersionStages = ['AWSPENDING'];
  await client.send(
    new PutSecretValueCommand({ SecretId, ClientRequestToken, VersionStages, ...value }),
  );
}

async function promote({ SecretId, ClientRequestToken }: SecretsManagerRotationEvent) {
  const { VersionId } = await client.send(new GetSecretValueCommand({ SecretId }));
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: ClientRequestToken,
      RemoveFromVersionId: VersionId,
    }),
  );
}

const fail = async () => {
  throw new Error('refused');
};

function rotate(input: Partial<RotateSecretCommandInput> = {}) {
  const config = { RotationLambdaARN: LAMBDA_ARN, RotationRules: EVERY_FOUR_HOURS };
  return client.send(new RotateSecretCommand({ SecretId: NAME, ...config, ...input }));
}

async function read(options: { VersionId?: string; VersionStage?: string } = {}) {
  const reply = await client.send(new GetSecretValueCommand({ SecretId: NAME, ...options }));
  return reply.SecretString;
}

const describeSecret = () => client.send(new DescribeSecretCommand({ SecretId: NAME }));

describe('a rotation', () => {
  test('calls the four steps in order with the token, which becomes the id of the current version', async () => {
    const ClientRequestToken = randomUUID();
    const before = await describeSecret();

    const reply = await rotate({ ClientRequestToken });
    await manager.whenIdle();

    expect(reply).toMatchObject({ ARN: before.ARN, Name: NAME, VersionId: ClientRequestToken });
    expect(events).toEqual(
      STEPS.map((Step) => ({ SecretId: before.ARN, ClientRequestToken, Step })),
    );
    expect(await read({ VersionId: ClientRequestToken, VersionStage: 'AWSCURRENT' })).toBe(
      'new at 02:15',
    );
    expect(await read({ VersionStage: 'AWSPREVIOUS' })).toBe('first');
    expect(manager.rotations).toEqual([
      { secretId: NAME, versionId: ClientRequestToken, steps: STEPS, outcome: 'succeeded' },
    ]);
  });

  test('goes on after the call has been answered, its version without a value but AWSPENDING', async () => {
    const gate = Promise.withResolvers<void>();
    steps.createSecret = async (event) => {
      await gate.promise;
      await storeNew(event);
    };

    const { VersionId = '' } = await rotate();

    const meanwhile = await describeSecret();
    expect(meanwhile.VersionIdsToStages?.[VersionId]).toEqual(['AWSPENDING']);
    expect(meanwhile.LastRotatedDate).toBeUndefined();
    await expect(read({ VersionId, VersionStage: 'AWSPENDING' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(await read()).toBe('first');
    gate.resolve();
    await manager.whenIdle();
    expect(await read({ VersionId })).toBe('new at 02:15');
  });

  test('may store and promote in one put, and take AWSPENDING off at the end', async () => {
    steps = {
      createSecret: async ({ SecretId, ClientRequestToken }) => {
        const value = { SecretString: 'new', VersionStages: ['AWSPENDING', 'AWSCURRENT'] };
        await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, ...value }));
      },
      finishSecret: async ({ SecretId, ClientRequestToken }) => {
        const change = { VersionStage: 'AWSPENDING', RemoveFromVersionId: ClientRequestToken };
        await client.send(new UpdateSecretVersionStageCommand({ SecretId, ...change }));
      },
    };

    const { VersionId = '' } = await rotate();
    await manager.whenIdle();

    expect((await describeSecret()).VersionIdsToStages?.[VersionId]).toEqual(['AWSCURRENT']);
    expect(manager.rotations[0]?.outcome).toBe('succeeded');
  });

  test('has succeeded also when AWSPENDING stays on the current version, from where the next one takes it', async () => {
    steps = {
      createSecret: async ({ SecretId, ClientRequestToken }) => {
        const value = { SecretString: 'new' };
        await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, ...value }));
      },
    };
    const { VersionId: first = '' } = await rotate();
    await manager.whenIdle();
    const between = await describeSecret();

    const { VersionId: second = '' } = await rotate();
    await manager.whenIdle();

    const both = ['AWSCURRENT', 'AWSPENDING'];
    expect(between.VersionIdsToStages?.[first]?.toSorted()).toEqual(both);
    const { VersionIdsToStages: stages = {} } = await describeSecret();
    expect(stages[first]).toEqual(['AWSPREVIOUS']);
    expect(stages[second]?.toSorted()).toEqual(both);
    expect(manager.rotations.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
  });

  test('is not started twice by the same token', async () => {
    const ClientRequestToken = randomUUID();
    await rotate({ ClientRequestToken });
    await manager.whenIdle();

    const again = await rotate({ ClientRequestToken });
    await manager.whenIdle();

    expect(again.VersionId).toBe(ClientRequestToken);
    expect(events).toHaveLength(4);
  });

  test('takes function and schedule from the call before when it names none', async () => {
    await rotate();
    await manager.whenIdle();

    await client.send(new RotateSecretCommand({ SecretId: NAME }));
    await manager.whenIdle();

    expect(manager.rotations.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
    expect(await describeSecret()).toMatchObject({
      RotationLambdaARN: LAMBDA_ARN,
      RotationRules: EVERY_FOUR_HOURS,
    });
  });
});

describe('a rotation whose function fails', () => {
  test('stops there, leaves the current value alone and says why', async () => {
    steps.testSecret = fail;

    const { VersionId = '' } = await rotate();
    await manager.whenIdle();

    expect(manager.rotations).toEqual([
      {
        secretId: NAME,
        versionId: VersionId,
        steps: ['createSecret', 'setSecret', 'testSecret'],
        outcome: 'failed',
        error: new Error('refused'),
      },
    ]);
    expect(await read()).toBe('first');
    expect((await describeSecret()).LastRotatedDate).toBeUndefined();
  });

  test('keeps its AWSPENDING, which stands in the way of another one', async () => {
    steps.createSecret = fail;
    const { VersionId = '' } = await rotate();
    await manager.whenIdle();

    await expect(rotate()).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining("A previous rotation isn't complete."),
    });
    expect((await describeSecret()).VersionIdsToStages?.[VersionId]).toEqual(['AWSPENDING']);
  });

  test('is taken up again with the same token', async () => {
    steps.setSecret = fail;
    const { VersionId = '' } = await rotate();
    await manager.whenIdle();
    delete steps.setSecret;
    // The value is there already: as a function must, this one does not store another.
    delete steps.createSecret;

    await manager.rotateDue();

    expect(new Set(events.map((event) => event.ClientRequestToken))).toEqual(new Set([VersionId]));
    expect(await read({ VersionId, VersionStage: 'AWSCURRENT' })).toBe('new at 02:15');
    expect((await describeSecret()).LastRotatedDate).toEqual(new Date(clock.now()));
  });

  test('has failed, too, when it returns without making the new version current', async () => {
    delete steps.finishSecret;

    await rotate();
    await manager.whenIdle();

    expect(manager.rotations[0]).toMatchObject({
      steps: STEPS,
      outcome: 'failed',
      error: { name: 'RotationUnfinishedError' },
    });
    expect((await describeSecret()).LastRotatedDate).toBeUndefined();
  });
});

describe('a configuration without an immediate rotation', () => {
  test.each([
    ['passes', undefined, 'succeeded'],
    ['fails', fail, 'failed'],
  ])(
    'calls testSecret alone and lets its version go when that %s',
    async (_how, testSecret, outcome) => {
      if (testSecret) steps.testSecret = testSecret;

      const { VersionId } = await rotate({ RotateImmediately: false });
      await manager.whenIdle();

      expect(events.map(({ Step }) => Step)).toEqual(['testSecret']);
      expect(events[0]?.ClientRequestToken).toBe(VersionId);
      expect(manager.rotations[0]?.outcome).toBe(outcome);
      const all = { SecretId: NAME, IncludeDeprecated: true };
      const { Versions } = await client.send(new ListSecretVersionIdsCommand(all));
      expect(Versions).toMatchObject([{ VersionStages: ['AWSCURRENT'] }]);
      expect(await describeSecret()).toMatchObject({ RotationEnabled: true });
    },
  );
});

describe('a schedule', () => {
  test('is shown by description and list, with the last rotation and the latest moment of the next', async () => {
    await rotate();
    await manager.whenIdle();

    const { SecretList } = await client.send(new ListSecretsCommand({}));

    const expected = {
      RotationEnabled: true,
      RotationLambdaARN: LAMBDA_ARN,
      RotationRules: EVERY_FOUR_HOURS,
      LastRotatedDate: new Date('2026-11-01T02:15:00.000Z'),
      NextRotationDate: new Date('2026-11-01T05:00:00.000Z'),
    };
    expect(await describeSecret()).toMatchObject(expected);
    expect(SecretList).toMatchObject([expected]);
  });

  test('rotates once in each of its windows', async () => {
    await rotate({ RotateImmediately: false });
    await manager.whenIdle();
    const rotatedAt: string[] = [];
    steps.setSecret = async () => {
      rotatedAt.push(new Date(clock.now()).toISOString().slice(11, 16));
    };

    for (let halfHours = 0; halfHours < 24; halfHours += 1) {
      clock.advance(HOUR_MS / 2);
      await manager.rotateDue();
    }

    expect(rotatedAt).toEqual(['04:15', '08:15', '12:15']);
  });

  test('is turned off by a cancellation, which keeps it for later', async () => {
    await rotate();
    await manager.whenIdle();

    await client.send(new CancelRotateSecretCommand({ SecretId: NAME }));
    clock.advance(24 * HOUR_MS);
    await manager.rotateDue();

    const cancelled = await describeSecret();
    expect(cancelled).toMatchObject({ RotationEnabled: false, RotationRules: EVERY_FOUR_HOURS });
    expect(cancelled.NextRotationDate).toBeUndefined();
    expect(manager.rotations).toHaveLength(1);
  });
});

test('a cancellation keeps the rotation under way from its next step and names the version that it leaves', async () => {
  steps.setSecret = async () => {
    cancelled = await client.send(new CancelRotateSecretCommand({ SecretId: NAME }));
  };
  let cancelled: { VersionId?: string | undefined } = {};

  const { VersionId = '' } = await rotate();
  await manager.whenIdle();

  expect(manager.rotations).toEqual([
    {
      secretId: NAME,
      versionId: VersionId,
      steps: ['createSecret', 'setSecret'],
      outcome: 'cancelled',
    },
  ]);
  expect(cancelled.VersionId).toBe(VersionId);
  expect(await read({ VersionStage: 'AWSPENDING' })).toBe('new at 02:15');
});

test('a secret without a function, of a bad rule or marked for deletion is not rotated', async () => {
  const bare = client.send(new RotateSecretCommand({ SecretId: NAME }));
  await expect(bare).rejects.toMatchObject({ name: 'InvalidRequestException' });
  const tooOften = rotate({ RotationRules: { ScheduleExpression: 'rate(1 hour)' } });
  await expect(tooOften).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await client.send(new DeleteSecretCommand({ SecretId: NAME }));
  await expect(rotate()).rejects.toMatchObject({ name: 'InvalidRequestException' });
  await manager.whenIdle();

  expect(events).toEqual([]);
});

test('a rotation under way ends before the service closes', async () => {
  const called: string[] = [];
  const closing = await startSecretsManager({
    rotate: async ({ Step }) => {
      await new Promise((resolve) => setImmediate(resolve));
      called.push(Step);
    },
  });
  const caller = new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: closing.url });
  await caller.send(new CreateSecretCommand({ Name: NAME, SecretString: 'first' }));
  const config = { SecretId: NAME, RotationLambdaARN: LAMBDA_ARN };
  await caller.send(new RotateSecretCommand(config));
  caller.destroy();

  await closing.close();

  expect(called).toEqual(STEPS);
});
