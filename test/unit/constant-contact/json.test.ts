import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  findExcess,
  JSON_LIMITS,
  type JsonLimits,
  parseLeniently,
} from '../../../lambda/constant-contact/json.ts';
import { codeUnit } from '../../support/arbitraries.ts';

const NONE: JsonLimits = {
  levels: Number.POSITIVE_INFINITY,
  values: Number.POSITIVE_INFINITY,
};

function excessOf(text: string, limits: Partial<JsonLimits>): string | undefined {
  return findExcess(Buffer.from(text), { ...NONE, ...limits });
}

describe('the levels of JSON', () => {
  it('are counted of any document as it is nested', () => {
    const documents = fc.jsonValue({ maxDepth: 6, stringUnit: codeUnit });
    fc.assert(
      fc.property(documents, fc.boolean(), (document, isWide) => {
        const text = JSON.stringify(document, null, isWide ? 2 : 0);
        const levels = countLevels(document);

        expect(excessOf(text, { levels })).toBeUndefined();
        if (levels > 0) expect(excessOf(text, { levels: levels - 1 })).toBe('levels');
      }),
    );
  });

  it.each([
    '"[[["',
    '"\\"[[["',
    '"\\\\",[]',
    '["\\u005b[["]',
    '{"[{":"{["}',
    '[],[],[],[]',
    ']]][[',
  ])('of %s are no more than one', (text) => {
    expect(excessOf(text, { levels: 1 })).toBeUndefined();
  });
});

describe('the values of JSON', () => {
  it('are never fewer than a document has, and twice as many at most', () => {
    const documents = fc.jsonValue({ maxDepth: 4, stringUnit: codeUnit });
    fc.assert(
      fc.property(documents, (document) => {
        const text = JSON.stringify(document);
        const values = countValues(document);

        expect(excessOf(text, { values: values - 1 })).toBe('values');
        expect(excessOf(text, { values: values * 2 })).toBeUndefined();
      }),
    );
  });

  it.each(['",,,,"', '"\\",,,,"', '{",,,,":",,,,"}'])('of %s are no more than two', (text) => {
    expect(excessOf(text, { values: 2 })).toBeUndefined();
  });
});

it.each(['', '"', '"\\', '[[["', '"\\"'])('the unended %j ends the look at it', (text) => {
  expect(excessOf(text, {})).toBeUndefined();
});

test('a body that is no JSON, or nested too deeply, says nothing', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  expect(parseLeniently(Buffer.from('{"a":[1]}'))).toEqual({ a: [1] });
  expect(parseLeniently(Buffer.from(nested(JSON_LIMITS.levels)))).toHaveLength(1);
  expect(parseLeniently(Buffer.from(nested(JSON_LIMITS.levels + 1)))).toBeUndefined();
  expect(parseLeniently(Buffer.from('<html>'))).toBeUndefined();
});

function countLevels(document: unknown): number {
  if (typeof document !== 'object' || document === null) return 0;
  return 1 + Math.max(0, ...Object.values(document).map(countLevels));
}

function countValues(document: unknown): number {
  if (typeof document !== 'object' || document === null) return 1;
  return Object.values(document).reduce((sum: number, value) => sum + countValues(value), 1);
}
