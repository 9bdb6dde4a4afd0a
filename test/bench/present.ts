import type { Style } from '../../infra/local/style.ts';
import { drawTable } from '../../infra/local/table.ts';
import { reckonFigures } from './figures.ts';
import type { CaseResult, Conditions, ProbeResult, Results } from './results.ts';
import type { Spread } from './statistics.ts';

/** The table that the README carries. */
export function toMarkdown(results: Results): string {
  const rows = reckonFigures(results).map(({ title, value, bound, aim, basis, verdict }) =>
    [title, value || '–', bound, aim, verdict, basis].join(' | '),
  );
  return [
    `Measured by \`npm run bench -- --markdown\`: ${describe(results.conditions)}.`,
    '',
    '| Figure | Measured | Bound | Aim | | What it rests on |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n');
}

/** Everything, for a person at a terminal. */
export function toScreen(results: Results, style: Style): string {
  return [
    `${describe(results.conditions)}.`,
    ...results.cases.map((one) => drawCase(one, style)),
    ...(results.probes.length > 0 ? [drawProbes(results.probes, style)] : []),
    drawFigures(results, style),
    '',
  ].join('\n\n');
}

function describe({ date, node, cpu, cores, runs, delaysMs }: Conditions): string {
  return (
    `${date.slice(0, 10)}, Node ${node.slice(1)}, ${cores} cores of ${cpu}, ${runs.cold} cold and ${runs.warm} warm ` +
    `runs of each, turn by turn, medians; the vendor answers in ${delaysMs.vendor} ms, AWS in ${delaysMs.aws} ms, over TLS`
  );
}

function drawCase({ title, candidates }: CaseResult, style: Style): string {
  const columns = [
    { head: '' },
    ...['cold', 'p95', 'init', 'warm', 'p95', 'CPU', 'MB'].map((head) => ({
      head,
      align: 'right' as const,
      width: 4,
    })),
    { head: 'requests', align: 'right' as const, width: 8 },
  ];
  const show = (value: number) => value.toFixed(0);
  const both = ({ median, p95 }: Spread) => [show(median), show(p95)];
  const rows = candidates.map(({ name, cold, init, warm, coldCpu, peakMb, used }) => [
    name,
    ...both(cold),
    show(init.median),
    ...both(warm),
    show(coldCpu.median),
    show(peakMb.median),
    String(Object.values(used.requests).reduce((sum, count) => sum + count, 0)),
  ]);
  return [style.strong(title), '', drawTable(columns, rows, style)].join('\n');
}

function drawProbes(probes: readonly ProbeResult[], style: Style): string {
  const rows = probes.flatMap(({ title, figures }) =>
    figures.map(({ label, value, unit }) => [title, label, `${value.toFixed(1)} ${unit}`]),
  );
  const columns = [
    { head: 'Beside the functions' },
    { head: '', width: 16 },
    { head: '', align: 'right' as const, width: 10 },
  ];
  return drawTable(columns, rows, style);
}

function drawFigures(results: Results, style: Style): string {
  const right = { align: 'right' as const, width: 7 };
  const columns = [
    { head: 'Figure' },
    { head: 'here', ...right },
    { head: 'bound', ...right },
    { head: 'aim', ...right },
    { head: '', width: 12 },
  ];
  const rows = reckonFigures(results).map(({ title, value, bound, aim, verdict }) => [
    title,
    value,
    bound,
    aim,
    verdict === 'missed' ? style.bad(verdict) : verdict,
  ]);
  return drawTable(columns, rows, style);
}
