import { dirname } from 'node:path';
import { type FleetResult, toDuration, toFleetAlias } from './fleet.ts';
import { DEFAULT_FOLDER } from './folders.ts';
import { count, type Style, toCount, toMinute, toShortPath } from './style.ts';
import { drawTable } from './table.ts';

/** What a pass over the fleet came to, for people. */
export function presentFleet(fleet: FleetResult, folder: string, style: Style): string {
  const { accounts, changed, unchanged, failed, deferred, requests, seconds, resetsAt } = fleet;
  const aliases = accounts === 1 ? '"fleet-0001"' : `"fleet-0001" to "${toFleetAlias(accounts)}"`;
  const name = toShortPath(folder);
  const heading = `${style.strong(count(accounts, 'account'))}, kept as ${aliases} in ${name}`;
  const until = resetsAt === undefined ? '' : `, until ${toMinute(resetsAt)}`;
  const rows = [
    ['Checked', style.good(`${toCount(changed)} changed, ${toCount(unchanged)} unchanged`)],
    ['Failed', failed > 0 ? style.bad(toCount(failed)) : 'none'],
    ['Deferred', deferred > 0 ? style.warning(`${toCount(deferred)}${until}`) : 'none'],
    ['Asked', `${count(requests, 'request')} in ${toDuration(seconds)}, ${toRate(fleet)}`],
  ];
  const parent = toShortPath(dirname(folder));
  const where = parent === DEFAULT_FOLDER ? '' : `--folder ${parent} `;
  const steps = [
    [`npm start -- ${where}--accounts ${accounts}`, 'check again: nothing will differ'],
    [`npm run audit -- --folder ${name}`, 'which of them can send'],
  ] as const;
  const lines = steps.map(([command, what]) => `  ${command.padEnd(41)}  ${style.faint(what)}`);
  return [
    heading,
    '',
    drawTable([{ width: 8 }, {}], rows, style),
    '',
    style.strong('Try next'),
    '',
    ...lines,
  ].join('\n');
}

const toRate = ({ requestsPerSecond }: FleetResult) => `${requestsPerSecond.toFixed(2)} a second`;
