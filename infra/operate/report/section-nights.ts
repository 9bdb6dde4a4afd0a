import type { AuditedAccount } from '../../../lambda/audit/reply.ts';
import { type Html, html } from '../../local/escape.ts';
import { countNights, isGood, listMissedNights, type MissedNight, type Period } from './nights.ts';
import { scrollable } from './scrollable.ts';
import { drawBar } from './timeline.ts';
import { showDay, showMinute, toDay } from './times.ts';
import { count, DEFERRED_REASON, MISSED_WORDS } from './words.ts';

/** What is said where the run says nothing. */
const UNEXPLAINED = {
  failed: 'Nothing is recorded.',
  deferred: DEFERRED_REASON,
  notStarted: 'Nothing is recorded.',
} as const satisfies Record<MissedNight['what'], string>;

/** Every check as a tick on the scale of the senders' timelines. */
export function drawChecks(id: string, account: AuditedAccount, period: Period): Html {
  const missed = listMissedNights(account, period);
  const label = `Checks from ${toDay(iso(period.fromMs))} to ${toDay(iso(period.toMs))}: ${count(account.runs.length, 'check')}, ${count(countNights(missed), 'night')} missed.`;
  return html`<svg class="timeline" role="img" aria-label="${label}" width="100%" height="24">
<use href="#${id}-grid"/><use href="#${id}-veil"/>${account.runs.map((run) => {
    const fromMs = Date.parse(run.checkStartedAt);
    const look = isGood(run) ? { y: 7, height: 10 } : { y: 3, height: 18 };
    const className = `run ${isGood(run) ? 'good' : run.outcome}`;
    return drawBar({ fromMs, toMs: fromMs }, period, { ...look, className });
  })}</svg>`;
}

/** The nights on which nothing could be known, and why. */
export function showNights(account: AuditedAccount, period: Period): Html {
  const missed = listMissedNights(account, period);
  const isCut = period.fromMs < period.keptFromMs;
  return html`<section><h3>Nights missed</h3>
${isCut && html`<p class="calm">Checks before ${showDay(iso(period.keptFromMs))} are not kept any more; whether nights were missed then cannot be told, and the timelines show what the snapshots say.</p>`}
${missed.length > 0 ? scrollable(`Nights missed of account ${account.account}`, showMissed(missed)) : period.toMs > period.keptFromMs && html`<p class="calm">${explainNone(account, isCut)}</p>`}</section>`;
}

/** Without a check, a night is good no more than missed: the next one may not have been due. */
function explainNone({ runs, checkedAt }: AuditedAccount, isCut: boolean): Html {
  if (runs.some(isGood)) {
    return html`None${isCut && ' since then'}: every night${!isCut && ' of this period'} had a good check.`;
  }
  return html`No check lies in this period${checkedAt === null ? ', and no earlier one was good' : html`; the last good one before it was at ${showMinute(checkedAt)}`}.`;
}

function showMissed(missed: readonly MissedNight[]): Html {
  return html`<table class="stack"><caption>${count(countNights(missed), 'night')} without a good check, newest first</caption>
<thead><tr><th scope="col">When (UTC)</th><th scope="col">What happened</th><th scope="col">Why</th></tr></thead>
<tbody>${missed.map(showNight)}</tbody></table>`;
}

function showNight({ what, nights, fromMs, toMs, errorName, errorMessage }: MissedNight): Html {
  const when =
    what === 'notStarted'
      ? html`${showMinute(iso(fromMs))} to ${showMinute(iso(toMs))}`
      : showMinute(iso(fromMs));
  return html`<tr><th scope="row">${when}</th><td><span class="tag ${what}">${MISSED_WORDS[what]}</span>${nights > 1 && html` <span class="nights">${count(nights, 'night')}</span>`}</td>
<td>${errorName && html`<code>${errorName}</code> `}<span class="error">${errorMessage ?? (errorName ? '' : UNEXPLAINED[what])}</span></td></tr>
`;
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
