import type { Style } from '../../infra/local/style.ts';
import { drawTable } from '../../infra/local/table.ts';
import { reckonFigures } from './figures.ts';
import type { CaseResult, Conditions, ProbeResult, Results } from './results.ts';
import type { Spread } from './statistics.ts';

/** The table that the README carries. */
export function toMarkdown(results: Results): string {
  const rows = reckonFigures(results).map((figure) => {
    const { title, value, bound, aim, verdict, basis, obstacle } = figure;
    const remark = obstacle === undefined ? basis : `${basis}; ${obstacle}`;
    return [title, value || '–', bound, aim, verdict, remark].join(' | ');
  });
  return [
    `Measured by \`npm run bench -- --markdown\`: ${describe(results.conditions)}.`,
    '',
    '| Figure | Measured | Bound | Aim | | What the bound rests on, and what stands before the aim |',
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
    ...results.probes.map((one) => drawProbe(one, style)),
    drawFigures(results, style),
    '',
  ].join('\n\n');
}

function describe({ date, node, cpu, cores, runs, delaysMs }: Conditions): string {
  return (
    `${date.slice(0, 10)}, Node ${node.slice(1)}, ${cores} cores of ${cpu}, ${runs.cold} cold and ` +
    `${runs.cold * runs.warmEach} warm ` +
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

function drawProbe({ title, figures }: ProbeResult, style: Style): string {
  const columns = [{}, { align: 'right' as const, width: 12 }];
  const rows = figures.map(({ label, value, unit }) => [label, `${value.toFixed(1)} ${unit}`]);
  return [style.strong(title), '', drawTable(columns, rows, style)].join('\n');
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
  const rows = reckonFigures(results)
    .filter(({ verdict }) => verdict !== 'not measured')
    .map(({ title, value, bound, aim, verdict }) => [
      title,
      value,
      bound,
      aim,
      verdict === 'missed' ? style.bad(verdict) : verdict,
    ]);
  return drawTable(columns, rows, style);
}
