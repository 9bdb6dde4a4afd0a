import type { Verdict } from '../../../lambda/account/verdict.ts';
import type { AccountLine, AuditTotals } from '../../../lambda/audit/reply.ts';
import { type Html, html } from '../../local/escape.ts';
import { scrollable } from './scrollable.ts';
import { showMinute } from './times.ts';
import { count, FINDING_WORDS, showVerdict, toDigits, VERDICT_WORDS } from './words.ts';

/** What needs somebody comes first. */
const VERDICTS = Object.keys(VERDICT_WORDS) as Verdict[];

/** Accounts that can send are folded away beyond so many lines. */
const LINES_SHOWN = 50;

/** The figures over all accounts, with a bar that shows their proportions. */
export function showTotals(totals: AuditTotals): Html {
  const { senders } = totals;
  return html`<section class="totals" aria-labelledby="totals"><h2 id="totals" class="unseen">Totals</h2>
<dl class="figures">${VERDICTS.map((verdict) => showFigure(verdict, VERDICT_WORDS[verdict], totals[verdict]))}
${showFigure('plain', 'Confirmed senders', senders.confirmed)}${showFigure('plain', 'Unconfirmed senders', senders.unconfirmed + senders.other)}${showFigure('plain', 'Last check failed', totals.failing)}</dl>
${totals.accounts > 1 && drawShares(totals)}</section>`;
}

function showFigure(look: string, name: string, value: number): Html {
  const zero = value === 0 ? ' zero' : '';
  return html`<div class="figure ${look}${zero}"><dt>${name}</dt><dd>${toDigits(value)}</dd></div>`;
}

function drawShares(totals: AuditTotals): Html {
  const words = VERDICTS.map((verdict) => `${totals[verdict]} ${VERDICT_WORDS[verdict]}`).join(
    ', ',
  );
  let x = 0;
  const bars = VERDICTS.map((verdict) => {
    const width = Math.round((totals[verdict] / totals.accounts) * 10_000) / 100;
    const bar = html`<rect x="${x}%" width="${width}%" height="10" class="share ${verdict}"/>`;
    x = Math.round((x + width) * 100) / 100;
    return bar;
  });
  return html`<svg class="shares" role="img" aria-label="${count(totals.accounts, 'account')}: ${words}" width="100%" height="10">${bars}</svg>`;
}

/** All accounts, a line each; a link where the report tells more. */
export function showLines(lines: readonly AccountLine[], ids: ReadonlyMap<string, string>): Html {
  const byVerdict = Map.groupBy(lines, ({ verdict }) => verdict);
  const table = (some: readonly AccountLine[], caption: string) =>
    scrollable(
      caption,
      html`<table class="lines stack"><caption>${caption}</caption>
<thead><tr><th scope="col">Account</th><th scope="col">Verdict</th><th scope="col">Why</th><th scope="col">Checked (UTC)</th><th scope="col" class="figure">Snapshot</th></tr></thead>
<tbody>${some.map((line) => showLine(line, ids))}</tbody></table>`,
    );
  const needy = VERDICTS.slice(0, -1).flatMap((verdict) => byVerdict.get(verdict) ?? []);
  const able = byVerdict.get('canSend') ?? [];
  return html`<section aria-labelledby="accounts"><h2 id="accounts" tabindex="-1">All accounts</h2>
${explainDepth(lines.length, ids.size)}
${able.length <= LINES_SHOWN ? table([...needy, ...able], count(lines.length, 'account')) : [needy.length > 0 && table(needy, `${count(needy.length, 'account')} to look at`), html`<details class="fold"><summary>${count(able.length, 'account')} can send</summary>${table(able, `${count(able.length, 'account')} that can send`)}</details>`]}</section>`;
}

function explainDepth(all: number, inDepth: number): Html | null {
  if (inDepth === all) return null;
  return html`<p class="calm depth">The ${inDepth} with the worst verdicts stand in depth below; the other ${toDigits(all - inDepth)} are lines. To see one of those in depth, name it: <code>--account &lt;alias&gt;</code></p>`;
}

function showLine(line: AccountLine, ids: ReadonlyMap<string, string>): Html {
  const { account, organization, verdict, reasons, checkedAt, snapshot } = line;
  const id = ids.get(account);
  return html`<tr><th scope="row">${id === undefined ? account : html`<a href="#${id}">${account}</a>`}<bdi class="organization">${organization}</bdi></th><td>${showVerdict(verdict)}</td><td>${reasons.map((code) => FINDING_WORDS[code]).join(', ')}</td><td>${checkedAt === null ? 'never' : showMinute(checkedAt)}</td><td class="figure">${snapshot}</td></tr>
`;
}
