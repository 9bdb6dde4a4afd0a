import type { AssessedChange, Change, Origin } from './change.ts';
import { conditionsOf, type DatedCondition, dateConditions } from './conditions.ts';
import type { Content, Sender } from './content.ts';
import { diffContents, isConfirmed } from './diff.ts';
import { hashContent } from './hash.ts';
import { normaliseContent, senderKey } from './normalise.ts';
import { assessChanges, type LostSender, updateLost } from './severity.ts';

/** A header stays one read unit: at most this many reply features are remembered, and drift past them is not news. */
const MAX_FEATURES = 30;

/** What the vendor does not tell of a sender, ISO 8601: when we first saw it and since when its status holds. */
export interface SenderTrack {
  firstSeenAt: string;
  statusSince: string;
  /** The update request that added it, when it was ours. */
  addedBy?: Requester;
}

export type Requester = Omit<Extract<Origin, { by: 'ours' }>, 'by'>;

/** The small part of a snapshot that every check reads. */
export interface SnapshotHeader {
  /** 1, 2, 3 … for each account. */
  number: number;
  contentHash: string;
  accountId: string;
  /** Start of the check that found it, ISO 8601. */
  checkStartedAt: string;
  /** Undocumented names and values ever seen in replies; only growing. */
  features: string[];
  /** Since when the longest waiting unconfirmed sender waits, ISO 8601. */
  oldestPendingSince: string | null;
}

/** The rest of a snapshot; tracks are keyed by `email_id`, so a replaced sender starts a new life. */
export interface SnapshotBody {
  content: Content;
  changes: AssessedChange[];
  tracks: Map<number, SenderTrack>;
  lost: LostSender[];
  conditions: DatedCondition[];
}

/** The content of an account, immutable and numbered, with what changed since the one before. */
export interface Snapshot {
  header: SnapshotHeader;
  body: SnapshotBody;
}

/** What one check found, all of it read between `checkStartedAt` and now. */
export interface Observation {
  content: Content;
  features: readonly string[];
  /** ISO 8601. */
  checkStartedAt: string;
}

/** Features that the header does not know yet and still has room for. */
export function findDrift(known: readonly string[], seen: readonly string[]): string[] {
  const fresh = [...new Set(seen)].filter((feature) => !known.includes(feature)).sort();
  return fresh.slice(0, Math.max(0, MAX_FEATURES - known.length));
}

/** The first snapshot of an account: `AccountConnected` is its only change, whatever it holds. */
export function firstSnapshot(observation: Observation): Snapshot {
  const content = normaliseContent(observation.content);
  return assemble(1, observation, {
    content,
    changes: [
      { kind: 'AccountConnected', severity: 'info', recovers: false, origin: { by: 'outside' } },
    ],
    tracks: carryTracks(null, content, [], observation.checkStartedAt),
    lost: [],
    conditions: dateConditions(content, [], observation.checkStartedAt),
    features: findDrift([], observation.features),
  });
}

/**
 * The snapshot that follows `previous`, or null when the observation means the same as it: the diff of both contents
 * and, when the vendor's replies showed something new, `ReplyDrift`.
 */
export function nextSnapshot(
  previous: Snapshot,
  observation: Observation,
  originOf: (change: Change) => Origin = () => ({ by: 'outside' }),
): Snapshot | null {
  const content = normaliseContent(observation.content);
  const drift = findDrift(previous.header.features, observation.features);
  const changes = diffContents(previous.body.content, content);
  if (drift.length > 0) changes.push({ kind: 'ReplyDrift', fields: drift });
  if (changes.length === 0) return null;
  const { content: before, lost } = previous.body;
  const transition = { before, after: content, lost, originOf };
  const assessed = assessChanges(changes, transition);
  const { checkStartedAt } = observation;
  return assemble(previous.header.number + 1, observation, {
    content,
    changes: assessed,
    tracks: carryTracks(previous.body, content, assessed, checkStartedAt),
    lost: updateLost(transition, checkStartedAt),
    conditions: dateConditions(content, conditionsOf(previous), checkStartedAt),
    features: [...previous.header.features, ...drift],
  });
}

function assemble(
  number: number,
  { checkStartedAt }: Observation,
  { features, ...body }: SnapshotBody & { features: string[] },
): Snapshot {
  const header = {
    number,
    contentHash: hashContent(body.content),
    accountId: body.content.summary.encoded_account_id,
    checkStartedAt,
    features,
    oldestPendingSince: findOldestPending(body),
  };
  return { header, body };
}

/** Known senders keep their times; a new status starts a new `statusSince`. */
function carryTracks(
  previous: SnapshotBody | null,
  content: Content,
  changes: readonly AssessedChange[],
  checkStartedAt: string,
): Map<number, SenderTrack> {
  const adders = listAdders(changes);
  const before = new Map(previous?.content.senders.map((sender) => [sender.email_id, sender]));
  return new Map(
    content.senders.map((sender) => {
      const id = sender.email_id;
      const track = carryTrack(previous?.tracks.get(id), before.get(id), sender, checkStartedAt);
      const addedBy = adders.get(id);
      return [id, addedBy ? { ...track, addedBy } : track];
    }),
  );
}

function carryTrack(
  track: SenderTrack | undefined,
  before: Sender | undefined,
  sender: Sender,
  checkStartedAt: string,
): SenderTrack {
  if (!track || !before || senderKey(before) !== senderKey(sender)) {
    return { firstSeenAt: checkStartedAt, statusSince: checkStartedAt };
  }
  if (before.confirm_status === sender.confirm_status) return track;
  return { ...track, statusSince: checkStartedAt };
}

/** Who had which sender added, by `email_id`. */
function listAdders(changes: readonly AssessedChange[]): Map<number | undefined, Requester> {
  return new Map(
    changes.flatMap(({ kind, emailId, origin }) => {
      if (kind !== 'SenderAdded' || origin.by !== 'ours') return [];
      const { by: _, ...requester } = origin;
      return [[emailId, requester]];
    }),
  );
}

function findOldestPending({
  content,
  tracks,
}: Pick<SnapshotBody, 'content' | 'tracks'>): string | null {
  const since = content.senders
    .filter((sender) => !isConfirmed(sender))
    .flatMap((sender) => tracks.get(sender.email_id)?.statusSince ?? []);
  return since.sort()[0] ?? null;
}
