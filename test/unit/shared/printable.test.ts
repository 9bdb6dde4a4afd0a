import { expect, it } from 'vitest';
import { toPlainLine, toPrintable } from '../../../lambda/shared/printable.ts';

it.each([
  ['plain ~', 7, 'plain ~'],
  ['plain ~', 6, 'plain '],
  ['Größe\n', 6, 'Gr??e?'],
])('of %j the first %i characters are shown as %j', (text, characters, shown) => {
  expect(toPrintable(text, characters)).toBe(shown);
});

it.each([
  [' two  words\t', 'two words'],
  ['a\r\nb\u2028c\u2029d', 'a b c d'],
  ['\u001b[31mred\u0007', '[31mred'],
  ['gnp\u202efdp.\u202c \u2066x\u2069', 'gnp fdp. x'],
  ['half \ud800', 'half \ufffd'],
  ['Größe 🙂', 'Größe 🙂'],
])('%j is the plain line %j', (text, line) => {
  expect(toPlainLine(text)).toBe(line);
});
