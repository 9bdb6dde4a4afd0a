import { randomUUID } from 'node:crypto';
import {
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import {
  dieWithNewTokens,
  intercepted,
  isClaim,
  isStoredTokenGood,
  LOST,
  NEVER_CAME,
  named,
  renew,
  sentAfter,
  spoil,
} from '../support/rotation-acts.ts';
import { createRotationWorld, HOUR_MS, type RotationWorld } from '../support/rotation-world.ts';

describe('a lost answer', () => {
  it('is asked for once more within the grace of the server', async () => {
    const world = await createRotationWorld();
    spoil(world, 1, LOST);

    await world.rotate();

    expect(world.sent).toHaveLength(2);
    expect(await isStoredTokenGood(world)).toBe(true);
  });

  it('twice leaves the token alone while the access token lives; then the server decides', async () => {
    const world = await createRotationWorld();
    spoil(world, 2, LOST);

    await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));
    world.clock.advance(4 * HOUR_MS);
    await expect(renew(world)).rejects.toThrow(
      'was sent at 2026-11-01T02:15:01.000Z and the answer was lost',
    );
    expect(world.sent).toHaveLength(2);
    world.clock.advance(4 * HOUR_MS);
    await expect(renew(world)).rejects.toThrow('--account main --replace');

    expect(world.sent.map(({ failure }) => failure?.name)).toEqual([
      'UpstreamUnavailableError',
      'UpstreamUnavailableError',
      'InvalidGrantError',
    ]);
    expect(world.metrics).toEqual([{ ReauthorizationRequired: 1 }]);
  });

  it.each([null, 1_800_000_000_000])(
    'is as long in doubt as any access token lives, when the secret does not say how long (%j)',
    async (expires_at) => {
      const world = await createRotationWorld();
      await world.edit({ expires_at });
      spoil(world, 2, NEVER_CAME);
      await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));
      world.clock.advance(23 * HOUR_MS);
      await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));
      world.clock.advance(HOUR_MS);

      await renew(world);

      expect(await isStoredTokenGood(world)).toBe(true);
    },
  );

  it('of a token that never reached the server costs nothing but time', async () => {
    const world = await createRotationWorld();
    spoil(world, 2, NEVER_CAME);
    await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));
    world.clock.advance(8 * HOUR_MS);

    await renew(world);

    expect(world.sent).toHaveLength(3);
    expect(await isStoredTokenGood(world)).toBe(true);
  });

  it('does no harm to a token that is known to be long-lived', async () => {
    const world = await createRotationWorld({ kind: 'longLived' });
    await renew(world);
    spoil(world, 2, LOST);
    await expect(renew(world)).rejects.toThrow(named('UpstreamUnavailableError'));
    world.clock.advance(60_000);

    await renew(world);

    expect((await world.stored()).refreshed_at).toBe('2026-11-01T02:16:02.000Z');
  });

  it('of a single-use token is not taken for long-lived because the secret was edited', async () => {
    const world = await createRotationWorld();
    await world.edit({ note: 'ours' });
    spoil(world, 2, LOST);
    await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));
    world.clock.advance(60_000);

    await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));
    expect(world.sent).toHaveLength(2);
  });

  it('is in doubt whatever stood in the secret before', async () => {
    const world = await createRotationWorld({ secret: '{"access_token":' });
    await world.consent();
    spoil(world, 2, LOST);

    await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));
  });

  it.each(['html', 'status'] as const)('may hide behind a page or a %s', async (type) => {
    const world = await createRotationWorld();
    spoil(world, 1, type === 'html' ? { type, act: true } : { type, status: 503, act: true });

    await renew(world);

    expect(world.sent).toHaveLength(2);
    expect(await isStoredTokenGood(world)).toBe(true);
  });
});

describe('the journal', () => {
  /** Whoever notes a send is late: `times` times another has just noted one, which did not use the token up. */
  function outrun(world: RotationWorld, times: number) {
    let outrunBy = 0;
    return intercepted(world, async (call, what) => {
      if (!isClaim(what) || outrunBy >= times) return call();
      outrunBy += 1;
      const { ClientRequestToken, SecretString } = what.input as Record<string, string>;
      const entry = JSON.parse(SecretString ?? '{}');
      const rival = JSON.stringify({ ...entry, state: 'unused', owner: 'o', invocation: 'i' });
      const VersionStages = ['REFRESH_SENT'];
      await world.secrets.send(
        new PutSecretValueCommand({
          ...{ SecretId: world.arn, ClientRequestToken, SecretString: rival, VersionStages },
        }),
      );
      return call();
    });
  }

  it('is looked at again when another was first, and then takes the send', async () => {
    const world = await createRotationWorld();

    await world.step('createSecret', randomUUID(), outrun(world, 2));

    expect(world.sent).toHaveLength(1);
    expect(await isStoredTokenGood(world)).toBe(true);
  });

  it('that others are first in three times is left to them, and nothing is sent', async () => {
    const world = await createRotationWorld();

    const renewing = world.step('createSecret', randomUUID(), outrun(world, 3));

    await expect(renewing).rejects.toThrow(named('RotationUnderWayError'));
    expect(world.sent).toEqual([]);
  });

  it('whose label somebody took off still tells of a send', async () => {
    const world = await createRotationWorld();
    spoil(world, 2, LOST);
    await expect(renew(world)).rejects.toThrow();
    const VersionStage = 'REFRESH_SENT';
    const RemoveFromVersionId = (await world.stages())[VersionStage] ?? '';
    const label = { SecretId: 'constant-contact/main', VersionStage, RemoveFromVersionId };
    await world.secrets.send(new UpdateSecretVersionStageCommand(label));

    const renewing = renew(world);

    await expect(renewing).rejects.toThrow(named('RotationUnderWayError'));
    expect(world.sent).toHaveLength(2);
  });

  it('that cannot be written does not hide why a refresh failed', async () => {
    const world = await createRotationWorld();
    world.sandbox.withdrawConsent((await world.stored()).account_id ?? '');
    let claims = 0;
    const deps = intercepted(world, async (call, what) => {
      if (isClaim(what) && claims++ > 0) throw new Error('AWS is down');
      return call();
    });

    const renewing = world.step('createSecret', randomUUID(), deps);

    await expect(renewing).rejects.toThrow(named('ReauthorizationRequiredError'));
    const failed = { account: 'main', error: 'InvalidGrantError' };
    expect(world.logs.map((line) => JSON.parse(line))).toEqual([
      { message: 'refresh failed', ...failed },
      { message: 'journal not written', account: 'main', error: 'Error' },
      {
        ...{ message: 'rotation step failed', account: 'main', step: 'createSecret' },
        error: 'ReauthorizationRequiredError',
      },
    ]);
  });
});

