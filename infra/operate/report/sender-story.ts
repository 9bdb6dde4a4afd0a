import { senderKey } from '../../../lambda/account/normalise.ts';
import type { AuditedAccount, AuditedChange, AuditedSender } from '../../../lambda/audit/reply.ts';
import { findConnected, findUnknown, type Period, type Span } from './nights.ts';

/** What was known of a sender; `absent` is before its first time, `gone` after it was lost. */
export type SenderState = 'confirmed' | 'unconfirmed' | 'gone' | 'absent' | 'unknown';

export interface Segment extends Span {
  state: SenderState;
}

/** One address over the period: its states without gaps, oldest first, and its changes, newest first. */
export interface SenderStory {
  address: string;
  /** Absent when it is gone now. */
  present?: AuditedSender;
  /** As the checks saw it, before anything is called unknown. */
  seen: Segment[];
  /** The same with what nobody could know. */
  segments: Segment[];
  changes: AuditedChange[];
}

/** Rebuilds every sender's past from the present senders by walking the changes backwards; lost ones come too. */
export function tellSenders(account: AuditedAccount, period: Period): SenderStory[] {
  const newestFirst = account.changes.toSorted((a, b) => b.snapshot - a.snapshot);
  const changes = Map.groupBy(
    newestFirst.filter(({ emailAddress }) => emailAddress !== undefined),
    ({ emailAddress = '' }) => keyOf(emailAddress),
  );
  const present = new Map(account.senders.map((sender) => [senderKey(sender), sender]));
  const unknown = findUnknown(account, period);
  const connectedMs = findConnected(account) ?? period.fromMs;
  return [...new Set([...present.keys(), ...changes.keys()])].sort().map((key) => {
    const sender = present.get(key);
    const own = changes.get(key) ?? [];
    const seen = walkBack(sender, own, { ...period, connectedMs });
    return {
      address: sender?.email_address ?? own[0]?.emailAddress ?? key,
      ...(sender && { present: sender }),
      seen,
      segments: unknown.reduce(blot, seen),
      changes: own,
    };
  });
}

function keyOf(address: string): string {
  return senderKey({ email_address: address });
}

function walkBack(
  present: AuditedSender | undefined,
  changes: readonly AuditedChange[],
  { fromMs, toMs, connectedMs }: Period & { connectedMs: number },
): Segment[] {
  const segments: Segment[] = [];
  let state: SenderState = present ? toState(present.confirm_status) : 'gone';
  let endMs = toMs;
  const begin = (startMs: number) => {
    const segment = { state, fromMs: Math.max(startMs, fromMs), toMs: endMs };
    if (segment.fromMs < segment.toMs) segments.unshift(segment);
    endMs = Math.min(endMs, segment.fromMs);
  };
  for (const change of changes) {
    // What came before an addition is told only when an older removal turns up.
    if (change.kind === 'SenderRemoved' && state === 'absent') state = 'gone';
    begin(Date.parse(change.checkedAt));
    state = stateBefore(change, state);
  }
  begin(connectedMs);
  state = 'absent';
  begin(fromMs);
  return mergeEqual(segments);
}

function stateBefore({ kind, before = {} }: AuditedChange, after: SenderState): SenderState {
  if (kind === 'SenderAdded') return 'absent';
  const status = before['confirm_status'];
  return status === undefined ? after : toState(status);
}

/** Only `CONFIRMED` lets a sender send; whatever other word the vendor uses does not. */
function toState(status: unknown): SenderState {
  return status === 'CONFIRMED' ? 'confirmed' : 'unconfirmed';
}

/** Where nobody could know, nothing is claimed; before the account was connected there was nothing to know. */
function blot(segments: Segment[], unknown: Span): Segment[] {
  return mergeEqual(
    segments.flatMap((segment) => {
      const fromMs = Math.max(segment.fromMs, unknown.fromMs);
      const toMs = Math.min(segment.toMs, unknown.toMs);
      if (fromMs >= toMs) return [segment];
      return [
        { ...segment, toMs: fromMs },
        { state: 'unknown' as const, fromMs, toMs },
        { ...segment, fromMs: toMs },
      ].filter((piece) => piece.fromMs < piece.toMs);
    }),
  );
}

function mergeEqual(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (last?.state === segment.state && last.toMs === segment.fromMs) last.toMs = segment.toMs;
    else merged.push({ ...segment });
  }
  return merged;
}
