/** Reads CSV (RFC 4180) as a spreadsheet does: rows of cells, without the byte order mark. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false];
  const body = text.replace(/^\ufeff/, '');
  for (let index = 0; index < body.length; index += 1) {
    const letter = body.charAt(index);
    if (quoted && letter === '"' && body.charAt(index + 1) === '"') {
      cell += letter;
      index += 1;
    } else if (letter === '"') quoted = !quoted;
    else if (quoted) cell += letter;
    else if (letter === ',') {
      row.push(cell);
      cell = '';
    } else if (letter === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')]);
      [row, cell] = [[], ''];
    } else cell += letter;
  }
  return rows;
}

/** The same as objects, with the apostrophes in front of formulas taken off again. */
export function parseRecords(text: string): Record<string, string>[] {
  const [head = [], ...rows] = parseCsv(text);
  return rows.map((row) =>
    Object.fromEntries(head.map((name, index) => [name, takeOff(row[index] ?? '')])),
  );
}

function takeOff(cell: string): string {
  return cell.replaceAll(
    /(^|[;\t\r\n])'(?=['"\p{Zs}\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])/gu,
    '$1',
  );
}
