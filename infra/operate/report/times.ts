import { type Html, html } from '../../local/escape.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day in UTC, such as `5 Nov 2026`; text that is no time stays as it is. */
export function toDay(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** A day and minute in UTC, such as `5 Nov 2026, 02:15`. */
export function toMinute(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${toDay(time)}, ${date.toISOString().slice(11, 16)}`;
}

/** A day without its year, for an axis: `5 Nov`. */
export function toShortDay(timeMs: number): string {
  const date = new Date(timeMs);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

export function showDay(time: string): Html {
  return html`<time datetime="${time}" title="${time}">${toDay(time)}</time>`;
}

export function showMinute(time: string): Html {
  return html`<time datetime="${time}" title="${time}">${toMinute(time)}</time>`;
}
