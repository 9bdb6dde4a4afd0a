import type { AuditedAccount } from '../../../lambda/audit/reply.ts';
import { type Html, html } from '../../local/escape.ts';
import { isGood, listMissedNights, type MissedNight, type Period } from './nights.ts';
import { scrollable } from './scrollable.ts';
import { drawBar } from './timeline.ts';
import { showMinute, toDay } from './times.ts';
import { count, MISSED_WORDS } from './words.ts';

/** Every check as a tick on the scale of the senders' timelines. */
export function drawChecks(id: string, account: AuditedAccount, period: Period): Html {
  const missed = listMissedNights(account, period);
  const label = `Checks from ${toDay(iso(period.fromMs))} to ${toDay(iso(period.toMs))}: ${count(account.runs.length, 'check')}, ${count(missed.length, 'night')} missed.`;
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
  return html`<section><h3>Nights missed</h3>
${missed.length === 0 ? html`<p class="calm">None: every night of this period had a good check.</p>` : scrollable(`Nights missed of account ${account.account}`, showMissed(missed))}</section>`;
}

function showMissed(missed: readonly MissedNight[]): Html {
  return html`<table><caption>${count(missed.length, 'night')} without a good check, newest first</caption>
<thead><tr><th scope="col">When (UTC)</th><th scope="col">What happened</th><th scope="col">Why</th></tr></thead>
<tbody>${missed.map(showNight)}</tbody></table>`;
}

function showNight({ what, fromMs, toMs, errorName, errorMessage }: MissedNight): Html {
  const when =
    what === 'notStarted'
      ? html`${showMinute(iso(fromMs))} to ${showMinute(iso(toMs))}`
      : showMinute(iso(fromMs));
  const why = errorName ?? errorMessage;
  return html`<tr><th scope="row">${when}</th><td><span class="tag ${what}">${MISSED_WORDS[what]}</span></td>
<td>${why === undefined ? 'Nothing is recorded.' : html`${errorName && html`<code>${errorName}</code> `}<span class="error">${errorMessage}</span>`}</td></tr>
`;
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
