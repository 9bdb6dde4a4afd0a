import { TIMELINE_STYLES } from './styles-timeline.ts';

/** Colours by what they mean; text reaches a contrast of 4.5 on its ground in both schemes, bars and marks 3. */
const COLOURS = `
:root{color-scheme:light dark;--ground:#f3f5f8;--sheet:#fff;--sunk:#f7f9fb;--ink:#17212c;--soft:#52606f;--line:#dde3ea;--accent:#1d4ed8;
--good:#16794a;--good-wash:#e4f4ea;--warn:#96500a;--warn-wash:#fdf1dc;--bad:#b3261e;--bad-wash:#fdeae8;--calm:#4a5968;--calm-wash:#e9edf2;--info:#2b59a8;--info-wash:#e8f0fc;
--bar-confirmed:#2e9e68;--bar-unconfirmed:#d2800f;--bar-gone:#7d8997;--veil:#eef1f4;--stripe:#7d8996;--halo:#fff;--shade:0 1px 2px #1420301a,0 4px 16px #1420300d}
@media screen and (prefers-color-scheme:dark){:root{--ground:#0d1218;--sheet:#161d26;--sunk:#1b232d;--ink:#e9eef4;--soft:#a4b1bf;--line:#2b3643;--accent:#8fb4ff;
--good:#66d19a;--good-wash:#12301f;--warn:#f2b457;--warn-wash:#35260d;--bad:#ff9a90;--bad-wash:#3b1815;--calm:#b6c2cf;--calm-wash:#26303b;--info:#9dc0ff;--info-wash:#17273f;
--bar-confirmed:#43b27c;--bar-unconfirmed:#e39b31;--bar-gone:#8390a0;--veil:#1f2731;--stripe:#6d7b89;--halo:#161d26;--shade:0 1px 2px #0006}}
`;

