import type { AuditedAccount } from '../../../lambda/audit/reply.ts';
import { type Html, html } from '../../local/escape.ts';
import { describeAddress, describeSummary, type Fact } from '../documents.ts';

/** Summary and physical address as the newest good check saw them. */
export function showDocuments({ summary, physicalAddress }: AuditedAccount): Html | null {
  if (summary === null) return null;
  return html`<section><h3>Account as checked</h3>
<div class="documents"><dl class="document">${describeSummary(summary).map(showFact)}</dl>
<div class="document"><h4>Physical address</h4>${
    physicalAddress === null
      ? html`<p class="calm">None is set.</p>`
      : html`<address>${showLines(describeAddress(physicalAddress))}</address>`
  }</div></div></section>`;
}

function showFact([name, lines]: Fact): Html {
  return html`<div><dt>${name}</dt><dd>${showLines(lines)}</dd></div>`;
}

function showLines(lines: readonly string[]): Html[] {
  return lines.map((line) => html`<bdi class="line">${line}</bdi>`);
}
