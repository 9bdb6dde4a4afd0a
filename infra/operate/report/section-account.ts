import type { AuditedAccount } from '../../../lambda/audit/reply.ts';
import { type Html, html } from '../../local/escape.ts';
import type { Period } from './nights.ts';
import { showDocuments } from './section-documents.ts';
import { showFindings } from './section-findings.ts';
import { showHistory } from './section-history.ts';
import { showNights } from './section-nights.ts';
import { showSenders } from './section-senders.ts';
import { showMinute } from './times.ts';
import { count, FINDING_WORDS, showVerdict, toDigits } from './words.ts';

/** One account in depth: its verdict, then findings, senders over time, history, and nights missed. */
export function showAccount(id: string, account: AuditedAccount, period: Period): Html {
  return html`<article class="account" aria-labelledby="${id}">
<header class="verdict ${account.verdict}"><div><h2 id="${id}" tabindex="-1"><bdi>${account.organization ?? account.account}</bdi></h2><p class="alias">Account <code>${account.account}</code>${account.accountId !== null && html`, at Constant Contact <code>${account.accountId}</code>`}</p></div>
<div class="judgement">${showVerdict(account.verdict)}<p>${explain(account)}</p></div></header>
${showFacts(account)}${showFindings(account)}${showSenders(id, account, period)}${showDocuments(account)}${showHistory(account)}${showNights(account, period)}</article>
`;
}

function explain({ verdict, reasons, checkedAt, snapshot }: AuditedAccount): string {
  const words = reasons.map((code) => FINDING_WORDS[code]).join(', ');
  if (verdict === 'canSend') return 'A confirmed sender, a complete address, a recent check.';
  if (verdict === 'cannotSend') return `${words}.`;
  if (checkedAt !== null) return `${words}: what was true then may not be now.`;
  return snapshot === null
    ? 'It was never checked with success.'
    : 'No check that old is kept: only its snapshots tell what was true.';
}

function showFacts(account: AuditedAccount): Html {
  const { snapshot, senders, changes } = account;
  const confirmed = senders.filter(({ confirm_status }) => confirm_status === 'CONFIRMED').length;
  return html`<dl class="facts"><div><dt>Last good check (UTC)</dt><dd>${showChecked(account)}</dd></div>
<div><dt>Senders confirmed</dt><dd>${toDigits(confirmed)} of ${toDigits(senders.length)}</dd></div><div><dt>Snapshot</dt><dd>${snapshot === null ? 'none' : html`number ${snapshot}`}</dd></div><div><dt>In this period</dt><dd>${count(changes.length, 'change')}</dd></div></dl>`;
}

function showChecked({ checkedAt, snapshot }: AuditedAccount): Html | string {
  if (checkedAt !== null) return showMinute(checkedAt);
  return snapshot === null ? 'never' : 'not kept any more';
}
