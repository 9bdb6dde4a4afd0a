import { randomUUID } from 'node:crypto';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { storeTokenSet } from '../../lambda/credentials/secret-versions.ts';
import { createMemoryVersions } from '../support/memory-versions.ts';
import { createRotationWorld, HOUR_MS } from '../support/rotation-world.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

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
    const done = { message: 'rotation step done', account: 'main' };
    expect(world.logs.map((line) => JSON.parse(line))).toEqual([
      { ...done, step: 'createSecret', outcome: 'renewed' },
      { ...done, step: 'setSecret', outcome: 'nothing to do' },
      { ...done, step: 'testSecret', outcome: 'well-formed' },
      { ...done, step: 'finishSecret', outcome: 'label taken off' },
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

  it('is not repeated when its steps come again, nor when a newer pair is current by then', async () => {
    const world = await createRotationWorld();
    const [first, second] = [randomUUID(), randomUUID()];
    for (const step of STEPS) await world.step(step, first);
    for (const step of STEPS) await world.step(step, second);
    const stored = await world.storedText();

    for (const token of [second, first]) for (const step of STEPS) await world.step(step, token);

    expect(world.sent).toHaveLength(2);
    expect(await world.storedText()).toBe(stored);
    expect((await world.stages())['AWSCURRENT']).toBe(second);
    expect(world.logs.at(-4)).toContain('"outcome":"done before"');
  });

  it('that failed is taken up again by Secrets Manager in the same version', async () => {
    const world = await createRotationWorld();
    await world.schedule('rate(4 hours)');
    world.clock.advance(4 * HOUR_MS);
    world.refuseConnections(6);
    await world.manager.rotateDue();
    world.refuseConnections(0);

    await world.manager.rotateDue();

    const [, failed, repeated] = world.manager.rotations;
    expect([failed?.outcome, repeated?.outcome]).toEqual(['failed', 'succeeded']);
    expect((await world.stages())['AWSCURRENT']).toBe(failed?.versionId);
  });
});

describe('the test of a rotation', () => {
  it.each([
    ['whole tokens', undefined, 'well-formed'],
    ['nothing yet', '{"status":"unseeded"}', 'unseeded'],
    ['a bare token', 'eyJ.bare.token', 'well-formed'],
  ])('takes %s, and asks nobody', async (_, secret, outcome) => {
    const world = await createRotationWorld({ ...(secret && { secret }) });
    const text = await world.storedText();
    await world.sandbox.close();

    await world.schedule('rate(4 hours)');

    expect(world.manager.rotations).toMatchObject([
      { steps: ['testSecret'], outcome: 'succeeded' },
    ]);
    expect(await world.storedText()).toBe(text);
    expect(world.sent).toEqual([]);
    expect(world.logs).toEqual([expect.stringContaining(`"outcome":"${outcome}"`)]);
  });

  it('refuses what is of no known form, without quoting it', async () => {
    const world = await createRotationWorld({ secret: '{"access_token":"canary"' });

    await world.schedule('rate(4 hours)');

    const [{ error } = {}] = world.manager.rotations;
    expect(error).toMatchObject({ name: 'TokenUnusableError' });
    expect(`${error?.message}${world.logs}`).not.toContain('canary');
    expect(world.logs.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ message: 'rotation step failed', account: 'main' },
        ...{ step: 'testSecret', error: 'TokenUnusableError' },
      },
    ]);
  });
});

describe('a secret without any value', () => {
  it('is left alone, and every step ends well', async () => {
    const world = await createRotationWorld();
    const deps = { ...world.deps, openVersions: () => createMemoryVersions() };

    for (const step of STEPS) await world.step(step, randomUUID(), deps);

    const outcomes = world.logs.map((line) => JSON.parse(line).outcome);
    expect(outcomes).toEqual(['kept', 'nothing to do', 'no value yet', 'label taken off']);
    expect(world.sent).toEqual([]);
  });
});

describe('a consent', () => {
  it('is stored as the current version of a secret, which is made when there is none', async () => {
    const world = await createRotationWorld();
    const set = { client_id: 'c', access_token: 'a', refresh_token: 'r' };

    const outcomes = [
      await storeTokenSet(world.secrets, 'shop', set),
      await storeTokenSet(world.secrets, 'shop', { ...set, access_token: 'b' }),
    ];

    const shop = new GetSecretValueCommand({ SecretId: 'constant-contact/shop' });
    expect(outcomes).toEqual(['created', 'stored']);
    expect(JSON.parse((await world.secrets.send(shop)).SecretString ?? '')).toEqual({
      ...set,
      access_token: 'b',
    });
  });
});
