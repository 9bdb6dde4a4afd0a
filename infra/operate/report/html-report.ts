import { createHash } from 'node:crypto';
import type { AccountLine, AuditedAccount, AuditTotals } from '../../../lambda/audit/reply.ts';
import { DEFAULT_STALE_AFTER_HOURS } from '../../../lambda/shared/contract.ts';
import { RUN_LIFETIME_SECONDS } from '../../../lambda/store/runs.ts';
import { type Html, html } from '../../local/escape.ts';
import type { Period } from './nights.ts';
import { showAccount } from './section-account.ts';
import { showLines, showTotals } from './section-accounts.ts';
import { STYLES } from './styles.ts';
import { showMinute } from './times.ts';

const STYLE_HASH = createHash('sha256').update(STYLES).digest('base64');

/** Nothing runs, nothing is loaded, nothing is sent; only the one style sheet of this file counts. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** What the timelines span when there is nothing to show on them. */
const EMPTY_PERIOD_MS = 30 * 24 * 60 * 60 * 1000;

const BACK = html`<p class="back"><a href="#accounts">Back to all accounts</a></p>`;

/** What a report shows; accounts in depth carry whole lists, not pages of them. */
export interface ReportInput {
  /** ISO 8601. */
  generatedAt: string;
  /** What was read, in words. */
  source: string;
  totals: AuditTotals;
  lines: readonly AccountLine[];
  accounts: readonly AuditedAccount[];
  /** The times asked about, ISO 8601; without them from the oldest entry to `generatedAt`. */
  period?: { since: string; at: string };
  staleAfterHours?: number;
}

/** Builds the report as one self-contained page: no script, no request, readable from paper and by screen readers. */
export function toHtmlReport(input: ReportInput): string {
  const { generatedAt, source, totals, lines, accounts } = input;
  const ids = new Map(accounts.map(({ account }, index) => [account, `account-${index + 1}`]));
  const isOfMany = lines.length > 1;
  const main = html`${lines.length === 0 && html`<p class="calm">No account was ever checked here.</p>`}${isOfMany && [showTotals(totals), showLines(lines, ids)]}
${accounts.map((account, index) => [showAccount(`account-${index + 1}`, account, findPeriod(input, account)), isOfMany && BACK])}`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${toTitle(accounts)}</title><style>${{ markup: STYLES }}</style></head>
<body><a class="skip" href="#main">Skip to the report</a>
<header class="page"><p class="kicker">Constant Contact account sync</p><h1>Audit</h1><p>Written ${showMinute(generatedAt)} UTC from <bdi>${source}</bdi>.${showAsOf(input)}</p></header>
<main id="main" tabindex="-1">${main}</main>
<footer class="page"><p>All times are UTC. A change is dated by the check that saw it, so it happened at some time since the check before. <em>Unknown</em> means that no good check was recent enough to tell.</p></footer></body></html>
`;
  return page.markup;
}

function toTitle(accounts: readonly AuditedAccount[]): string {
  const [only] = accounts;
  return only && accounts.length === 1 ? `Audit of ${only.account}` : 'Audit of accounts';
}

function showAsOf({ period }: ReportInput): Html | null {
  if (period === undefined) return null;
  return html` It shows what was true at ${showMinute(period.at)}, and what happened since ${showMinute(period.since)}.`;
}

function findPeriod(input: ReportInput, { runs, changes }: AuditedAccount): Period {
  const times = [
    ...runs.map(({ checkStartedAt }) => checkStartedAt),
    ...changes.map(({ checkedAt }) => checkedAt),
  ];
  const toMs = Date.parse(input.period?.at ?? input.generatedAt);
  const since = input.period?.since ?? times.toSorted()[0];
  return {
    fromMs: since === undefined ? toMs - EMPTY_PERIOD_MS : Date.parse(since),
    toMs,
    staleAfterHours: input.staleAfterHours ?? DEFAULT_STALE_AFTER_HOURS,
    keptFromMs: Date.parse(input.generatedAt) - RUN_LIFETIME_SECONDS * 1000,
  };
}
