import type { CHANGE_KINDS } from '../shared/contract.ts';

/** Every kind of change between two successive snapshots; also the detail-type of its event. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Vendor fields by their own names, only those that a change speaks of. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * One difference: one per sender, per summary, per address. `before` and `after` hold only the changed `fields` (an
 * absent field is absent there too), or the whole sender or address when it was added or removed. For `ReplyDrift`,
 * `fields` are the reply features never seen before.
 */
export interface Change {
  kind: ChangeKind;
  emailId?: number;
  emailAddress?: string;
  before?: Fields;
  after?: Fields;
  fields?: string[];
}

export type Severity = 'critical' | 'warning' | 'info';

/** Who made a change: one of our own update requests, or anybody else. */
export type Origin =
  | { by: 'outside' }
  | { by: 'ours'; requestedBy?: string | undefined; requestId: string };

/** A change with what a reader needs to know about it; `recovers` marks the end of an earlier loss. */
export interface AssessedChange extends Change {
  severity: Severity;
  recovers: boolean;
  origin: Origin;
}
