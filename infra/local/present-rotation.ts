import type { LocalRotation } from './rotate.ts';
import { count, type Style, toMinute } from './style.ts';
import { drawTable } from './table.ts';

/** A rotation that succeeded, for people. Of a failed one only the reason is said. */
export function presentRotation(rotation: LocalRotation, style: Style): string {
  const { account, steps, versionId, expiresAt, refreshTokens, requests } = rotation;
  const { given, spent, newestIsStored } = refreshTokens;
  const newest = newestIsStored ? 'the newest is stored' : style.bad('the newest is not stored');
  const rows = [
    ...steps.map((step, index) => [index === 0 ? 'Steps' : '', style.good(`✔ ${step}`)]),
    ['Version', `${versionId} is current`],
    ['Access token', `expires ${toText(expiresAt.after)}, the old one ${toText(expiresAt.before)}`],
    ['Refresh tokens', `${given} given, each for one use; ${spent} spent; ${newest}`],
    ['Sandbox saw', count(requests.length, 'request')],
    ...requests.map(({ method, path, status }) => ['', `${method} ${path} → ${status}`]),
  ];
  const heading = `${style.strong('Rotation')}  of the token of "${account}"`;
  return [heading, '', drawTable([{ width: 14 }, {}], rows, style)].join('\n');
}

function toText(iso: string | null): string {
  return iso === null ? 'nobody knows when' : toMinute(iso);
}
