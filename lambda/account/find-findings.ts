import emailProviders from 'email-providers/common.json' with { type: 'json' };
import type { PhysicalAddress, Sender } from './content.ts';
import { isConfirmed } from './diff.ts';
import { FINDING_CODES, type Finding, findingOf } from './finding.ts';
import { senderKey } from './normalise.ts';
import { holdsNamedRole } from './severity.ts';
import type { SenderTrack, Snapshot, SnapshotBody } from './snapshot.ts';
import { listMissingAddressFields } from './totals.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** For how long a lost sender and a new one stay worth saying. */
const DAYS = { lost: 30, new: 7 } as const;

/** The vendor's words for confirmations that no click on a mail stands behind. */
const WITHOUT_CLICK: readonly string[] = ['FORCEVERIFY', 'SUPPORT'];

/** The list also holds names that RFC 2606 keeps for examples. */
const FREE_MAIL_DOMAINS: ReadonlySet<string> = new Set(
  emailProviders.filter((domain) => !/^(example|test)\./.test(domain)),
);

/** An account at one time, as far as the table knows it. */
export interface Evidence {
  /** The time asked about, epoch ms. */
  atMs: number;
  /** What was true by the newest good check; null before the first. */
  snapshot: Snapshot | null;
  /** Start of the newest good check, ISO 8601; null when no run that old is kept. */
  checkedAt: string | null;
  lastRun: { outcome: string; checkStartedAt: string; errorName?: string | undefined } | null;
  /** When the account was connected, ISO 8601: the time of its first snapshot. */
  connectedAt: string | null;
  /** Other aliases that open the same account. */
  twins: readonly string[];
}

/** When an account is unknown, and when a sender has waited too long. */
export interface Limits {
  staleAfterHours: number;
  pendingTooLongDays: number;
}

/** Everything worth saying about an account at the time asked about, the worst first. */
export function findFindings(evidence: Evidence, limits: Limits): Finding[] {
  const { snapshot, checkedAt, lastRun, twins } = evidence;
  const findings = [
    ...(isStale(evidence, limits) ? [findingOf('CHECK_STALE', checkedAt)] : []),
    ...(lastRun?.outcome === 'failed' ? [toFailedRun(lastRun)] : []),
    ...(twins.length > 0
      ? [findingOf('SAME_ACCOUNT_TWICE', null, { field: twins.join(', ') })]
      : []),
    ...(snapshot ? findInSnapshot(snapshot, evidence, limits) : []),
  ];
  return findings.sort(byWorst);
}

/** True when the newest good check is too old to say anything about now. */
export function isStale(
  { atMs, checkedAt }: Pick<Evidence, 'atMs' | 'checkedAt'>,
  limits: Limits,
): boolean {
  if (checkedAt === null) return true;
  return atMs - Date.parse(checkedAt) > limits.staleAfterHours * 60 * 60 * 1000;
}

function toFailedRun({ checkStartedAt, errorName }: NonNullable<Evidence['lastRun']>): Finding {
  const about = errorName === undefined ? {} : { field: errorName };
  return findingOf('LAST_RUN_FAILED', checkStartedAt, about);
}

function findInSnapshot(
  { header, body }: Snapshot,
  { atMs, connectedAt }: Evidence,
  limits: Limits,
): Finding[] {
  const { content, lost } = body;
  const at = { atMs, limits, connectedAt: connectedAt ?? header.checkStartedAt };
  const isWithin = (time: string, days: number) => atMs - Date.parse(time) <= days * DAY_MS;
  return [
    ...findNoSender(body),
    ...findAddress(content.physicalAddress, header.checkStartedAt),
    ...findContact(body, header.checkStartedAt),
    ...lost
      .filter(({ lostAt }) => isWithin(lostAt, DAYS.lost))
      .map(({ email_address, roles, lostAt }) => {
        const severity = holdsNamedRole(roles) ? 'critical' : 'warning';
        return findingOf('SENDER_LOST', lostAt, { sender: email_address, severity });
      }),
    ...content.senders.flatMap((sender) => {
      const track = body.tracks.get(sender.email_id);
      return track ? findInSender(sender, track, at) : [];
    }),
  ];
}

