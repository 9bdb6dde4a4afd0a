import { describeChange } from '../../../lambda/account/describe-change.ts';
import type { AuditedChange } from '../../../lambda/audit/reply.ts';
import { type Html, html } from '../../local/escape.ts';
import type { Period, Span } from './nights.ts';
import type { Segment, SenderState, SenderStory } from './sender-story.ts';
import { toDay, toMinute, toShortDay } from './times.ts';
import { count, STATE_WORDS, toOriginWords } from './words.ts';

/** In px; widths are percentages, so a timeline fits any page without being distorted. */
const HEIGHT = 24;

/** States differ in form too, for eyes and printers that tell no colours apart. */
const FORMS = {
  confirmed: { y: 5, height: 14 },
  unconfirmed: { y: 12, height: 7 },
  gone: { y: 17, height: 2 },
} as const satisfies Partial<Record<SenderState, { y: number; height: number }>>;

const TICKS = 3;

/** Where a time stands between the ends of the period, in percent. */
export function toPercent(timeMs: number, { fromMs, toMs }: Span): number {
  const share = toMs > fromMs ? (timeMs - fromMs) / (toMs - fromMs) : 0;
  return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;
}

/** What all timelines of an account share: the grid, and a veil over what nobody could know. */
export function drawBackdrop(id: string, unknown: readonly Span[], period: Period): Html {
  return html`<svg class="defs" aria-hidden="true" width="0" height="0"><defs>
<pattern id="${id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="veil"/><rect width="2" height="6" class="stripe"/></pattern>
<g id="${id}-grid">${listTicks().map((x) => html`<line x1="${x}%" x2="${x}%" y2="${HEIGHT}" class="grid"/>`)}</g>
<g id="${id}-veil">${unknown.map((span) => drawBar(span, period, { y: 3, height: 18, fill: `url(#${id}-hatch)` }))}</g>
</defs></svg>`;
}

/** The dates along the top of an account's timelines. */
export function drawAxis({ fromMs, toMs }: Period): Html {
  const labels = listTicks().map((x, index) => {
    const anchor = index === 0 ? 'start' : index === TICKS ? 'end' : 'middle';
    const at = fromMs + ((toMs - fromMs) * x) / 100;
    const isEnd = anchor !== 'middle';
    const day = toDay(new Date(at).toISOString());
    return html`<text x="${x}%" y="15" text-anchor="${anchor}">${isEnd ? day : toShortDay(at)}</text>`;
  });
  return html`<svg class="axis" aria-hidden="true" width="100%" height="20">${labels}</svg>`;
}

/** A sender's states as bars and its changes as marks; the same in words for those who cannot see it. */
export function drawTimeline(id: string, story: SenderStory, period: Period): Html {
  return html`<svg class="timeline" role="img" aria-label="${describeStory(story)}" width="100%" height="${HEIGHT}">
<use href="#${id}-grid"/>${story.seen.map(({ state, ...span }) => {
    if (state === 'absent' || state === 'unknown') return null;
    return drawBar(span, period, { ...FORMS[state], className: state });
  })}<use href="#${id}-veil"/>${story.changes.map((change) => drawMark(change, period))}</svg>`;
}

/** One sentence: what the sender was, from which day on, and whether all of that could be known. */
export function describeStory({ address, seen, segments, changes }: SenderStory): string {
  const states = seen.map(
    ({ state, fromMs }, index) =>
      `${STATE_WORDS[state]} from ${index === 0 ? 'the beginning' : toDay(new Date(fromMs).toISOString())}`,
  );
  return [
    `${address}: ${states.join(', ')}`,
    ...describeUnknown(segments),
    `${count(changes.length, 'change')} in this period.`,
  ].join('; ');
}

function describeUnknown(segments: readonly Segment[]): string[] {
  const unknown = segments.filter(({ state }) => state === 'unknown');
  const last = segments.at(-1);
  if (last?.state === 'unknown') {
    return [`unknown since ${toDay(new Date(last.fromMs).toISOString())}`];
  }
  return unknown.length > 0
    ? [`unknown for a while ${unknown.length === 1 ? 'once' : `${unknown.length} times`}`]
    : [];
}

/** A bar over a span; never so narrow that it cannot be seen. */
export function drawBar(
  span: Span,
  period: Period,
  look: { y: number; height: number; className?: string; fill?: string },
): Html {
  const x = toPercent(span.fromMs, period);
  const width = Math.max(0.15, Math.round((toPercent(span.toMs, period) - x) * 100) / 100);
  const paint = look.fill ? html` fill="${look.fill}"` : html` class="${look.className}"`;
  return html`<rect x="${x}%" y="${look.y}" width="${width}%" height="${look.height}"${paint}/>`;
}

/** Round when we made the change, a diamond when somebody else did. */
function drawMark(change: AuditedChange, period: Period): Html {
  const x = toPercent(Date.parse(change.checkedAt), period);
  const { origin, severity } = change;
  const title = `${toMinute(change.checkedAt)}: ${describeChange(change)} By ${toOriginWords(origin)}.`;
  const path = origin.by === 'ours' ? 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z' : 'M0-6 6 0 0 6-6 0z';
  return html`<svg x="${x}%" y="12" overflow="visible"><path d="${path}" class="mark ${severity}"><title>${title}</title></path></svg>`;
}

function listTicks(): number[] {
  return Array.from(
    { length: TICKS + 1 },
    (_, index) => Math.round((index * 10_000) / TICKS) / 100,
  );
}
