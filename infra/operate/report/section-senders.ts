import { describeChange } from '../../../lambda/account/describe-change.ts';
import type { AuditedAccount, AuditedChange } from '../../../lambda/audit/reply.ts';
import { type Html, html } from '../../local/escape.ts';
import { findUnknown, type Period } from './nights.ts';
import { drawChecks } from './section-nights.ts';
import { type SenderStory, tellSenders } from './sender-story.ts';
import { drawAxis, drawBackdrop, drawTimeline } from './timeline.ts';
import { showDay, showMinute } from './times.ts';
import { count, showOrigin } from './words.ts';

/** Quiet senders beyond so many are folded away: what happened to somebody is what a reader looks for. */
const QUIET_SHOWN = 25;

const LEGEND = html`<ul class="legend" aria-label="Legend">
<li><i class="key confirmed"></i>Confirmed</li><li><i class="key unconfirmed"></i>Unconfirmed</li><li><i class="key gone"></i>Gone</li><li><i class="key unknown"></i>Unknown: no good check</li>
<li><i class="key dot"></i>Changed by this system</li><li><i class="key diamond"></i>Changed outside</li></ul>`;

/** Every sender of the period with its timeline; those that changed or wait first, then the quiet ones. */
export function showSenders(id: string, account: AuditedAccount, period: Period): Html {
  const stories = tellSenders(account, period);
  const { loud = [], quiet = [] } = Object.groupBy(stories, (story) =>
    isQuiet(story) ? 'quiet' : 'loud',
  );
  const show = (some: readonly SenderStory[]) =>
    html`<ul class="senders">${some.map((story) => showSender(id, story, period))}</ul>`;
  const folded = html`<details class="fold"><summary>${count(quiet.length, 'confirmed sender')} without a change</summary>${show(quiet)}</details>`;
  return html`<section><h3>Senders</h3>
${drawBackdrop(id, findUnknown(account, period), period)}${LEGEND}
<div class="panel"><div class="lane head"><span class="who">Checks</span><div class="time">${drawAxis(period)}${drawChecks(id, account, period)}</div></div>
${stories.length === 0 && html`<p class="calm">No sender is known.</p>`}
${quiet.length > QUIET_SHOWN ? [loud.length > 0 && show(loud), folded] : stories.length > 0 && show([...loud, ...quiet])}</div></section>`;
}

function isQuiet({ present, changes }: SenderStory): boolean {
  return present?.confirm_status === 'CONFIRMED' && changes.length === 0;
}

function showSender(id: string, story: SenderStory, period: Period): Html {
  const { address, present, changes } = story;
  return html`<li class="lane"><div class="who"><bdi class="address">${address}</bdi>
<p class="state">${present ? showPresent(present) : html`<span class="tag gone">Gone</span>`}</p></div>
<div class="time">${drawTimeline(id, story, period)}${changes.length > 0 && showChanges(address, changes)}</div></li>
`;
}

function showPresent(sender: NonNullable<SenderStory['present']>): Html {
  const { confirm_status: status, confirm_time, statusSince, roles, pending_roles = [] } = sender;
  const isConfirmed = status === 'CONFIRMED';
  const words = status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' ');
  const since = (isConfirmed ? confirm_time : undefined) ?? statusSince;
  return html`<span class="tag ${isConfirmed ? 'confirmed' : 'unconfirmed'}">${words}</span> since ${showDay(since)}
${roles.map((role) => html` <span class="role">${role}</span>`)}${pending_roles.map((role) => html` <span class="role">${role}, pending</span>`)}`;
}

function showChanges(address: string, changes: readonly AuditedChange[]): Html {
  return html`<details><summary>${count(changes.length, 'change')}<span class="unseen"> of ${address}</span></summary>
<ul class="changes">${changes.map(showChange)}</ul></details>`;
}

function showChange(change: AuditedChange): Html {
  return html`<li class="${change.severity}"><span class="when">${showMinute(change.checkedAt)}</span> <bdi>${describeChange(change)}</bdi> <span class="by">By ${showOrigin(change.origin)}</span></li>`;
}