function findNoSender({ content, tracks, lost }: SnapshotBody): Finding[] {
  if (content.senders.some(isConfirmed)) return [];
  const losses = lost.map(({ lostAt }) => lostAt).sort();
  const firstSeen = [...tracks.values()].map(({ firstSeenAt }) => firstSeenAt).sort();
  return [findingOf('NO_CONFIRMED_SENDER', losses.at(-1) ?? firstSeen[0] ?? null)];
}

function findAddress(address: PhysicalAddress | null, seenAt: string): Finding[] {
  if (address === null) return [findingOf('PHYSICAL_ADDRESS_MISSING', seenAt)];
  const missing = listMissingAddressFields(address);
  if (missing.length === 0) return [];
  return [findingOf('PHYSICAL_ADDRESS_INCOMPLETE', seenAt, { field: missing.join(', ') })];
}

function findContact({ content, tracks }: SnapshotBody, seenAt: string): Finding[] {
  const contact = content.summary.contact_email;
  if (contact === undefined) return [];
  const key = contact.toLowerCase();
  const sender = content.senders.find((one) => senderKey(one) === key);
  if (isConfirmed(sender)) return [];
  const since = (sender && tracks.get(sender.email_id)?.statusSince) ?? seenAt;
  return [findingOf('CONTACT_NOT_CONFIRMED', since, { sender: contact, field: 'contact_email' })];
}

function findInSender(
  sender: Sender,
  { firstSeenAt, statusSince }: SenderTrack,
  at: { atMs: number; limits: Limits; connectedAt: string },
): Finding[] {
  const about = { sender: sender.email_address };
  // Senders that were there when the account was connected are no news.
  const isNew =
    firstSeenAt > at.connectedAt && at.atMs - Date.parse(firstSeenAt) <= DAYS.new * DAY_MS;
  const found = isNew ? [findingOf('NEW_SENDER', firstSeenAt, about)] : [];
  if (isConfirmed(sender)) return [...found, ...findInConfirmed(sender, statusSince)];
  const waitedMs = at.atMs - Date.parse(statusSince);
  const isLong = waitedMs >= at.limits.pendingTooLongDays * DAY_MS;
  if (holdsNamedRole(sender.roles)) {
    const field = sender.roles.join(', ');
    found.push(findingOf('ROLE_UNCONFIRMED', statusSince, { ...about, field }));
  }
  found.push(findingOf(isLong ? 'PENDING_TOO_LONG' : 'SENDER_UNCONFIRMED', statusSince, about));
  return found;
}

function findInConfirmed(sender: Sender, statusSince: string): Finding[] {
  const { email_address, confirm_source_type = '', confirm_time } = sender;
  const since = confirm_time ?? statusSince;
  const about = { sender: email_address };
  const found: Finding[] = [];
  if (WITHOUT_CLICK.includes(confirm_source_type)) {
    found.push(
      findingOf('CONFIRMED_WITHOUT_CLICK', since, { ...about, field: confirm_source_type }),
    );
  }
  if (isFreeMail(email_address)) found.push(findingOf('FREE_MAIL_SENDER', since, about));
  return found;
}

function isFreeMail(address: string): boolean {
  return FREE_MAIL_DOMAINS.has(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
}

function byWorst(a: Finding, b: Finding): number {
  const order = { critical: 0, warning: 1, info: 2 };
  return (
    order[a.severity] - order[b.severity] ||
    FINDING_CODES.indexOf(a.code) - FINDING_CODES.indexOf(b.code) ||
    ((a.sender ?? '') < (b.sender ?? '') ? -1 : 1)
  );
}
