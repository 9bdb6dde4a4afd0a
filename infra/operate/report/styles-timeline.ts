/** Legend, lanes and the drawings on them. */
export const TIMELINE_STYLES = `
.panel{background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;box-shadow:var(--shade)}
.panel>.calm,.panel>.fold{padding:.75rem 1.15rem;margin:0}
.panel>.fold>.senders{margin:0 -1.15rem}
.lane{display:grid;grid-template-columns:minmax(0,19rem) minmax(0,1fr);gap:.25rem 1.5rem;align-items:start;padding:.7rem 1.15rem;border-top:1px solid var(--line)}
.lane.head{border-top:0;color:var(--soft);font-size:.8125rem;font-weight:600;align-items:end}
.senders{border-top:1px solid var(--line)}.senders>.lane:first-child{border-top:0}
.state{font-size:.8125rem;color:var(--soft);line-height:1.9}
.time details{font-size:.875rem}
.changes{padding:.25rem 0}
.changes li{border-left:.2rem solid var(--line);padding:.2rem 0 .2rem .75rem;margin:.3rem 0}
.changes .critical{border-left-color:var(--bad)}.changes .warning{border-left-color:var(--bar-unconfirmed)}.changes .info{border-left-color:var(--info)}
.changes .when{color:var(--soft);font-variant-numeric:tabular-nums}.changes .by{display:block}
.origin.ours{color:var(--info);font-weight:600}
.defs{position:absolute}
.timeline,.axis{display:block;overflow:visible}
.axis text{fill:var(--soft);font-size:11px;font-weight:500}
.grid{stroke:var(--line);stroke-width:1}
rect.confirmed{fill:var(--bar-confirmed)}rect.unconfirmed{fill:var(--bar-unconfirmed)}rect.gone{fill:var(--bar-gone)}
.veil{fill:var(--veil)}.stripe{fill:var(--stripe)}
.mark{fill:var(--ink);stroke:var(--halo);stroke-width:2;paint-order:stroke}
.mark.critical{fill:var(--bad)}
.run{stroke-width:2.5}
.run.good{stroke:var(--bar-confirmed)}.run.failed{stroke:var(--bad)}.run.deferred{stroke:var(--bar-unconfirmed)}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-bottom:.75rem;font-size:.8125rem;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:.45rem}
.key{display:inline-block;width:1.4rem;height:.85rem;border-radius:.1rem}
.key.confirmed{background:var(--bar-confirmed)}
.key.unconfirmed{background:linear-gradient(#0000 50%,var(--bar-unconfirmed) 50%)}
.key.gone{background:linear-gradient(#0000 75%,var(--bar-gone) 75% 90%,#0000 90%)}
.key.unknown{background:repeating-linear-gradient(135deg,var(--stripe) 0 2px,var(--veil) 2px 6px)}
.key.dot,.key.diamond{width:.65rem;height:.65rem;background:var(--ink)}
.key.dot{border-radius:50%}.key.diamond{transform:rotate(45deg);border-radius:0}
@media (max-width:40rem){.lane{grid-template-columns:minmax(0,1fr);padding:.7rem .9rem}}
`;
