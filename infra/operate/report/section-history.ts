import { describeChange } from '../../../lambda/account/describe-change.ts';
import type { AuditedAccount, AuditedChange } from '../../../lambda/audit/reply.ts';
import { type Html, html } from '../../local/escape.ts';
import { scrollable } from './scrollable.ts';
import { showMinute } from './times.ts';
import { count, showOrigin } from './words.ts';

/** What became of the summary and the address, field by field; what else happened to the account as a sentence. */
export function showHistory({ account, changes }: AuditedAccount): Html {
  const own = changes.filter(({ emailAddress }) => emailAddress === undefined);
  return html`<section><h3>Changes of account and address</h3>
${own.length === 0 ? html`<p class="calm">Nothing changed in this period.</p>` : scrollable(`Changes of account ${account} and its address`, showTable(own))}</section>`;
}

function showTable(changes: readonly AuditedChange[]): Html {
  return html`<table><caption>${count(changes.length, 'change')} of summary and physical address, newest first</caption>
<thead><tr><th scope="col">Seen (UTC)</th><th scope="col">What</th><th scope="col">Before</th><th scope="col">After</th><th scope="col">By</th></tr></thead>
${changes.map(showChange)}</table>`;
}

function showChange(change: AuditedChange): Html {
  const { kind, before = {}, after = {} } = change;
  if (kind === 'AccountConnected' || kind === 'ReplyDrift') {
    return html`<tbody><tr><th scope="row">${showMinute(change.checkedAt)}</th><td colspan="3">${describeChange(change)}</td><td>${kind === 'AccountConnected' ? '' : 'Constant Contact'}</td></tr></tbody>`;
  }
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const rows = Math.max(1, fields.length);
  return html`<tbody>${fields.map((field, index) => {
    const isFirst = index === 0;
    return html`<tr>${isFirst && html`<th scope="rowgroup" rowspan="${rows}">${showMinute(change.checkedAt)}<span class="kind">${toTitle(kind)}</span></th>`}<td><code>${field}</code></td><td class="before">${toText(before[field])}</td><td class="after">${toText(after[field])}</td>${isFirst && html`<td rowspan="${rows}">${showOrigin(change.origin)}</td>`}</tr>`;
  })}</tbody>
`;
}

function toTitle(kind: AuditedChange['kind']): string {
  const words = kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toText(value: unknown): Html {
  if (value === undefined || value === null || value === '')
    return html`<span class="none">none</span>`;
  return html`<bdi>${typeof value === 'object' ? JSON.stringify(value) : String(value)}</bdi>`;
}