const PAGE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0 auto;max-width:70rem;padding:2rem 1.5rem 4rem;background:var(--ground);color:var(--ink);font:1rem/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Open Sans",sans-serif;overflow-wrap:anywhere}
h1,h2,h3,h4,h5,p,ul,dl,dd{margin:0;padding:0}
h1{font-size:2.25rem;line-height:1.15;letter-spacing:-.02em}
h2{font-size:1.5rem;line-height:1.25;letter-spacing:-.01em}
h3{font-size:1.125rem;margin:2.25rem 0 .75rem}
ul{list-style:none}
a{color:var(--accent);text-underline-offset:.15em}
code{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--sunk);border:1px solid var(--line);border-radius:.3rem;padding:.05em .35em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.3rem}
main:focus{outline:none}
summary{cursor:pointer;color:var(--accent);font-weight:600;padding:.25rem 0;width:fit-content}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--sheet);padding:.5rem 1rem;z-index:1}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.kicker{color:var(--soft);font-size:.8125rem;font-weight:600;letter-spacing:.06em;text-transform:uppercase}
header.page p:last-child,footer.page{color:var(--soft)}
header.page p:last-child{margin-top:.35rem}
footer.page{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.875rem;max-width:46rem}
.calm,.since,.by,.none,caption{color:var(--soft)}
`;

const PARTS = `
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;margin:1.75rem 0 .75rem}
.figure dt{font-size:.8125rem;color:var(--soft);line-height:1.3;overflow-wrap:normal}
div.figure{display:flex;flex-direction:column-reverse;justify-content:flex-end;background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;padding:.85rem 1rem;box-shadow:var(--shade)}
.figure dd{font-size:1.875rem;font-weight:700;line-height:1.2;font-variant-numeric:tabular-nums}
.figure.canSend dd{color:var(--good)}.figure.cannotSend dd{color:var(--bad)}.figure.unknown dd{color:var(--warn)}.figure.zero dd{color:var(--soft);font-weight:500}
.shares{display:block;border-radius:5px}
.share.canSend{fill:var(--bar-confirmed)}.share.cannotSend{fill:var(--bad)}.share.unknown{fill:var(--bar-unconfirmed)}
section[aria-labelledby=accounts]{margin-top:2.5rem}#accounts{margin-bottom:.75rem}
.badge,.tag,.role{display:inline-block;border-radius:2rem;white-space:nowrap;font-weight:600;line-height:1.5}
.badge{padding:.1rem .75rem}
.tag,.role{padding:0 .55rem;font-size:.8125rem}
.role{background:none;border:1px solid var(--line);color:var(--soft);font-weight:500;font-size:.75rem}
.canSend.badge,.tag.confirmed{background:var(--good-wash);color:var(--good)}
.cannotSend.badge,.tag.failed{background:var(--bad-wash);color:var(--bad)}
.unknown.badge,.tag.unconfirmed,.tag.deferred{background:var(--warn-wash);color:var(--warn)}
.tag.gone,.tag.notStarted{background:var(--calm-wash);color:var(--calm)}
.account{margin-top:3rem}
.verdict{display:flex;flex-wrap:wrap;gap:1rem 2rem;justify-content:space-between;align-items:center;background:var(--sheet);border:1px solid var(--line);border-left:.5rem solid;border-radius:.75rem;padding:1.25rem 1.5rem;box-shadow:var(--shade)}
.verdict.canSend{border-left-color:var(--bar-confirmed)}.verdict.cannotSend{border-left-color:var(--bad)}.verdict.unknown{border-left-color:var(--bar-unconfirmed)}
.alias,.judgement p{color:var(--soft);font-size:.9375rem;margin-top:.25rem}
.judgement{max-width:24rem;text-align:right}.judgement .badge{font-size:1.125rem}.judgement p{text-wrap:balance}
.facts{display:flex;flex-wrap:wrap;gap:.75rem 2.5rem;padding:1rem 1.5rem 0}
.facts dt{font-size:.8125rem;color:var(--soft)}.facts dd{font-weight:600}
.severity{display:flex;align-items:center;gap:.5rem;font-size:.9375rem;margin:1.25rem 0 .5rem}
.severity .number{border-radius:2rem;padding:0 .55rem;font-size:.8125rem}
.severity.critical .number{background:var(--bad-wash);color:var(--bad)}.severity.warning .number{background:var(--warn-wash);color:var(--warn)}.severity.info .number{background:var(--info-wash);color:var(--info)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));gap:.75rem}
.card{display:flex;flex-direction:column;background:var(--sheet);border:1px solid var(--line);border-top:.2rem solid;border-radius:.75rem;padding:1rem 1.15rem;box-shadow:var(--shade)}
.card.critical{border-top-color:var(--bad)}.card.warning{border-top-color:var(--bar-unconfirmed)}.card.info{border-top-color:var(--info)}
.card h5{font-size:1rem}.card .code{font-size:.8125rem}.card .code code{border:0;background:none;padding:0;color:var(--soft)}
.cases{margin:.6rem 0}.cases li{padding:.15rem 0}.card .since{font-size:.875rem;white-space:nowrap}
.address{font-weight:600}
.remedy{margin-top:auto;padding-top:.6rem;border-top:1px solid var(--line);font-size:.9375rem}
.scroll{overflow-x:auto;background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;box-shadow:var(--shade)}
table{border-collapse:collapse;width:100%;font-size:.9375rem;overflow-wrap:break-word}
table time,.nights,.depth code{white-space:nowrap}.calm+.scroll,.depth+.fold{margin-top:.75rem}.lines th:first-child{min-width:9.5rem}
caption{text-align:left;padding:.75rem 1rem .25rem;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.55rem 1rem;border-top:1px solid var(--line);min-width:6rem}
thead th{border-top:0;font-size:.8125rem;color:var(--soft);font-weight:600;white-space:nowrap}
tbody th{font-weight:600}
td.figure,th.figure{text-align:right;font-variant-numeric:tabular-nums}
.organization,.kind{display:block;font-weight:400;color:var(--soft);font-size:.875rem}
.before{color:var(--soft)}.after{font-weight:600}
.error{font-size:.875rem}
details.fold{margin-top:.75rem}
.documents{display:grid;grid-template-columns:minmax(0,1.6fr) minmax(0,1fr);gap:.75rem}
.document{background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.15rem;box-shadow:var(--shade);font-size:.9375rem}
.document>div{display:grid;grid-template-columns:6rem minmax(0,1fr);gap:.75rem;padding:.15rem 0}
.document dt,.document h4{font-size:.8125rem;font-weight:400;color:var(--soft);line-height:1.8}
.back{margin-top:1.25rem;font-size:.9375rem}
.line{display:block}address{font-style:normal}
`;

const NARROW = `
@media (max-width:40rem){body{padding:1.25rem .9rem 3rem}h1{font-size:1.75rem}.figures{grid-template-columns:repeat(3,minmax(0,1fr));gap:.5rem}div.figure{padding:.6rem .7rem}.figure dd{font-size:1.375rem}.figure dt{font-size:.75rem}.verdict{padding:1rem}.judgement{text-align:left}table{min-width:36rem;font-size:.875rem}.facts{padding:1rem .25rem 0;gap:.75rem 1.5rem}th,td{padding:.5rem .7rem}.documents{grid-template-columns:minmax(0,1fr)}.badge{font-size:.875rem;padding:.05rem .6rem}
.stack{min-width:0;overflow-wrap:anywhere}.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.stack .nights{display:block;text-align:right}.stack tr{display:grid;grid-template-columns:minmax(min-content,1fr) auto;gap:.15rem .75rem;padding:.6rem .9rem;border-top:1px solid var(--line)}
.stack th,.stack td{border:0;padding:0;min-width:0}.stack td:nth-child(3){grid-column:1/-1}.stack td:nth-child(n+4){color:var(--soft);font-size:.8125rem}.stack td.figure::before{content:"snapshot "}.stack td:empty{display:none}}
`;

const PRINT = `
@media print{@page{margin:14mm}.lane{grid-template-columns:13rem minmax(0,1fr)}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}html{font-size:10pt}body{background:#fff;padding:0;max-width:none}
.skip,.back{display:none}div.figure,.card,.document,.verdict,.scroll,.panel{box-shadow:none}.card,.document,.verdict,.lane,tr{break-inside:avoid}h2,h3,h4{break-after:avoid}.account~.account{break-before:page}
.scroll{overflow:visible}table{min-width:0}th,td{padding:.45rem .75rem}.cards{grid-template-columns:1fr 1fr}.figures{grid-template-columns:repeat(6,1fr);gap:.4rem}div.figure{padding:.5rem}.figure dt{font-size:.7rem}.figure dd{font-size:1.5rem}.verdict{flex-wrap:nowrap}
details::details-content{content-visibility:visible;block-size:auto}summary{color:var(--soft)}}
`;

/** The only style sheet of the report; its hash stands in the page's policy. */
export const STYLES: string = COLOURS + PAGE + PARTS + TIMELINE_STYLES + NARROW + PRINT;
