import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { safeParse } from '../../../lambda/shared/safe-parse.ts';

const schema = z.string().check(z.maxLength(3));

it.each([
  ['abc', true],
  ['abcd', false],
  [7, false],
])('%j is parsed as the schema says: %s', (value, success) => {
  expect(safeParse(schema, value).success).toBe(success);
});

it('a length that cannot be compared is a fault of the value, not of the parser', () => {
  const length = { valueOf: null, toString: null };

  const parsed = safeParse(schema, { length });

  expect(() => z.safeParse(schema, { length })).toThrow(TypeError);
  expect(parsed.error?.issues).toMatchObject([{ message: 'has a "length" that is no number' }]);
});
