import { expect, it } from 'vitest';
import { cutToBytes } from '../../../lambda/store/cut-to-bytes.ts';

it.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc'],
  ['aé', 3, 'aé'],
  ['aéb', 3, 'aé'],
  ['aéé', 4, 'aé'],
  ['😀', 3, ''],
  ['😀a', 4, '😀'],
  ['é', 0, ''],
  ['a\ud83d', 4, 'a\ufffd'],
])('%j in %i bytes is %j', (text, maxBytes, cut) => {
  expect(cutToBytes(text, maxBytes)).toBe(cut);
});