describe('an invocation that dies with new tokens in its hands', () => {
  it.each([
    [0, 15_000],
    [16_000, 16_000],
    [24_000, 24_000],
  ])('%i ms ago is made good by a repeat, which sends again after %i', async (laterMs, atMs) => {
    const world = await createRotationWorld();
    const token = randomUUID();
    await dieWithNewTokens(world, token);
    world.clock.advance(laterMs);

    await renew(world, token);

    expect(sentAfter(world)).toEqual([0, atMs]);
    expect(await isStoredTokenGood(world)).toBe(true);
  });

  it.each([
    ['another rotation at once', 1_000, randomUUID(), 'RotationUnderWayError'],
    ['another rotation later', 60_000, randomUUID(), 'RefreshUncertainError'],
    ['a repeat too late', 30_000, undefined, 'RefreshUncertainError'],
  ])('is not made good by %s', async (_, laterMs, other, error) => {
    const world = await createRotationWorld();
    const token = randomUUID();
    await dieWithNewTokens(world, token);
    world.clock.advance(laterMs);

    await expect(renew(world, other ?? token)).rejects.toThrow(named(error));

    expect(world.sent).toHaveLength(1);
  });
});

describe('a failure that proves the token unused', () => {
  const limit = { type: 'status', status: 429, body: 'empty', retryAfterSeconds: 1 };

  it('is repeated at once when it passes', async () => {
    const world = await createRotationWorld();
    spoil(world, 1, limit);
    await world.rotate();
    world.refuseConnections(1);

    await world.rotate();

    expect(sentAfter(world)).toEqual([0, 1_000, 1_000, 2_000]);
    expect(await isStoredTokenGood(world)).toBe(true);
  });

  it.each([
    ['RateLimitedError', (world: RotationWorld) => spoil(world, 6, limit)],
    ['UpstreamUnavailableError', (world: RotationWorld) => world.refuseConnections(6)],
    ['TokenRequestRefusedError', (world: RotationWorld) => world.edit({ client_secret: 'x' })],
  ])('%s leaves the token free for the next rotation', async (name, spoilIt) => {
    const world = await createRotationWorld();
    const { client_secret } = await world.stored();
    await spoilIt(world);

    await expect(renew(world)).rejects.toThrow(named(name));
    world.sandbox.clearFaults();
    world.refuseConnections(0);
    if (name === 'TokenRequestRefusedError') await world.edit({ client_secret });
    await renew(world);

    expect(await isStoredTokenGood(world)).toBe(true);
    expect((await world.stored()).refreshed_at).toBeDefined();
  });

  it('of a send that repeats a lost one says nothing about that one', async () => {
    const world = await createRotationWorld();
    spoil(world, 1, LOST);
    spoil(world, 6, limit);

    await expect(renew(world)).rejects.toThrow(named('RateLimitedError'));
    world.clock.advance(60_000);
    world.sandbox.clearFaults();

    await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));
  });

  it('in the form of Okta is told in its words', async () => {
    const world = await createRotationWorld({ switches: { tokenErrorBody: 'okta' } });
    world.sandbox.withdrawConsent((await world.stored()).account_id ?? '');

    await expect(renew(world)).rejects.toThrow(
      'E0000022: The refresh token is invalid or expired.',
    );
  });
});

describe('a refusal for good', () => {
  it('needs a person, is counted every time, and is not asked for again', async () => {
    const world = await createRotationWorld();
    world.sandbox.withdrawConsent((await world.stored()).account_id ?? '');

    await expect(renew(world)).rejects.toThrow(named('ReauthorizationRequiredError'));
    await expect(renew(world)).rejects.toThrow(
      'refuses the refresh token in the secret "constant-contact/main" (expires 2026-11-01T10:15:00.000Z, no refresh recorded)',
    );
    expect(world.sent).toHaveLength(1);
    expect(world.metrics).toEqual([{ ReauthorizationRequired: 1 }, { ReauthorizationRequired: 1 }]);

    await world.consent();
    await renew(world);
    expect(await isStoredTokenGood(world)).toBe(true);
  });
});
