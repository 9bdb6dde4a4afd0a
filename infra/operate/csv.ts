/**
 * Where a spreadsheet could see a cell with a formula begin: at the cell's own beginning, and, for one that separates by
 * semicolons or tabs and so knows nothing of our quotes, behind those and line breaks. Wide forms count; quotes and
 * blanks in front of a formula do not help, and apostrophes are looked through so that reading back is exact.
 */
const FORMULA = /(^|[;\t\r\n])(?=['"\p{Zs}\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

/** Without it Excel takes UTF-8 for the machine's own code page. */
const BYTE_ORDER_MARK = '\ufeff';

export type Cell = string | number | boolean | null | undefined;

/** Writes a head and rows as CSV (RFC 4180) that opens in a spreadsheet as text: formulas get an apostrophe in front. */
export function toCsv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${BYTE_ORDER_MARK}${[head, ...rows].map(toLine).join('')}`;
}

function toLine(cells: readonly Cell[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

function toCell(value: Cell): string {
  const safe = String(value ?? '').replaceAll(FORMULA, "$1'");
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
