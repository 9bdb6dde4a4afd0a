import { RefusedError } from './errors.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const SPAN = /^([1-9]\d{0,4})([hdw])$/;

const UNIT_MS = {
  h: 60 * 60 * 1000,
  d: 24 * 60 * 60 * 1000,
  w: 7 * 24 * 60 * 60 * 1000,
} as const satisfies Record<string, number>;

/** As far back as audit itself looks. */
const DEFAULT_SPAN_MS = 30 * UNIT_MS.d;

/** What an audit is asked to look at; times as typed. */
export interface TypedPeriod {
  asOf?: string | undefined;
  since?: string | undefined;
}

/** The time spoken of and the time since when changes and runs are listed, ISO 8601 UTC with milliseconds. */
export interface Period {
  asOf: string;
  since: string;
}

/**
 * Reads `--as-of` (a date is its whole day in UTC, of today what has passed; or a time with its offset) and `--since` (a
 * date from its beginning, a time, or a span such as `7d` before the end). Throws RefusedError.
 */
export function readPeriod({ asOf, since }: TypedPeriod, nowMs: number): Period {
  const endMs = asOf === undefined ? nowMs : readAsOf(asOf, nowMs);
  const sinceMs =
    since === undefined ? Math.max(endMs - DEFAULT_SPAN_MS, 0) : readSince(since, endMs);
  if (sinceMs > endMs) {
    throw new RefusedError(
      asOf === undefined
        ? `--since ${since} is in the future: name a time that has passed.`
        : `--since ${since} is after --as-of ${asOf}: name an earlier time.`,
    );
  }
  return { asOf: new Date(endMs).toISOString(), since: new Date(sinceMs).toISOString() };
}

function readAsOf(text: string, nowMs: number): number {
  const startMs = readTime(text);
  if (startMs === undefined) {
    throw new RefusedError(
      `--as-of "${text}" is no date: write one like 2026-11-01 or 2026-11-01T02:15Z.`,
    );
  }
  if (startMs > nowMs) {
    throw new RefusedError(`--as-of ${text} is in the future: name a day that has begun.`);
  }
  if (startMs < 0) {
    throw new RefusedError(`--as-of ${text} is before 1970: nothing is known of that time.`);
  }
  return DATE.test(text) ? Math.min(startMs + UNIT_MS.d - 1, nowMs) : startMs;
}

function readSince(text: string, endMs: number): number {
  const [, amount, unit] = SPAN.exec(text) ?? [];
  const ms =
    amount === undefined
      ? readTime(text)
      : endMs - Number(amount) * UNIT_MS[unit as 'h' | 'd' | 'w'];
  if (ms !== undefined && ms >= 0) return ms;
  throw new RefusedError(
    `--since "${text}" is no time: write one like 7d, 24h, 2w, 2026-11-01 or 2026-11-01T02:15Z.`,
  );
}

/** Epoch ms of a date's beginning in UTC or of a time; undefined for what is neither, such as 30 February. */
function readTime(text: string): number | undefined {
  if (!DATE.test(text) && !TIME.test(text)) return undefined;
  const ms = Date.parse(text);
  const day = Date.parse(text.slice(0, 10));
  const isReal = !Number.isNaN(day) && new Date(day).toISOString().startsWith(text.slice(0, 10));
  return Number.isNaN(ms) || !isReal ? undefined : ms;
}
