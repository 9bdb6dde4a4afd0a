import { TIME_OUT_MS } from './containers.ts';
import { type ExpectedChange, factsOf } from './expected-changes.ts';
import { isSamePart, type Part, type Parts, type Version } from './truth.ts';

/**
 * The update that alone made a change: since the part was last as the snapshot before shows it, nobody else has touched
 * it, and it was so when the check began. Undefined when a person had a hand in it, or when that cannot be told: a
 * change while the update was under way is one that the update has not read, and undoes.
 */
export function findMaker(
  change: ExpectedChange,
  { before, after }: { before: Parts; after: Parts },
  { versions, checkStartedMs }: { versions: readonly Version[]; checkStartedMs: number },
): string | undefined {
  const select = selectPart(change);
  if (select === undefined) return undefined;
  const isAs = (parts: Parts) => (version: Version) =>
    isSamePart(select(version.parts), select(parts));
  const start = versions.findLastIndex(isAs(before));
  const [made, ...others] = start < 0 ? [] : listSteps(versions.slice(start), select);
  if (made === undefined || others.length > 0 || made.fromMs >= checkStartedMs) return undefined;
  const stoodMs = made.fromMs - (versions[start]?.fromMs ?? 0);
  return stoodMs > TIME_OUT_MS.update && isAs(after)(made) ? made.by : undefined;
}

/** What an update can change; roles that move with a contact are the vendor's doing. */
function selectPart({ kind, subject }: ExpectedChange): ((parts: Parts) => Part) | undefined {
  if (kind === 'SummaryChanged') return ({ summary }) => summary;
  if (kind.startsWith('PhysicalAddress')) return ({ address }) => address;
  if (kind === 'SenderAdded') return ({ senders }) => factsOf(senders, subject);
  return undefined;
}

/** Versions in which a part is other than just before. */
function listSteps(versions: readonly Version[], select: (parts: Parts) => Part): Version[] {
  return versions.filter((version, index) => {
    const last = versions[index - 1];
    return last !== undefined && !isSamePart(select(last.parts), select(version.parts));
  });
}
