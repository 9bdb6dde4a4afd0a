import { describe, expect, it } from 'vitest';
import { createRotationWorld, HOUR_MS } from '../support/rotation-world.ts';

describe('a rotation', () => {
  it('renews single-use tokens, stores and promotes them at once, and takes the label off', async () => {
    const world = await createRotationWorld();
    const before = await world.stored();
    world.clock.advance(4 * HOUR_MS);

    await world.rotate();

    const after = await world.stored();
    expect(after.refresh_token).not.toBe(before.refresh_token);
    expect(after).toMatchObject({
      account_id: before.account_id,
      authorized_at: before.authorized_at,
      refreshed_at: '2026-11-01T06:15:00.000Z',
      expires_at: Date.parse('2026-11-01T14:15:00Z') / 1000,
    });
    expect(world.sandbox.acceptsRefreshToken(after.refresh_token)).toBe(true);
    expect(world.manager.rotations).toMatchObject([{ outcome: 'succeeded' }]);
    expect(Object.keys(await world.stages()).toSorted()).toEqual([
      'AWSCURRENT',
      'AWSPREVIOUS',
      'REFRESH_SENT',
    ]);
  });

  it.each([28_800, 86_400] as const)('trusts a lifetime of %i seconds', async (seconds) => {
    const world = await createRotationWorld({ switches: { tokenLifetimeSeconds: seconds } });

    await world.rotate();

    const { expires_at } = await world.stored();
    expect(expires_at).toBe(world.clock.now() / 1000 + seconds);
  });

  it.each(['sent', 'absent', 'empty'] as const)(
    'keeps a long-lived refresh token that the reply has %s',
    async (refreshReply) => {
      const world = await createRotationWorld({ kind: 'longLived', switches: { refreshReply } });
      const before = await world.stored();

      await world.rotate();
      await world.rotate();

      const after = await world.stored();
      expect(after.refresh_token).toBe(before.refresh_token);
      expect(after.access_token).not.toBe(before.access_token);
    },
  );

  it('keeps what else stands in the secret', async () => {
    const world = await createRotationWorld();
    await world.edit({ note: 'ours' });

    await world.rotate();

    expect(await world.stored()).toMatchObject({ note: 'ours' });
  });

  it.each([
    ['unseeded', '{"status":"unseeded"}'],
    ['a bare token', 'eyJ.bare.token'],
    ['a token without refresh', '{"access_token":"t","client_id":"c","refresh_token":""}'],
  ])('leaves alone what is %s, and ends well', async (_, secret) => {
    const world = await createRotationWorld({ secret });
    const { AWSCURRENT } = await world.stages();

    await world.rotate();
    await world.rotate();

    expect(world.manager.rotations.map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'succeeded',
    ]);
    expect(await world.stages()).toEqual({ AWSCURRENT });
    expect(await world.storedText()).toBe(secret);
    expect(world.sent).toEqual([]);
    expect(world.logs.join()).toContain('"outcome":"kept"');
  });
});
