import { randomUUID } from 'node:crypto';
import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, vi } from 'vitest';
import { rotateToken } from '../../lambda/rotate-token/rotate-token.ts';
import {
  intercepted,
  isClaim,
  isStore,
  isStoredTokenGood,
  named,
  renew,
} from '../support/rotation-acts.ts';
import { createRotationWorld, HOUR_MS, type RotationWorld } from '../support/rotation-world.ts';

describe('a newer pair', () => {
  it('that a person stored before the send is kept, and nothing is sent', async () => {
    const world = await createRotationWorld();
    let consent: unknown;
    const deps = intercepted(world, async (call, what) => {
      const reply = await call();
      if (isClaim(what)) consent ??= await world.consent();
      return reply;
    });

    await world.step('createSecret', randomUUID(), deps);

    expect(world.sent).toEqual([]);
    expect(await world.stored()).toEqual(consent);
  });

  it('that a person stored during the send is not overwritten', async () => {
    const world = await createRotationWorld();
    let consent: unknown;
    const refresh: typeof world.deps.oauth.refresh = async (request) => {
      const reply = await world.deps.oauth.refresh(request);
      consent = await world.consent();
      return reply;
    };
    const deps = { ...world.deps, oauth: { ...world.deps.oauth, refresh } };

    await world.step('createSecret', randomUUID(), deps);

    expect(await world.stored()).toEqual(consent);
  });

  it.each([
    ['newest', 'first'],
    ['newest', 'last'],
    ['another', 'first'],
    ['another', 'last'],
  ] as const)(
    'is that of the later send: %s, when the earlier one stores %s',
    async (refreshGraceReply, place) => {
      const world = await createRotationWorld({ switches: { refreshGraceReply } });
      const token = randomUUID();
      const may = Promise.withResolvers<void>();
      const earlierDeps = intercepted(world, async (call, what) => {
        if (isStore(what)) await may.promise;
        return call();
      });
      const earlier = world.step('createSecret', token, earlierDeps);
      await vi.waitUntil(() => world.sent.length === 1);
      const laterDeps = intercepted(world, async (call, what) => {
        if (isStore(what) && place === 'first') {
          may.resolve();
          await earlier;
        }
        return call();
      });

      await world.step('createSecret', token, laterDeps);
      may.resolve();
      await earlier;

      const [chain] = world.sandbox.grants;
      expect((await world.stored()).access_token).toBe(chain?.accessTokens.at(-1));
      expect((await world.stored()).refresh_token).toBe(chain?.refreshTokens.at(-1)?.value);
    },
  );
});

describe('an older pair that a person has made current again', () => {
  async function takeTwoBack(world: RotationWorld): Promise<void> {
    const { AWSCURRENT: MoveToVersionId } = await world.stages();
    await world.rotate();
    await world.rotate();
    const { AWSCURRENT: RemoveFromVersionId } = await world.stages();
    const move = { VersionStage: 'AWSCURRENT', RemoveFromVersionId, MoveToVersionId };
    await world.secrets.send(new UpdateSecretVersionStageCommand({ SecretId: world.arn, ...move }));
    world.clock.advance(HOUR_MS);
  }

  it('is known to be used up while its access token lives', async () => {
    const world = await createRotationWorld();
    await takeTwoBack(world);

    await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));

    expect(world.sent).toHaveLength(2);
  });

  it('is renewed at once when it is long-lived', async () => {
    const world = await createRotationWorld({ kind: 'longLived' });
    await takeTwoBack(world);

    await renew(world);

    expect((await world.stored()).refreshed_at).toBe(new Date(world.clock.now()).toISOString());
  });
});

describe('storing new tokens', () => {
  it('is tried again for as long as the invocation has', async () => {
    const world = await createRotationWorld();
    const upAtMs = world.clock.now() + 100_000;
    const deps = intercepted(world, async (call, what) => {
      if (isStore(what) && world.clock.now() < upAtMs) throw new Error('AWS is down');
      return call();
    });

    await world.step('createSecret', randomUUID(), deps);

    expect(world.sent).toHaveLength(1);
    expect(await isStoredTokenGood(world)).toBe(true);
  });

  it('is known to have been done though the answer was lost', async () => {
    const world = await createRotationWorld();
    let lost = 0;
    const deps = intercepted(world, async (call, what) => {
      const reply = await call();
      if (isStore(what) && lost++ === 0) throw new Error('the connection broke');
      return reply;
    });

    await world.step('createSecret', randomUUID(), deps);

    expect(lost).toBe(1);
    expect(world.sent).toHaveLength(1);
    expect(await isStoredTokenGood(world)).toBe(true);
  });

  it('fails by name when the time is up, and the server is asked when nothing is left to lose', async () => {
    const world = await createRotationWorld();
    const deps = intercepted(world, async (call, what) => {
      if (isStore(what)) throw new Error('canary');
      return call();
    });

    await expect(world.step('createSecret', randomUUID(), deps)).rejects.toThrow(
      named('TokensNotStoredError'),
    );
    await expect(renew(world)).rejects.toThrow(named('RefreshUncertainError'));
    world.clock.advance(8 * HOUR_MS);
    await expect(renew(world)).rejects.toThrow(named('ReauthorizationRequiredError'));
  });

  it('must have its time: without it nothing is sent', async () => {
    const world = await createRotationWorld();
    const event = { SecretId: world.arn, ClientRequestToken: randomUUID(), Step: 'createSecret' };

    const rotation = rotateToken(world.deps, event, world.clock.now() + 40_000);

    await expect(rotation).rejects.toThrow(named('TooLittleTimeError'));
    expect(world.sent).toEqual([]);
  });
});
