import assert from 'node:assert/strict';
import { toHtmlReport } from '../../../infra/operate/report/html-report.ts';
import { madeAccount, madeInput, madeSender } from '../../support/browser-reports.ts';
import { toSpread } from '../statistics.ts';
import type { Probe } from './probe.ts';

const SENDERS = 1_000;
const TURNS = 20;

/** The report of an account with very many senders, from the audit's reply to the text of the page. */
export const htmlReport: Probe = {
  name: 'html-report',
  title: `HTML report with ${SENDERS.toLocaleString('en-US')} senders`,
  take: async () => {
    const senders = Array.from({ length: SENDERS }, (_, index) =>
      madeSender(`sender-${index}@example.com`, { email_id: index + 1 }),
    );
    const input = madeInput([madeAccount({ senders })]);
    const times: number[] = [];
    let page = '';
    for (let turn = 0; turn < TURNS; turn += 1) {
      const startedMs = performance.now();
      page = toHtmlReport(input);
      times.push(performance.now() - startedMs);
    }
    const named = new Set(page.match(/sender-\d+@example\.com/g));
    assert.equal(named.size, SENDERS, 'every sender is in it');
    return [
      { label: 'first', value: times[0] ?? 0, unit: 'ms' },
      { label: 'median', value: toSpread(times).median, unit: 'ms' },
      { label: 'size', value: Buffer.byteLength(page) / 1000, unit: 'KB' },
    ];
  },
};
