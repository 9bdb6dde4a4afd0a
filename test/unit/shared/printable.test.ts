import { expect, it } from 'vitest';
import { toPrintable } from '../../../lambda/shared/printable.ts';

it.each([
  ['plain ~', 7, 'plain ~'],
  ['plain ~', 6, 'plain '],
  ['Größe\n', 6, 'Gr??e?'],
])('of %j the first %i characters are shown as %j', (text, characters, shown) => {
  expect(toPrintable(text, characters)).toBe(shown);
});
