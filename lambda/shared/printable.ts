/** The beginning of somebody else's words, as far as it can be shown anywhere: printable ASCII, `?` for the rest. */
export function toPrintable(text: string, characters: number): string {
  return text.slice(0, characters).replaceAll(/[^\x20-\x7e]/g, '?');
}

/** What ends a line, steers a terminal, or turns the order in which the rest is shown. */
const UNPLAIN = /[\s\p{Cc}\p{Bidi_Control}]+/gu;

/** Somebody else's words on one line: runs of blanks, and of what does more than show, are one blank. */
export function toPlainLine(text: string): string {
  return text.replaceAll(UNPLAIN, ' ').toWellFormed().trim();
}
