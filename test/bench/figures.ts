import type { Measured } from './measure.ts';
import type { Results } from './results.ts';

/** Names of candidates and probes, by which the figures find what they are reckoned from. */
export const NAMES = {
  sync: 'sync',
  empty: 'empty function',
  baseline: 'baseline as CDK packages it',
  baselineBundled: 'baseline bundled',
} as const;

/** One figure to reach; less is better. */
interface Figure {
  title: string;
  unit: '' | 'ms' | 'KB' | 'MB' | 's';
  decimals: number;
  /** More than this fails. */
  bound: number;
  /** What was set out for. */
  aim: number;
  /** What the bound rests on. */
  basis: string;
  /** Undefined where this run has not measured it. */
  read(results: Results): number | undefined;
}

const FIGURES: readonly Figure[] = [
  {
    title: 'cold unchanged night ÷ baseline as CDK packages it',
    ...{ unit: '', decimals: 2, bound: 0.5, aim: 0.42 },
    basis: 'two reads side by side for three in a row, two writes side by side for five in a row',
    read: (results) => divide(night(results, 'sync')?.cold, night(results, 'baseline')?.cold),
  },
  {
    title: 'cold unchanged night ÷ baseline bundled',
    ...{ unit: '', decimals: 2, bound: 0.58, aim: 0.5 },
    basis: 'the same, against a start that costs less',
    read: (results) =>
      divide(night(results, 'sync')?.cold, night(results, 'baselineBundled')?.cold),
  },
  {
    title: 'warm unchanged night ÷ baseline as CDK packages it',
    ...{ unit: '', decimals: 2, bound: 0.35, aim: 0.32 },
    basis: 'the delays alone are a third: 120 ms against 360 ms',
    read: (results) => divide(night(results, 'sync')?.warm, night(results, 'baseline')?.warm),
  },
  {
    title: 'cold night over empty init and its chain of delays',
    ...{ unit: 'ms', decimals: 0, bound: 160, aim: 120 },
    basis: 'loading the SDK, its first requests, and four TLS connections',
    read: (results) => {
      const { cold, chainMs } = night(results, 'sync') ?? {};
      const init = night(results, 'empty')?.init;
      return cold && chainMs && init && cold.median - init.median - chainMs.cold;
    },
  },
  {
    title: 'warm night over its chain of delays',
    ...{ unit: 'ms', decimals: 0, bound: 20, aim: 10 },
    basis: 'six requests signed, sent and read on one core',
    read: (results) => {
      const { warm, chainMs } = night(results, 'sync') ?? {};
      return warm && chainMs && warm.median - chainMs.warm;
    },
  },
  {
    title: "init over an empty function's",
    ...{ unit: 'ms', decimals: 0, bound: 75, aim: 50 },
    basis: 'reading and compiling the bundle',
    read: (results) => {
      const sync = night(results, 'sync')?.init;
      const empty = night(results, 'empty')?.init;
      return sync && empty && sync.median - empty.median;
    },
  },
  {
    title: 'CPU of a cold quiet night',
    ...{ unit: 'ms', decimals: 0, bound: 220, aim: 165 },
    basis: 'start of Node, loading, and the work of the night',
    read: (results) => night(results, 'sync')?.coldCpu.median,
  },
  {
    title: 'peak memory, one account',
    ...{ unit: 'MB', decimals: 0, bound: 128, aim: 100 },
    basis: 'the smallest function that Lambda sells has 128 MB',
    read: (results) => night(results, 'sync')?.peakMb.median,
  },
  {
    title: 'requests of an unchanged night',
    ...{ unit: '', decimals: 0, bound: 2, aim: 2 },
    basis: 'the summary with its address, and the senders',
    read: (results) => night(results, 'sync')?.used.requests['vendor'],
  },
  {
    title: 'write units of an unchanged night',
    ...{ unit: '', decimals: 0, bound: 2, aim: 2 },
    basis: 'the run and the account',
    read: (results) => night(results, 'sync')?.used.writes,
  },
  {
    title: 'consistent read units of an unchanged night',
    ...{ unit: '', decimals: 0, bound: 1, aim: 1 },
    basis: 'the newest header',
    read: (results) => night(results, 'sync')?.used.consistentReads,
  },
  {
    title: 'sync bundle, minified, without map',
    ...{ unit: 'KB', decimals: 0, bound: 320, aim: 275 },
    basis: 'three SDK clients, of which the shared parts are most',
    read: (results) => probe(results, 'bundles', 'sync'),
  },
  {
    title: '`npm test` on two cores',
    ...{ unit: 's', decimals: 0, bound: 300, aim: 120 },
    basis: 'what a developer waits for',
    read: (results) => probe(results, 'tests', 'npm test'),
  },
];

/** A figure as one run of the bench has found it. */
export interface Reached {
  title: string;
  value: string;
  bound: string;
  aim: string;
  basis: string;
  verdict: 'aim reached' | 'within bound' | 'missed' | 'not measured';
}

/** Reckons every figure from what was measured. */
export function reckonFigures(results: Results): Reached[] {
  return FIGURES.map(({ title, unit, decimals, bound, aim, basis, read }) => {
    const show = (value: number) => `${value.toFixed(decimals)} ${unit}`.trim();
    const value = read(results);
    return {
      ...{ title, basis, bound: show(bound), aim: show(aim) },
      value: value === undefined ? '' : show(value),
      verdict: judge(value, { bound, aim, decimals }),
    };
  });
}

/** As it is shown: what rounds to the aim has reached it. */
function judge(
  value: number | undefined,
  { bound, aim, decimals }: Pick<Figure, 'bound' | 'aim' | 'decimals'>,
): Reached['verdict'] {
  if (value === undefined) return 'not measured';
  const shown = Number(value.toFixed(decimals));
  if (shown <= aim) return 'aim reached';
  return shown <= bound ? 'within bound' : 'missed';
}

function night({ cases }: Results, name: keyof typeof NAMES): Measured | undefined {
  const found = cases.find((one) => one.name === 'night-unchanged');
  return found?.candidates.find((candidate) => candidate.name === NAMES[name]);
}

function probe({ probes }: Results, name: string, figure: string): number | undefined {
  return probes.find((one) => one.name === name)?.figures.find((one) => one.label === figure)
    ?.value;
}

function divide(
  above: { median: number } | undefined,
  below: { median: number } | undefined,
): number | undefined {
  return above && below && above.median / below.median;
}
