import type { AssessedChange, Change, Origin, Severity } from './change.ts';
import type { Content, Sender } from './content.ts';
import { isConfirmed } from './diff.ts';
import { senderKey } from './normalise.ts';

/** Roles whose mail fails or bounces for everybody when their sender is not confirmed. */
const NAMED_ROLES: readonly string[] = ['DEFAULT_FROM', 'REPLY_TO', 'CONTACT', 'BILLING'];

/** How bad a change is, by what happened to the address; whatever is not named here is `info`. */
const SEVERITY = {
  lossOfNamedRole: 'critical',
  lossOfLastConfirmed: 'critical',
  loss: 'warning',
  unknownNewSender: 'warning',
  roleAtUnconfirmed: 'warning',
  other: 'info',
} as const satisfies Record<string, Severity>;

/** A sender that was confirmed, is not any more, and has not come back; kept until it is confirmed again. */
export interface LostSender {
  email_address: string;
  email_id: number;
  roles: string[];
  /** Start of the check that found it lost, ISO 8601. */
  lostAt: string;
}

/** Both sides of a diff, with the senders already lost before it. */
export interface Transition {
  before: Content;
  after: Content;
  lost: readonly LostSender[];
  originOf: (change: Change) => Origin;
}

/** Judges each change by its address on the state after: how bad, whether it ends an earlier loss, who made it. */
export function assessChanges(
  changes: readonly Change[],
  transition: Transition,
): AssessedChange[] {
  const before = sendersByKey(transition.before);
  const after = sendersByKey(transition.after);
  const lost = new Set(transition.lost.map(senderKey));
  const confirmedRemains = transition.after.senders.some(isConfirmed);
  return changes.map((change) => {
    const origin = transition.originOf(change);
    const key = senderKey({ email_address: change.emailAddress ?? '' });
    const sides = { before: before.get(key), after: after.get(key), wasLost: lost.has(key) };
    const severity = origin.by === 'ours' ? 'info' : rate(sides, confirmedRemains);
    return { ...change, severity, recovers: sides.wasLost && isConfirmed(sides.after), origin };
  });
}

/** The senders lost after a diff: those lost before and not confirmed again, and those lost by it. */
export function updateLost(
  transition: Omit<Transition, 'originOf'>,
  checkedAt: string,
): LostSender[] {
  const after = sendersByKey(transition.after);
  const stillLost = transition.lost.filter((lost) => !isConfirmed(after.get(senderKey(lost))));
  const newlyLost = transition.before.senders
    .filter((sender) => isConfirmed(sender) && !isConfirmed(after.get(senderKey(sender))))
    .map(({ email_address, email_id, roles }) => ({
      email_address,
      email_id,
      roles,
      lostAt: checkedAt,
    }));
  return [...stillLost, ...newlyLost];
}

interface Sides {
  before: Sender | undefined;
  after: Sender | undefined;
  wasLost: boolean;
}

function rate({ before, after, wasLost }: Sides, confirmedRemains: boolean): Severity {
  if (isConfirmed(before) && !isConfirmed(after)) {
    if (before && holdsNamedRole(before.roles)) return SEVERITY.lossOfNamedRole;
    return confirmedRemains ? SEVERITY.loss : SEVERITY.lossOfLastConfirmed;
  }
  if (after && !isConfirmed(after) && hasNewNamedRole(before, after)) {
    return SEVERITY.roleAtUnconfirmed;
  }
  if (after && !before && !wasLost) return SEVERITY.unknownNewSender;
  return SEVERITY.other;
}

function hasNewNamedRole(before: Sender | undefined, after: Sender): boolean {
  return after.roles.some((role) => isNamed(role) && !before?.roles.includes(role));
}

/** True if mail of everybody fails or bounces when the holder of these roles is not confirmed. */
export function holdsNamedRole(roles: readonly string[]): boolean {
  return roles.some(isNamed);
}

function isNamed(role: string): boolean {
  return NAMED_ROLES.includes(role);
}

function sendersByKey(content: Content): Map<string, Sender> {
  return new Map(content.senders.map((sender) => [senderKey(sender), sender]));
}
