import { toPlainLine } from '../../../lambda/shared/printable.ts';
import { count, type Style } from '../../local/style.ts';
import { drawTable } from '../../local/table.ts';
import type { Finding, Level } from './finding.ts';

const MARKS = { ok: '✔', unknown: '·', warning: '!', broken: '✘' } as const satisfies Record<
  Level,
  string
>;

/** All that was looked at, account by account, then what they share, and how it stands. */
export function presentDoctor(findings: readonly Finding[], style: Style): string {
  const groups = Map.groupBy(findings, ({ account }) =>
    account === undefined ? 'Shared by all accounts' : `Account ${account}`,
  );
  const parts = [...groups].flatMap(([title, group]) => [
    style.strong(title),
    drawTable(
      [{ width: 1 }, {}],
      group.map((finding) => toRow(finding, style)),
      style,
    ),
    '',
  ]);
  return [...parts, summarise(findings, style)].join('\n');
}

function toRow({ level, message }: Finding, style: Style): string[] {
  const paint = { ok: style.good, unknown: style.faint, warning: style.warning, broken: style.bad };
  return [paint[level](MARKS[level]), toPlainLine(message)];
}

function summarise(findings: readonly Finding[], style: Style): string {
  const countOf = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const [broken, warnings] = [countOf('broken'), countOf('warning')];
  if (broken > 0) {
    const also = warnings > 0 ? ` and ${count(warnings, 'warning')}` : '';
    return style.bad(`${count(broken, 'thing')} broken${also}.`);
  }
  return warnings > 0
    ? style.warning(`Nothing is broken; ${count(warnings, 'warning')}.`)
    : style.good('All is right.');
}
