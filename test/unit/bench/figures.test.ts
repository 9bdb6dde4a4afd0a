import { describe, expect, it } from 'vitest';
import { NAMES, reckonFigures } from '../../bench/figures.ts';
import type { Measured } from '../../bench/measure.ts';
import type { Results } from '../../bench/results.ts';

/** A candidate of which every spread is this one, but for what is given. */
function measured(name: keyof typeof NAMES, medians: Record<string, number>): Measured {
  const figures = ['init', 'cold', 'warm', 'coldCpu', 'warmCpu', 'peakMb'];
  const spreads = figures.map((figure) => {
    const value = medians[figure] ?? 0;
    return [figure, { median: value, p95: 2 * value }];
  });
  const used = { requests: { vendor: 2 }, writes: 2, consistentReads: 1, eventualReads: 0 };
  return { name: NAMES[name], used, chainMs: 120, ...Object.fromEntries(spreads) };
}

function results(sync: Record<string, number>): Results {
  const candidates = [
    measured('empty', { init: 40 }),
    measured('sync', sync),
    measured('baseline', { cold: 600, warm: 400 }),
  ];
  return {
    conditions: {
      ...{ date: '2026-11-01T00:00:00.000Z', node: 'v24.0.0', cpu: 'a CPU', cores: 2 },
      ...{ runs: { cold: 25, warmEach: 2 }, delaysMs: { vendor: 100, aws: 10 } },
    },
    cases: [{ name: 'night-unchanged', title: '', candidates }],
    probes: [],
  };
}

const find = (all: ReturnType<typeof reckonFigures>, title: string) =>
  all.find((one) => one.title.startsWith(title));

describe('the figures', () => {
  it('compare medians, and what is above the chain of delays', () => {
    const all = reckonFigures(results({ init: 90, cold: 252, warm: 132 }));

    expect(find(all, 'cold unchanged night ÷ baseline as CDK')?.value).toBe('0.42');
    expect(find(all, 'warm unchanged night')?.value).toBe('0.33');
    expect(find(all, 'cold night over')?.value).toBe('92 ms');
    expect(find(all, 'warm night over')?.value).toBe('12 ms');
    expect(find(all, "init over an empty function's")?.value).toBe('50 ms');
  });

  it.each([
    [252, 'aim reached'],
    [270, 'within bound'],
    [303, 'missed'],
  ])('of a cold night of %i ms judge: %s', (cold, verdict) => {
    const all = reckonFigures(results({ cold }));

    expect(find(all, 'cold unchanged night ÷ baseline as CDK')?.verdict).toBe(verdict);
  });

  it('say what was not measured', () => {
    const all = reckonFigures({ ...results({}), cases: [] });

    expect(new Set(all.map(({ verdict }) => verdict))).toEqual(new Set(['not measured']));
  });
});
