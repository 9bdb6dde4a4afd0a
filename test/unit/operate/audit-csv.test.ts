import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAuditCsv } from '../../../infra/operate/audit-csv.ts';
import { toCsv } from '../../../infra/operate/csv.ts';
import { parseCsv, parseRecords } from '../../support/parse-csv.ts';
import { toAudited, toLine, toReply } from './audited.ts';

/** What the README says of a cell: lists of words joined, other nested values as JSON, null and absent empty. */
function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join('; ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function toTexts(entry: object): Record<string, string> {
  const texts = Object.entries(entry).map(([name, value]) => [name, toText(value)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

function readRows(csv: string): Record<string, string>[] {
  return parseRecords(csv).map(toTexts);
}

describe('the CSV of an audit', () => {
  it('says of all accounts what the reply says', () => {
    const lines = [
      toLine(),
      toLine({ account: 'b', verdict: 'cannotSend', reasons: ['NO_CONFIRMED_SENDER'] }),
    ];

    const rows = readRows(toAuditCsv(toReply(lines)));

    expect(rows).toEqual(lines.map((line) => toTexts({ record: 'account', ...line })));
  });

  it('says of one account what the reply says, entry by entry', () => {
    const { summary, physicalAddress, findings, senders, changes, runs, ...line } = toAudited();

    const rows = readRows(toAuditCsv(toReply([toAudited()])));

    const account = 'main';
    expect(rows).toEqual(
      [
        { record: 'account', ...line },
        { record: 'summary', account, ...summary },
        { record: 'physicalAddress', account, ...physicalAddress },
        ...findings.map((finding) => ({ record: 'finding', account, ...finding })),
        ...senders.map((sender) => ({ record: 'sender', account, ...sender })),
        ...changes.map((change) => ({ record: 'change', account, ...change })),
        ...runs.map((run) => ({ record: 'run', account, ...run })),
      ].map(toTexts),
    );
  });

  it('has no row for an address that there is not', () => {
    const csv = toAuditCsv(toReply([toAudited({ physicalAddress: null })]));

    expect(readRows(csv).map(({ record }) => record)).not.toContain('physicalAddress');
  });

  it('has a head also when there is no account', () => {
    expect(parseCsv(toAuditCsv(toReply([])))).toEqual([['record', 'account']]);
  });
});

describe('a cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    [' =1', "' =1"],
    ['"=1', `'"=1`],
    ["'=1", "''=1"],
    ['\t=1', "\t'=1"],
    ['\r=1', "\r'=1"],
    ['a\n=1', "a\n'=1"],
    ['a;=1', "a;'=1"],
    ['a; "-1"', `a;' "-1"`],
    ['a;;＋1;＠1', "a;;'＋1;'＠1"],
  ])('that a spreadsheet would compute, whatever it separates by, %j, is text', (formula, text) => {
    const [, [cell = ''] = []] = parseCsv(toCsv(['name'], [[formula]]));

    expect(cell).toBe(text);
  });

  it('that is harmless stays as it is', () => {
    const csv = toCsv(['a', 'b', 'c'], [["O'Neil", 12, 'a; 2-1']]);

    expect(csv).toBe(`\ufeffa,b,c\r\nO'Neil,12,"a; 2-1"\r\n`);
  });

  it('reads back as it was, whatever it holds', () => {
    const letters = fc.string({
      unit: fc.constantFrom('=', '-', '＠', "'", '"', ',', ';', ' ', '\t', '\r', '\n', 'ü', 'a'),
    });
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1 }), (cells) => {
        const [row = {}] = parseRecords(
          toCsv(
            cells.map((_, index) => `c${index}`),
            [cells],
          ),
        );

        expect(Object.values(row)).toEqual(cells);
      }),
    );
  });

  it('never begins with a formula for a spreadsheet that separates by semicolons', () => {
    const letters = fc.string({ unit: fc.constantFrom('=', "'", '"', ',', ';', ' ', '\n', 'a') });
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1 }), (cells) => {
        const foreign = toCsv(['a'], [cells]).split(/[;\t\r\n]/);

        expect(foreign.filter((cell) => /^["\s]*=/.test(cell))).toEqual([]);
      }),
    );
  });
});
