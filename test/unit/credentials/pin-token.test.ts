import { describe, expect, it } from 'vitest';
import { pinToken } from '../../../lambda/credentials/pin-token.ts';

/** A token that each read, anew or not, finds as the next of these. */
function pinned(...values: string[]) {
  const next = async () => values.shift() ?? '';
  const explainRefusal = () => new Error('refused');
  const token = { stored: async () => ({ accessToken: '' }), forget: () => {}, explainRefusal };
  return pinToken({ ...token, read: next, reread: next });
}

describe('a pinned token', () => {
  it('is given out as often as it is the same', async () => {
    const token = pinned('a', 'a', 'a');

    expect([await token.read(), await token.reread(), await token.read()]).toEqual(['a', 'a', 'a']);
  });

  it.each(['read', 'reread'] as const)('is refused by %s when another one came', async (way) => {
    const token = pinned('a', 'b');
    await token.read();

    await expect(token[way]()).rejects.toMatchObject({
      name: 'TokenReplacedError',
      message: expect.stringMatching(/^The token was replaced .*: read it anew/),
    });
  });

  it('may be another one after it was unpinned', async () => {
    const token = pinned('a', 'b', 'a');
    await token.read();

    token.unpin();

    expect(await token.read()).toBe('b');
    await expect(token.read()).rejects.toThrow('replaced');
  });

  it('is explained like any other', () => {
    const token = pinned();

    expect(token.explainRefusal('cause').message).toBe('refused');
  });
});
