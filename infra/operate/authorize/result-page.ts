import { html } from '../../local/escape.ts';
import type { Connected } from './authorize-account.ts';
import type { ResultPage } from './redirect-listener.ts';

/** Text reaches a contrast of 4.5 on its ground in both schemes. */
const STYLES = `
:root{color-scheme:light dark;--ground:#f3f5f8;--sheet:#fff;--ink:#17212c;--soft:#52606f;--line:#dde3ea;--good:#16794a;--warn:#96500a;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ground:#0d1218;--sheet:#161d26;--ink:#e9eef4;--soft:#a4b1bf;--line:#2b3643;--good:#66d19a;--warn:#f2b457;--bad:#ff9a90}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:42rem;padding:12vh 1.25rem 3rem;background:var(--ground);color:var(--ink);font:1.0625rem/1.6 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{background:var(--sheet);border:1px solid var(--line);border-top:.35rem solid;border-radius:.75rem;padding:1.5rem 2rem 2rem}
main.good{border-top-color:var(--good)}main.bad{border-top-color:var(--bad)}
.kicker{margin:0;color:var(--soft);font-size:.8125rem;font-weight:600;letter-spacing:.06em;text-transform:uppercase}
h1{margin:.25rem 0 1rem;font-size:1.875rem;line-height:1.2}.good h1{color:var(--good)}.bad h1{color:var(--bad)}
h2{margin:1.75rem 0 .25rem;font-size:1rem;color:var(--warn)}
p,ul{margin:.5rem 0}ul{padding-left:1.25rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;margin:1rem 0}dt{color:var(--soft)}dd{margin:0;font-weight:600}
.end{margin-top:1.75rem;color:var(--soft)}
@media (max-width:30rem){body{padding-top:1.25rem}main{padding:1.25rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
`;

/** Says that it worked, and for which account. */
export function toConnectedPage({
  account,
  accountId,
  organization,
  place,
  warnings,
}: Connected): ResultPage {
  const body = html`<h1>The account is connected</h1>
<dl><dt>Alias</dt><dd>${account}</dd><dt>Organization</dt><dd><bdi>${organization}</bdi></dd><dt>Account id</dt><dd>${accountId}</dd><dt>Stored in</dt><dd>${place}</dd></dl>
${warnings.length > 0 && html`<h2>Look at this</h2><ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`}
<p class="end">You can close this page.</p>`;
  return { worked: true, markup: toPage('good', 'The account is connected', body) };
}

/** Says why it did not work, in one sentence. */
export function toFailedPage(sentence: string): ResultPage {
  const body = html`<h1>The account is not connected</h1><p>${sentence}</p>
<p class="end">You can close this page; the terminal says the same.</p>`;
  return { worked: false, markup: toPage('bad', 'The account is not connected', body) };
}

function toPage(kind: 'good' | 'bad', title: string, body: ReturnType<typeof html>): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title><style>${{ markup: STYLES }}</style></head>
<body><main class="${kind}"><p class="kicker">Constant Contact account sync</p>${body}</main></body></html>
`.markup;
}
