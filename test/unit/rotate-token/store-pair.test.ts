import { describe, expect, it } from 'vitest';
import type { SecretVersions } from '../../../lambda/credentials/secret-versions.ts';
import { TokensNotStoredError } from '../../../lambda/rotate-token/errors.ts';
import { appendToJournal } from '../../../lambda/rotate-token/journal.ts';
import { storePair } from '../../../lambda/rotate-token/store-pair.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryVersions } from '../../support/memory-versions.ts';

const SET = { client_id: 'c', access_token: 'old', refresh_token: 'r-old' };
const TOKEN = 'rotation-1';

const replyOf = (accessToken: string) => ({
  accessToken,
  refreshToken: `r-${accessToken}`,
  expiresInSeconds: 28_800,
  scope: undefined,
});

/** A rotation of a secret whose current version is `pair-1`, with `leftMs` to go. */
async function createRotation(leftMs = 60_000) {
  const clock = createFakeClock();
  const logs: object[] = [];
  const write = (message: string, fields?: object) => void logs.push({ message, ...fields });
  const versions = createMemoryVersions({
    id: 'pair-1',
    text: JSON.stringify(SET),
    stages: ['AWSCURRENT'],
  });
  const base = { id: 'pair-1', set: SET };
  const begunMs = clock.now();
  const note = { version: 'pair-1', state: 'sent', again: false, owner: TOKEN } as const;
  const sent_at = new Date(begunMs).toISOString();
  let newest: Awaited<ReturnType<typeof appendToJournal>>;

  /** Notes one more send of the pair in the journal. */
  async function send(invocation: string) {
    newest = await appendToJournal(versions, newest, { ...note, sent_at, invocation });
    if (newest === undefined) throw new Error('Somebody else was first.');
    return newest;
  }

  function store(
    sent: Awaited<ReturnType<typeof send>>,
    accessToken: string,
    changes: Partial<SecretVersions> = {},
  ): Promise<boolean> {
    const deps = { clock, log: { info: write, error: write } };
    const rotation = {
      ...{ secretId: 's', alias: 'main', token: TOKEN, step: 'createSecret' as const },
      ...{ secretName: 'constant-contact/main', invocation: sent.invocation },
      versions: { ...versions, ...changes },
      endsAtMs: begunMs + leftMs,
    };
    return storePair(deps, rotation, base, { reply: replyOf(accessToken), sent });
  }

  const current = async () => {
    const version = await versions.readStage('AWSCURRENT');
    return { id: version?.id, token: JSON.parse(version?.text ?? '{}').access_token };
  };
  return { clock, logs, versions, begunMs, send, store, current };
}

describe('what a refresh brought', () => {
  it('becomes current under the token of its rotation', async () => {
    const { send, store, current } = await createRotation();

    expect(await store(await send('a'), 'new')).toBe(true);
    expect(await current()).toEqual({ id: TOKEN, token: 'new' });
  });

  it('stays as it is when it is stored a second time', async () => {
    const { send, store, current } = await createRotation();
    const sent = await send('a');
    await store(sent, 'new');

    expect(await store(sent, 'new')).toBe(true);
    expect(await current()).toEqual({ id: TOKEN, token: 'new' });
  });

  it('gives way to what a person has stored meanwhile', async () => {
    const { versions, send, store, current } = await createRotation();
    const sent = await send('a');
    await versions.put({ id: 'consent', text: '{"access_token":"p"}', stages: ['AWSCURRENT'] });

    expect(await store(sent, 'new')).toBe(false);
    expect(await current()).toEqual({ id: 'consent', token: 'p' });
  });

  it('gives way to nothing at all when nothing is current any more', async () => {
    const { versions, send, store } = await createRotation();
    const sent = await send('a');
    await versions.removeStage('AWSCURRENT', 'pair-1');

    expect(await store(sent, 'new')).toBe(false);
  });

  it('of the later of two sends takes the place of that of the earlier one', async () => {
    const { send, store, current } = await createRotation();
    const [first, second] = [await send('a'), await send('b')];
    await store(first, 'first');

    expect(await store(second, 'second')).toBe(true);
    expect(await current()).toMatchObject({ token: 'second' });
  });

  it('of the earlier of two sends does not take the place of that of the later one', async () => {
    const { send, store, current } = await createRotation();
    const [first, second] = [await send('a'), await send('b')];
    await store(second, 'second');

    expect(await store(first, 'first')).toBe(false);
    expect(await current()).toEqual({ id: TOKEN, token: 'second' });
  });

  it('of the later send prevails when the earlier one stores between its look and its put', async () => {
    const { versions, send, store, current } = await createRotation();
    const [first, second] = [await send('a'), await send('b')];
    let isBetween = true;
    const readStage: SecretVersions['readStage'] = async (stage) => {
      const version = await versions.readStage(stage);
      if (stage === 'AWSCURRENT' && isBetween) {
        isBetween = false;
        await store(first, 'first');
      }
      return version;
    };

    expect(await store(second, 'second', { readStage })).toBe(true);
    expect(await current()).toMatchObject({ token: 'second' });
  });

  it('keeps the place of its rotation when nobody knows of its send any more', async () => {
    const { versions, send, store, current } = await createRotation();
    const [first, second] = [await send('a'), await send('b')];
    await store(first, 'first');
    const forgotten: Partial<SecretVersions> = {
      readStage: async (stage) => (stage === 'AWSCURRENT' ? versions.readStage(stage) : undefined),
      readVersion: async () => undefined,
    };

    expect(await store(second, 'second', forgotten)).toBe(false);
    expect(await current()).toMatchObject({ token: 'first' });
  });
});

describe('storing that fails', () => {
  const down: Partial<SecretVersions> = {
    put: () => Promise.reject(new Error('canary')),
  };

  it('is tried again after pauses that double up to 5 s, until 2 s before the end', async () => {
    const { clock, logs, begunMs, send, store } = await createRotation(18_750);
    const pauses: number[] = [];
    const { sleep } = clock;
    clock.sleep = (ms) => {
      pauses.push(ms);
      return sleep(ms);
    };

    const storing = store(await send('a'), 'new', down);

    await expect(storing).rejects.toBeInstanceOf(TokensNotStoredError);
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000]);
    expect(clock.now() - begunMs).toBe(12_750);
    expect(logs).toHaveLength(7);
    expect(logs[0]).toEqual({ message: 'tokens not stored yet', account: 'main', error: 'Error' });
  });

  it('is tried once more when the last pause just fits', async () => {
    const { clock, begunMs, send, store } = await createRotation(2_250);

    await expect(store(await send('a'), 'new', down)).rejects.toThrow();

    expect(clock.now() - begunMs).toBe(250);
  });
});
