import type { Content } from '../../lambda/account/content.ts';
import { toAddressState } from '../../lambda/account/totals.ts';
import { toPlainLine } from '../../lambda/shared/printable.ts';
import { describeChange } from './describe-change.ts';
import type { Night } from './night.ts';
import { presentAnnouncements } from './present-announcements.ts';
import { drawSenders, listSenders } from './senders-table.ts';
import { count, type Style, toMinute, toShortPath } from './style.ts';
import { drawTable } from './table.ts';

/** Changes on a screen; `--json` has them all. */
const MAX_CHANGES = 25;

/** What a check found, for people. Not for a failed one, of which only the reason is said. */
export function presentNight(night: Night, folder: string, style: Style): string {
  return [
    presentFacts(night, folder, style),
    ...(night.known ? [drawSenders(listSenders(night.known), style)] : []),
    presentChanges(night, style),
    ...(night.announcements.length > 0 ? [presentAnnouncements(night.announcements, style)] : []),
    presentNextSteps(night, style),
  ].join('\n\n');
}

/** The same for programs: one object, with all senders. */
export function toJson(night: Night): object {
  const { known, vendor: _, ...result } = night;
  return {
    ...result,
    senders: known ? listSenders(known) : [],
  };
}

function presentFacts(night: Night, folder: string, style: Style): string {
  const { account, vendor, requests, checkedAt, known } = night;
  const name = known?.body.content.summary.organization_name;
  const heading = `${style.strong('Account')}  ${name ? `${toPlainLine(name)}, ` : ''}kept as "${account}"`;
  const asked = `${count(requests, 'request')} to ${vendor}`;
  const rows = [
    ['Result', presentOutcome(night, style)],
    ['Checked', `${checkedAt === null ? 'not this time' : toMinute(checkedAt)}, ${asked}`],
    ...(known ? [['Address', presentAddress(known.body.content, style)]] : []),
    ['Data', `${toShortPath(folder)}, kept for the next run`],
  ];
  return [heading, '', drawTable([{ width: 7 }, {}], rows, style)].join('\n');
}

function presentOutcome({ outcome, snapshot, resetsAt }: Night, style: Style): string {
  if (outcome === 'changed') return style.warning(`changed: snapshot ${snapshot} is new`);
  if (outcome === 'unchanged') return style.good(`unchanged: snapshot ${snapshot} is still true`);
  const until = resetsAt === undefined ? '' : ` until ${toMinute(resetsAt)}`;
  return style.warning(`deferred: the daily quota is used up${until}`);
}

function presentAddress({ physicalAddress }: Content, style: Style): string {
  if (physicalAddress === null) return style.bad('none: no campaign can be sent');
  const { address_line1, city, state_code, state_name, postal_code, country_code } =
    physicalAddress;
  const place = [state_code ?? state_name, postal_code].filter(Boolean).join(' ');
  const line = [address_line1, city, place, country_code].filter(Boolean).join(', ');
  const verdict = toAddressState(physicalAddress) === 'complete' ? '' : style.bad(' (incomplete)');
  return toPlainLine(line) + verdict;
}

function presentChanges({ changes, previousCheckAt, outcome }: Night, style: Style): string {
  const since = previousCheckAt === null ? '' : `, ${toMinute(previousCheckAt)}`;
  const heading = style.strong('Changed since the last check') + since;
  if (outcome === 'deferred') return `${heading}\n\n  Unknown: nothing could be asked.`;
  if (changes.length === 0) return `${heading}\n\n  Nothing.`;
  const rows = changes.slice(0, MAX_CHANGES).map((change) => describeChange(change, style));
  const hidden = changes.length - rows.length;
  const rest = hidden > 0 ? [`  … and ${count(hidden, 'more change')}: --json shows all.`] : [];
  return [heading, '', drawTable([{ width: 1 }, {}], rows, style), ...rest].join('\n');
}

function presentNextSteps({ account, outcome }: Night, style: Style): string {
  const steps: [string, string][] = [
    ['npm start', outcome === 'changed' ? 'check again: nothing will differ' : 'check again'],
    ['npm start -- --nights 60', 'see how a history grows'],
    ['npm start --silent -- --json', 'the same result for programs'],
    ...(account === 'real' ? [] : [OWN_ACCOUNT]),
  ];
  const lines = steps.map(([command, what]) => `  ${command.padEnd(43)}${style.faint(what)}`);
  return [style.strong('Try next'), '', ...lines].join('\n');
}

const OWN_ACCOUNT: [string, string] = [
  'CONSTANT_CONTACT_ACCESS_TOKEN=… npm start',
  'check an account of your own',
];
