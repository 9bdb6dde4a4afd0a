import type { Severity } from '../../../lambda/account/change.ts';
import type { Finding } from '../../../lambda/account/finding.ts';
import type { AuditedAccount } from '../../../lambda/audit/reply.ts';
import { type Html, html } from '../../local/escape.ts';
import { showDay } from './times.ts';
import { count, FINDING_WORDS, SEVERITY_WORDS } from './words.ts';

const SEVERITIES = ['critical', 'warning', 'info'] as const satisfies readonly Severity[];

/** Beyond so many cases of one finding the rest is folded away. */
const CASES_SHOWN = 8;

/** Findings by severity; those with the same code and remedy share a card, however many senders they are about. */
export function showFindings({ findings }: AuditedAccount): Html {
  const bySeverity = Map.groupBy(findings, ({ severity }) => severity);
  return html`<section><h3>Findings</h3>
${findings.length === 0 && html`<p class="calm">Nothing to act on.</p>`}
${SEVERITIES.map((severity) => showSeverity(severity, bySeverity.get(severity) ?? []))}</section>`;
}

function showSeverity(severity: Severity, findings: readonly Finding[]): Html | null {
  if (findings.length === 0) return null;
  const alike = Map.groupBy(findings, ({ code, remedy }) => `${code} ${remedy}`);
  return html`<h4 class="severity ${severity}">${SEVERITY_WORDS[severity]} <span class="number">${findings.length}</span></h4>
<div class="cards">${[...alike.values()].map((group) => showCard(severity, group))}</div>`;
}

function showCard(severity: Severity, group: readonly Finding[]): Html | null {
  const [first] = group;
  if (first === undefined) return null;
  const rest = group.slice(CASES_SHOWN);
  const list = (some: readonly Finding[]) => html`<ul class="cases">${some.map(showCase)}</ul>`;
  return html`<article class="card ${severity}"><h5>${FINDING_WORDS[first.code]}</h5><p class="code"><code>${first.code}</code></p>
${list(group.slice(0, CASES_SHOWN))}${rest.length > 0 && html`<details><summary>${count(rest.length, 'more case')}</summary>${list(rest)}</details>`}
<p class="remedy"><strong>What to do:</strong> ${first.remedy}</p></article>`;
}

function showCase({ sender, field, since }: Finding): Html | null {
  if (sender === undefined && field === undefined && since === null) return null;
  return html`<li>${sender !== undefined && html`<bdi class="address">${sender}</bdi> `}${field !== undefined && html`<code>${field}</code> `}${since !== null && html`<span class="since">since ${showDay(since)}</span>`}</li>`;
}
