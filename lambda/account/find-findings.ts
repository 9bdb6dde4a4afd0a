import emailProviders from 'email-providers/common.json' with { type: 'json' };
import { conditionsOf } from './conditions.ts';
import type { Sender } from './content.ts';
import { isConfirmed } from './diff.ts';
import { FINDING_CODES, type Finding, findingOf } from './finding.ts';
import { holdsNamedRole } from './severity.ts';
import type { Requester, SenderTrack, Snapshot } from './snapshot.ts';

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
  /** Other aliases under which the same account is checked, and when they were connected. */
  twins: readonly { account: string; connectedAt: string }[];
}

/** When an account is unknown, and when a sender has waited too long. */
export interface Limits {
  staleAfterHours: number;
  pendingTooLongDays: number;
}

/** Everything worth saying about an account at the time asked about, the worst first. */
export function findFindings(evidence: Evidence, limits: Limits): Finding[] {
  const { snapshot, checkedAt, lastRun } = evidence;
  const findings = [
    ...(isStale(evidence, limits) ? [findingOf('CHECK_STALE', checkedAt)] : []),
    ...(lastRun?.outcome === 'failed' ? [toFailedRun(lastRun)] : []),
    ...findTwice(evidence),
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

/** It has been so since two aliases were connected, whichever came first. */
function findTwice({ twins, connectedAt }: Evidence): Finding[] {
  const [firstTwin] = twins.map((twin) => twin.connectedAt).sort();
  if (firstTwin === undefined) return [];
  const since = connectedAt !== null && connectedAt > firstTwin ? connectedAt : firstTwin;
  const field = twins.map(({ account }) => account).join(', ');
  return [findingOf('SAME_ACCOUNT_TWICE', since, { field })];
}

function findInSnapshot(
  snapshot: Snapshot,
  { atMs, connectedAt }: Evidence,
  limits: Limits,
): Finding[] {
  const { header, body } = snapshot;
  const { content, lost } = body;
  const at = { atMs, limits, connectedAt: connectedAt ?? header.checkStartedAt };
  const isWithin = (time: string, days: number) => atMs - Date.parse(time) <= days * DAY_MS;
  return [
    ...conditionsOf(snapshot).map(({ code, since, ...about }) => findingOf(code, since, about)),
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

function findInSender(
  sender: Sender,
  { firstSeenAt, statusSince, addedBy }: SenderTrack,
  at: { atMs: number; limits: Limits; connectedAt: string },
): Finding[] {
  const about = { sender: sender.email_address };
  const adder = addedBy && { remedy: describeAdder(addedBy) };
  // Senders that were there when the account was connected are no news.
  const isNew =
    firstSeenAt > at.connectedAt && at.atMs - Date.parse(firstSeenAt) <= DAYS.new * DAY_MS;
  const found = isNew ? [findingOf('NEW_SENDER', firstSeenAt, { ...about, ...adder })] : [];
  if (isConfirmed(sender)) return [...found, ...findInConfirmed(sender, statusSince)];
  const waitedMs = at.atMs - Date.parse(statusSince);
  const isLong = waitedMs >= at.limits.pendingTooLongDays * DAY_MS;
  found.push(findingOf(isLong ? 'PENDING_TOO_LONG' : 'SENDER_UNCONFIRMED', statusSince, about));
  return found;
}

/** A sender that came through update is no sign of takeover; whoever asked for it is known. */
function describeAdder({ requestedBy, requestId }: Requester): string {
  const who = requestedBy === undefined ? '' : `, asked by ${requestedBy}`;
  return `Nothing to do: it was added through update${who} (request ${requestId}).`;
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
    FINDING_CODES.indexOf(a.code) - FINDING_CODES.indexOf(b.code)
  );
}
