/** Of one figure over many runs. */
export interface Spread {
  median: number;
  p95: number;
}

/** Throws a RangeError without any value. */
export function toSpread(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), p95: quantile(values, 0.95) };
}

/** Between the two values next to it, in proportion. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined)
    throw new RangeError('There is nothing to measure.');
  return below + (above - below) * (position - Math.floor(position));
}
