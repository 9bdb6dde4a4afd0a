/** At these a spreadsheet takes a cell for a formula, wide forms included; after apostrophes too, so that reading back is exact. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

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
  const text = String(value ?? '');
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
