import type { Snapshot } from '../../../lambda/account/snapshot.ts';
import { CHANGE_KINDS, METRIC } from '../../../lambda/shared/contract.ts';
import type { StoredHeader } from '../../../lambda/store/items.ts';
import type { Noted } from './containers.ts';
import type { BusEvent } from './event-bus.ts';
import type { ExpectedChange } from './expected-changes.ts';
import { toSortedJson } from './sorted-json.ts';

/** One snapshot as it was committed, and what became of it since. */
export interface Commit {
  header: StoredHeader;
  noted: Noted;
  settled?: Noted;
  /** Whether all was looked at after it was settled. */
  isClosed?: boolean;
  /** What has to be told of it, by id of the event. */
  expected: Map<string, ExpectedChange>;
  losses: number;
  /** Each time that an event was taken, by its id. */
  told: Map<string, BusEvent[]>;
}

/** Tells the events about changes from all others. */
export function isChange({ detailType }: BusEvent): boolean {
  return (CHANGE_KINDS as readonly string[]).includes(detailType);
}

/** The stored changes against those that the model expects; drift is judged by the features of both headers. */
export function compareChanges(
  name: string,
  expected: readonly ExpectedChange[],
  { header, body }: Snapshot,
  featuresBefore: readonly string[],
): string[] {
  const toKey = (kind: string, subject: string) => `${kind} ${subject}`;
  const stored = body.changes
    .filter(({ kind }) => kind !== 'ReplyDrift')
    .map(({ kind, emailAddress }) => {
      const whole =
        kind === 'AccountConnected' ? 'account' : kind === 'SummaryChanged' ? 'summary' : 'address';
      return toKey(kind, emailAddress?.toLowerCase() ?? whole);
    });
  const wanted = expected.map(({ kind, subject }) => toKey(kind, subject));
  const drift = body.changes
    .filter(({ kind }) => kind === 'ReplyDrift')
    .flatMap(({ fields }) => fields ?? []);
  const grown = header.features.filter((feature) => !featuresBefore.includes(feature));
  return [
    ...wanted.filter((one) => !stored.includes(one)).map((one) => `${name} misses ${one}`),
    ...stored.filter((one) => !wanted.includes(one)).map((one) => `${name} invents ${one}`),
    ...(new Set(stored).size < stored.length ? [`${name} has a change twice`] : []),
    ...(header.number > 1 && drift.join() !== grown.join()
      ? [`${name} drifts by ${drift}, not by ${grown}`]
      : []),
  ];
}

/** One event against the stored change that it tells of, and against the first time that it was told. */
export function checkEvent(
  id: string,
  event: BusEvent,
  {
    commit,
    change,
    first,
  }: { commit: Commit; change: ExpectedChange; first: BusEvent | undefined },
): string[] {
  const problems: string[] = [];
  if (first && toSortedJson(first.detail) !== toSortedJson(event.detail)) {
    problems.push(`the event ${id} came again with other words`);
  }
  if (event.order < commit.noted.order)
    problems.push(`the event ${id} was put before its snapshot`);
  const { settled } = commit;
  if (settled && event.order > settled.order && (event.by?.startedMs ?? 0) > settled.atMs) {
    problems.push(`the event ${id} came again after its snapshot was settled`);
  }
  if (event.detailType !== change.kind) problems.push(`the event ${id} is no ${change.kind}`);
  const { severity, mail } = event.detail;
  if (change.severity && (severity !== change.severity || mail !== true)) {
    problems.push(`the loss ${id} is told as ${severity}, mail ${mail}, not as ${change.severity}`);
  }
  const { origin } = event.detail as { origin?: { by: string } };
  if (change.madeBy !== undefined && origin?.by !== 'ours') {
    problems.push(`the event ${id} is not told as ours, and update ${change.madeBy} alone made it`);
  }
  return problems;
}

/** When the marker stood, everything had to be out; whoever sets it has just told everything. */
export function checkSettled(name: string, commit: Commit, settled: Noted): string[] {
  const { expected, told, losses } = commit;
  const late = [...expected.keys()].filter(
    (id) => !told.get(id)?.some(({ order }) => order < settled.order),
  );
  const isCounted = settled.by?.metrics.some(
    ({ values }) => values[METRIC.confirmedSendersLost] === losses,
  );
  return [
    ...late.map((id) => `${name} was settled before its event ${id} was out`),
    ...(losses > 0 && !isCounted
      ? [`${name} was settled and its ${losses} losses not counted`]
      : []),
  ];
}
