import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  listOf,
  optionalText,
  timestamp,
  withoutEmpty,
} from '../../../lambda/constant-contact/fields.ts';
import { orNothing } from '../../../lambda/shared/or-nothing.ts';

test.each([
  ['2026-09-29T14:37:13.521+0000', '2026-09-29T14:37:13.521Z'],
  ['2026-09-29T14:37:13.521+00:00', '2026-09-29T14:37:13.521Z'],
  ['2026-09-29T14:37:13.521Z', '2026-09-29T14:37:13.521Z'],
  ['2026-09-29T14:37:13Z', '2026-09-29T14:37:13.000Z'],
  ['2026-09-29T14:37:13+0000', '2026-09-29T14:37:13.000Z'],
  ['2026-09-29T14:37:13.5+0000', '2026-09-29T14:37:13.500Z'],
  ['2026-09-29T14:37:13.521987654Z', '2026-09-29T14:37:13.521Z'],
  ['2026-09-29T23:30:00.000-0500', '2026-09-30T04:30:00.000Z'],
])('the time %s is read as %s', (written, expected) => {
  expect(z.parse(timestamp, written)).toBe(expected);
});

test.each([
  '',
  'yesterday',
  '2026-09-29',
  '2026-09-29T14:37:13.521',
  '2026-09-29 14:37:13Z',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-09-29T25:00:00Z',
  '2026-09-29T24:00:00Z',
  '2026-09-29T14:37:13+9900',
  '1790000000000',
])('%s is not a time', (written) => {
  expect(z.safeParse(timestamp, written).success).toBe(false);
});

test('any time in any offset is read as the moment it means', () => {
  const moments = fc.date({
    min: new Date('2000-01-01'),
    max: new Date('2100-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moments, fc.integer({ min: -14, max: 14 }), (moment, hours) => {
      const local = new Date(moment.getTime() + hours * 3_600_000).toISOString().slice(0, -1);
      const sign = hours < 0 ? '-' : '+';

      const written = `${local}${sign}${String(Math.abs(hours)).padStart(2, '0')}00`;

      expect(z.parse(timestamp, written)).toBe(moment.toISOString());
    }),
  );
});

test('null, empty and absent fields are all left out', () => {
  const schema = withoutEmpty(z.object({ a: optionalText, b: optionalText, c: optionalText }));

  expect(z.parse(schema, { a: null, b: '' })).toStrictEqual({});
});

test('text of 1,000 characters is taken and one more is not', () => {
  const schema = withoutEmpty(z.object({ a: optionalText }));

  expect(z.safeParse(schema, { a: 'x'.repeat(1_000) }).success).toBe(true);
  expect(z.safeParse(schema, { a: 'x'.repeat(1_001) }).success).toBe(false);
});

test('a list is read as far as its first wrong element, which alone is told', () => {
  let read = 0;
  const counted = z.pipe(
    z.unknown().check(z.refine(() => ++read > 0)),
    z.object({ a: z.array(z.int()) }),
  );
  const list = [{ a: [1] }, { a: [2, 'x', 'y'] }, { a: [3] }, 'z'];

  const { error } = z.safeParse(listOf(counted, 4), list);

  expect(read).toBe(2);
  expect(error?.issues).toMatchObject([{ code: 'invalid_type', path: [1, 'a', 1] }]);
});

test('of a list that is too long, or is none, no element is read', () => {
  const unread = z.unknown().check(z.refine(() => expect.unreachable()));

  expect(z.safeParse(listOf(unread, 1), [0, 0]).error?.issues).toMatchObject([
    { code: 'too_big', maximum: 1 },
  ]);
  expect(z.safeParse(listOf(unread, 1), { length: 1 }).error?.issues).toMatchObject([
    { code: 'invalid_type', expected: 'array' },
  ]);
});

test.each([
  [{ seconds: 60 }, 60],
  [{ seconds: '60' }, 60],
  [{ seconds: 0 }, undefined],
  [{ seconds: 'soon' }, undefined],
  [{ seconds: null }, undefined],
  [{ seconds: undefined }, undefined],
  [{}, undefined],
])('of %j the seconds are %s, and the rest is read all the same', (said, seconds) => {
  const schema = z.object({
    seconds: orNothing(z.coerce.number().check(z.gte(1))),
    kept: z.string(),
  });

  expect(z.parse(schema, { ...said, kept: 'text' })).toEqual({ seconds, kept: 'text' });
});
