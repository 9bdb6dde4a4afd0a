import { relative } from 'node:path';
import { styleText } from 'node:util';

/** Everything printed fits this many columns. */
export const WIDTH = 80;

/** Marks text by what it means; on anything but a terminal, or with NO_COLOR, it stays as it is. */
export interface Style {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  bad(text: string): string;
}

export function createStyle(stream: NodeJS.WriteStream): Style {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { stream });
  return {
    strong: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    warning: paint('yellow'),
    bad: paint('red'),
  };
}

/** For text that goes into a file or a test. */
export const PLAIN: Style = {
  strong: (text) => text,
  faint: (text) => text,
  good: (text) => text,
  warning: (text) => text,
  bad: (text) => text,
};

/** `2026-11-01 02:15 UTC` of an ISO 8601 time. */
export function toMinute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

export function toDate(iso: string): string {
  return iso.slice(0, 10);
}

/** `10,000` of ten thousand. */
export function toCount(amount: number): string {
  return amount.toLocaleString('en-US');
}

/** `1 request`, `2 requests`, `10,000 requests`. */
export function count(amount: number, noun: string): string {
  return `${toCount(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** A path below the working directory without its beginning; any other as it is. */
export function toShortPath(path: string): string {
  const short = relative('', path);
  return short === '' || short.startsWith('..') ? path : short;
}
