import { describeChange } from './describe-change.ts';
import { type PlayedStory, STORY_ACCOUNT, type StoryNight } from './play-story.ts';
import { drawMails } from './present-announcements.ts';
import { drawSenders, listSenders } from './senders-table.ts';
import { count, type Style, toCount, toDate, toShortPath } from './style.ts';
import { type Column, drawTable } from './table.ts';

const NIGHT_COLUMNS: Column[] = [
  { head: 'Night', width: 7, align: 'right' },
  { head: 'Date', width: 10 },
  { head: 'Result', width: 12 },
  { head: 'What happened' },
];

/** For the rows after a mail. */
const HEADLESS_NIGHT_COLUMNS: Column[] = NIGHT_COLUMNS.map(({ head: _, ...column }) => column);

/** The nights, the history that they left and how it ended, for people. */
export function presentStory(story: PlayedStory, folder: string, style: Style): string {
  const last = story.history.at(-1);
  return [
    presentHeading(story, folder, style),
    drawNights(story.nights, style),
    `${style.strong('History')}  ${count(story.history.length, 'snapshot')}, read back from the database`,
    drawHistory(story, style),
    ...(last ? [drawSenders(listSenders(last), style)] : []),
    presentTotals(story.nights, style),
  ].join('\n\n');
}

/** The same for programs: the last night's result, as that of a single run, and all nights and snapshots. */
export function storyToJson({ nights: told, history }: PlayedStory): object {
  const nights = told.map(({ announcements: _, ...night }) => night);
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
    announcements: told.flatMap(({ night, announcements }) =>
      announcements.map((announcement) => ({ night, ...announcement })),
    ),
    nights,
    history: history.map(({ header, body }) => ({
      snapshot: header.number,
      checkedAt: header.checkStartedAt,
      changes: body.changes,
    })),
  };
}

function presentHeading({ nights }: PlayedStory, folder: string, style: Style): string {
  const heading = `${style.strong(count(nights.length, 'night'))} of one account, kept as "${STORY_ACCOUNT}" in ${toShortPath(folder)}`;
  if (nights.every(({ announcements }) => announcements.length === 0)) return heading;
  return `${heading}\n${style.faint('Behind a bar: a mail, as the deployed stack sends it.')}`;
}

function drawNights(nights: StoryNight[], style: Style): string {
  const parts = groupQuiet(nights).map((group, index) => {
    const columns = index === 0 ? NIGHT_COLUMNS : HEADLESS_NIGHT_COLUMNS;
    const row = drawTable(columns, [toRow(group, style)], style);
    const announcements = group.flatMap((night) => night.announcements);
    return announcements.length === 0 ? row : `${row}\n\n${drawMails(announcements, style)}\n`;
  });
  return parts.join('\n');
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

function isQuiet({ outcome, title, announcements }: StoryNight): boolean {
  return outcome === 'unchanged' && title === undefined && announcements.length === 0;
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
  const mails = nights.flatMap(({ announcements }) => announcements).length;
  return `${style.strong('Total')}  ${outcomes}; ${count(mails, 'mail')}, ${count(requests, 'request')}`;
}
