import type { Measured } from './measure.ts';
import { makespanOf, memoryOf } from './probes/fleet.ts';
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
  /** Said where the aim is not reached: what was tried, and what stands in the way. */
  obstacle?: string;
  /** Undefined where this run has not measured it. */
  read(results: Results): number | undefined;
}

const LATE_LOADING =
  'tried without a difference beyond the noise: loading the EventBridge client late, splitting the bundle; in the way: ' +
  'the code that the SDK runs for its first requests';
const FIRST_REQUESTS = `${LATE_LOADING}, and ky over fetch, 30 ms of CPU time more than Node's own client`;
const REQUESTS =
  'in the way: three rounds of requests, each signed, sent and read by code that has hardly run before; ky over fetch ' +
  "takes 7 ms of CPU time more than Node's own client";

const FIGURES: readonly Figure[] = [
  {
    title: 'cold unchanged night ÷ baseline as CDK packages it',
    ...{ unit: '', decimals: 2, bound: 0.5, aim: 0.42 },
    basis: 'two reads side by side for three in a row, two writes side by side for five in a row',
    obstacle: FIRST_REQUESTS,
    read: (results) => divide(night(results, 'sync')?.cold, night(results, 'baseline')?.cold),
  },
  {
    title: 'cold unchanged night ÷ baseline bundled',
    ...{ unit: '', decimals: 2, bound: 0.58, aim: 0.5 },
    basis: 'the same, against a start that costs less',
    obstacle: FIRST_REQUESTS,
    read: (results) =>
      divide(night(results, 'sync')?.cold, night(results, 'baselineBundled')?.cold),
  },
  {
    title: 'warm unchanged night ÷ baseline as CDK packages it',
    ...{ unit: '', decimals: 2, bound: 0.35, aim: 0.32 },
    basis: 'the injected delays alone are 0.33: 120 ms against 360 ms',
    obstacle: REQUESTS,
    read: (results) => divide(night(results, 'sync')?.warm, night(results, 'baseline')?.warm),
  },
  {
    title: 'cold night over empty init and its chain of delays',
    ...{ unit: 'ms', decimals: 0, bound: 160, aim: 120 },
    basis: 'loading the SDK, its first requests, and five TLS connections',
    obstacle: FIRST_REQUESTS,
    read: (results) => {
      const { cold, chainMs } = night(results, 'sync') ?? {};
      const init = night(results, 'empty')?.init;
      return cold && chainMs && init && cold.median - init.median - chainMs;
    },
  },
  {
    title: 'warm night over its chain of delays',
    ...{ unit: 'ms', decimals: 0, bound: 20, aim: 10 },
    basis: 'six requests signed, sent and read on one core',
    obstacle: REQUESTS,
    read: (results) => {
      const { warm, chainMs } = night(results, 'sync') ?? {};
      return warm && chainMs && warm.median - chainMs;
    },
  },
  {
    title: "init over an empty function's",
    ...{ unit: 'ms', decimals: 0, bound: 75, aim: 50 },
    basis: 'reading and compiling the bundle',
    obstacle: LATE_LOADING,
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
    obstacle: "in the way: ky over fetch, 30 ms more than Node's own client",
    read: (results) => night(results, 'sync')?.coldCpu.median,
  },
  {
    title: 'peak memory, one account',
    ...{ unit: 'MB', decimals: 0, bound: 128, aim: 100 },
    basis: 'the smallest function that Lambda sells has 128 MB',
    obstacle: "in the way: fetch, 24 MB more than Node's own client",
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
    obstacle:
      'left out: the chain of credential providers (130 KB), streams of events (20 KB), endpoint discovery (9 KB), ' +
      "zod's utilities (9 KB), package files (6 KB), signing for several regions (4 KB), a hash in JavaScript (3 KB); in " +
      'the way: what the three clients share (131 KB), zod (34 KB), ky (25 KB), classes of errors that the SDK ' +
      'registers (16 KB)',
    read: (results) => probe(results, 'bundles', 'sync'),
  },
  {
    title: 'fleet of 4,800: makespan over requests ÷ configured rate',
    ...{ unit: '', decimals: 3, bound: 1.03, aim: 1.01 },
    basis: 'the pace is the limit, not the latency of whoever answers',
    read: (results) => percent(probe(results, 'fleet', makespanOf(4_800))),
  },
  {
    title: 'memory of a pass, 4,800 accounts ÷ 100',
    ...{ unit: '', decimals: 2, bound: 1.5, aim: 1.1 },
    basis: 'of an account no more is kept than its name and what decides whether it is pending',
    read: (results) => {
      const large = probe(results, 'fleet', memoryOf(4_800));
      const small = probe(results, 'fleet', memoryOf(100));
      return large && small && large / small;
    },
  },
  {
    title: '`npm test` on two cores',
    ...{ unit: 's', decimals: 0, bound: 300, aim: 120 },
    basis: 'what a developer waits for',
    obstacle: 'hundreds of nights against real HTTP and a real database protocol',
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
  obstacle: string | undefined;
  verdict: 'aim reached' | 'within bound' | 'missed' | 'not measured';
}

/** Reckons every figure from what was measured. */
export function reckonFigures(results: Results): Reached[] {
  return FIGURES.map(({ title, unit, decimals, bound, aim, basis, obstacle, read }) => {
    const show = (value: number) => `${value.toFixed(decimals)} ${unit}`.trim();
    const value = read(results);
    const verdict = judge(value, { bound, aim, decimals });
    const isShort = verdict === 'within bound' || verdict === 'missed';
    return {
      ...{ title, basis, verdict, bound: show(bound), aim: show(aim) },
      value: value === undefined ? '' : show(value),
      obstacle: isShort ? obstacle : undefined,
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

const percent = (value: number | undefined) => value && value / 100;
