import { describeChange } from './describe-change.ts';
import { type PlayedStory, STORY_ACCOUNT, type StoryNight } from './play-story.ts';
import { drawSenders, listSenders } from './senders-table.ts';
import { count, type Style, toCount, toDate, toShortPath } from './style.ts';
import { drawTable } from './table.ts';

/** The nights, the history that they left and how it ended, for people. */
export function presentStory(story: PlayedStory, folder: string, style: Style): string {
  const last = story.history.at(-1);
  return [
    `${style.strong(count(story.nights.length, 'night'))} of one account, kept as "${STORY_ACCOUNT}" in ${toShortPath(folder)}`,
    drawNights(story.nights, style),
    `${style.strong('History')}  ${count(story.history.length, 'snapshot')}, read back from the database`,
    drawHistory(story, style),
    ...(last ? [drawSenders(listSenders(last), style)] : []),
    presentTotals(story.nights, style),
  ].join('\n\n');
}

/** The same for programs: the last night's result, as that of a single run, and all nights and snapshots. */
export function storyToJson({ nights, history }: PlayedStory): object {
  const last = history.at(-1);
  const { outcome, snapshot, changes, scheduledTime } = nights.at(-1) ?? {};
  return {
    account: STORY_ACCOUNT,
    outcome,
    snapshot,
    checkedAt: snapshot === null ? null : scheduledTime,
    requests: nights.reduce((sum, night) => sum + night.requests, 0),
    changes,
    senders: last ? listSenders(last) : [],
    nights,
    history: history.map(({ header, body }) => ({
      snapshot: header.number,
      checkedAt: header.checkStartedAt,
      changes: body.changes,
    })),
  };
}

function drawNights(nights: StoryNight[], style: Style): string {
  const columns = [
    { head: 'Night', width: 7, align: 'right' as const },
    { head: 'Date', width: 10 },
    { head: 'Result', width: 12 },
    { head: 'What happened' },
  ];
  return drawTable(
    columns,
    groupQuiet(nights).map((group) => toRow(group, style)),
    style,
  );
}

/** Nights on which nothing happened stand together. */
function groupQuiet(nights: StoryNight[]): StoryNight[][] {
  const groups: StoryNight[][] = [];
  for (const night of nights) {
    const group = groups.at(-1);
    if (group?.every(isQuiet) && isQuiet(night)) group.push(night);
    else groups.push([night]);
  }
  return groups;
}

function isQuiet({ outcome, title }: StoryNight): boolean {
  return outcome === 'unchanged' && title === undefined;
}

function toRow(group: StoryNight[], style: Style): string[] {
  const [first] = group;
  const last = group.at(-1);
  if (!first || !last) return [];
  const nights = group.length > 1 ? `${first.night}–${last.night}` : `${first.night}`;
  const what = isQuiet(first) ? style.faint('quiet') : (first.title ?? 'The account is connected');
  return [nights, toDate(first.scheduledTime), toResult(first, style), what];
}

function toResult({ outcome, snapshot }: StoryNight, style: Style): string {
  if (outcome === 'failed') return style.bad('failed');
  if (outcome === 'deferred') return style.warning('deferred');
  return outcome === 'changed' ? `snapshot ${snapshot}` : style.faint('unchanged');
}

function drawHistory({ history }: PlayedStory, style: Style): string {
  const columns = [
    { head: 'Snapshot', width: 8, align: 'right' as const },
    { head: 'Since', width: 10 },
    { head: '', width: 1 },
    { head: 'What changed' },
  ];
  const rows = history.flatMap(({ header, body }) =>
    body.changes.map((change, index) => [
      ...(index === 0 ? [String(header.number), toDate(header.checkStartedAt)] : ['', '']),
      ...describeChange(change, style),
    ]),
  );
  return drawTable(columns, rows, style);
}

function presentTotals(nights: StoryNight[], style: Style): string {
  const having = (outcome: string) => nights.filter((night) => night.outcome === outcome).length;
  const outcomes = ['changed', 'unchanged', 'failed', 'deferred']
    .map((outcome) => `${toCount(having(outcome))} ${outcome}`)
    .join(', ');
  const requests = nights.reduce((sum, night) => sum + night.requests, 0);
  return `${style.strong('Total')}  ${outcomes}; ${count(requests, 'request')} to the sandbox`;
}
