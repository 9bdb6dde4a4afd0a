import { describe, expect, it } from 'vitest';
import { toSpread } from '../../bench/statistics.ts';

describe('a spread', () => {
  it.each([
    [[7], 7, 7],
    [[3, 1, 2], 2, 2.9],
    [[4, 1, 3, 2], 2.5, 3.85],
    [Array.from({ length: 101 }, (_, index) => 100 - index), 50, 95],
  ])('of %j', (values, median, p95) => {
    const spread = toSpread(values);

    expect(spread.median).toBeCloseTo(median);
    expect(spread.p95).toBeCloseTo(p95);
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];

    toSpread(values);

    expect(values).toEqual([3, 1, 2]);
  });

  it('of nothing is an error and not a number', () => {
    expect(() => toSpread([])).toThrow(RangeError);
  });
});
