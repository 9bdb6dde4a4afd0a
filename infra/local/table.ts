import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { type Style, WIDTH } from './style.ts';

export interface Column {
  /** A table has a head above each column or above none. */
  head?: string;
  align?: 'left' | 'right';
  /** Exact width without the gap; one column may go without, and takes what is left. */
  width?: number;
}

const INDENT = '  ';
const GAP = 2;

/** No lines but the one under the heads: it copies well and reads well when piped. */
const CHARS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: INDENT,
  'left-mid': INDENT,
  mid: '─',
  'mid-mid': '─'.repeat(GAP),
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

/** Draws a table; text that does not fit its column goes on in the next line. */
export function drawTable(columns: Column[], rows: string[][], style: Style): string {
  const widths = fitWidths(columns);
  const table = new Table({
    head: columns.flatMap(({ head }) => (head === undefined ? [] : style.strong(head))),
    colWidths: widths,
    colAligns: columns.map(({ align = 'left' }) => align),
    chars: CHARS,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    wordWrap: true,
  });
  const fitted = rows.map((row) =>
    row.map((cell, index) => breakLongWords(cell, widths[index] ?? WIDTH)),
  );
  table.push(...fitted);
  return table.toString().replaceAll(/ +$/gm, '');
}

function fitWidths(columns: Column[]): number[] {
  const taken = columns.reduce((sum, { width = 0 }) => sum + width, 0);
  const left = WIDTH - INDENT.length - GAP * (columns.length - 1) - taken;
  return columns.map(({ width = left }) => width);
}

/** The table would cut off what has no blank to break at; an address or a path must stay whole. */
function breakLongWords(cell: string, width: number): string {
  return cell.replaceAll(/[^ \n]+/g, (word) => {
    const letters = [...stripVTControlCharacters(word)];
    if (letters.length <= width) return word;
    const lines = Math.ceil(letters.length / width);
    const pieces = Array.from({ length: lines }, (_, line) =>
      letters.slice(line * width, (line + 1) * width).join(''),
    );
    return pieces.join('\n');
  });
}
