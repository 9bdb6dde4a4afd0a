import { expect, it } from 'vitest';
import { waitForAll } from '../../../lambda/shared/wait-for-all.ts';

it('what is waited for together gives its values in order', async () => {
  expect(await waitForAll([Promise.resolve(1), 'two'])).toEqual([1, 'two']);
});

it('one that failed is thrown only when the others have ended', async () => {
  const ended: string[] = [];
  const slow = Promise.resolve()
    .then(() => undefined)
    .then(() => ended.push('slow'));
  const failed = [Promise.reject(new Error('first')), Promise.reject(new Error('second')), slow];

  await expect(waitForAll(failed)).rejects.toThrow('first');

  expect(ended).toEqual(['slow']);
});
