import type { AuditReply } from '../../../lambda/audit/reply.ts';
import type { Item } from '../../../lambda/store/items.ts';
import type { Newest } from './check-snapshots.ts';
import { isToldOf } from './check-tokens.ts';
import { isConfirmed, listAddresses } from './expected-changes.ts';
import type { Plan } from './plan-day.ts';
import { toSortedJson } from './sorted-json.ts';
import { isSamePart, type Parts, toParts } from './truth.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Two rotations a day: no stored refresh token was last used so many days before a calm night. */
const UNUSED_DAYS = 2;

/** A refresh token dies after so many days without use. */
const LIFETIME_DAYS = 180;

/**
 * Aliases that have to be checked by a calm day's pass, filled in when it begins. Left out are those whose tokens open
 * another account, or nothing any more; one that could be renewed must have been, unless a rotation has told why not.
 */
export function noteFitAccounts(world: World, pass: Plan['pass']): string[] {
  const fit: string[] = [];
  const isFit = (alias: string) => {
    const tokens = world.consents.judge(alias);
    return tokens === 'fit' || (tokens === 'renewable' && !isToldOf(world, alias));
  };
  if (pass === undefined) return fit;
  world.scheduler.at(pass.atMs, () => {
    fit.push(...[...world.accounts.keys()].filter(isFit));
  });
  return fit;
}

/** On a day without faults, on which nothing changed since the pass, everything has to be well. */
export function checkCalm(
  world: World,
  scheduledTime: string,
  alias: string,
  known: { newest: Newest; audited: AuditReply },
): string[] {
  const { newest, audited } = known;
  const item = world.table.list('ACCOUNTS').find(({ sk }) => sk?.S === alias);
  const truth = world.vendor.truths.get(world.accounts.get(alias) ?? '')?.newest();
  const problems = [
    ...checkAudit(audited, newest.number, truth),
    ...(item && truth ? checkItem(item, truth, newest.oldestPendingSince) : []),
  ];
  if ((item?.['lastGoodScheduledTime']?.S ?? '') < scheduledTime)
    problems.push('has no good check');
  if (!newest.isSettled) problems.push('has a snapshot that is not settled');
  if (toSortedJson(newest.parts) !== toSortedJson(truth)) problems.push('is not known as it is');
  return problems.map((problem) => `after the calm night of ${scheduledTime} ${alias} ${problem}`);
}

/** What gauges and audits over all accounts are summed up from. */
function checkItem(item: Item, { senders }: Parts, pendingSince: string | null): string[] {
  const all = listAddresses(senders);
  const confirmed = all.filter((address) => isConfirmed(senders, address)).length;
  const counts = item['senders']?.M ?? {};
  const others = Number(counts['unconfirmed']?.N) + Number(counts['other']?.N);
  const isCounted =
    Number(counts['confirmed']?.N) === confirmed && others === all.length - confirmed;
  const checkedMs = Date.parse(item['goodCheckStartedAt']?.S ?? '');
  const left = (Date.parse(item['tokenEndsAt']?.S ?? '') - checkedMs) / DAY_MS;
  return [
    ...(isCounted ? [] : ['has other senders than its item counts']),
    ...((item['oldestPendingSince']?.S ?? null) === pendingSince
      ? []
      : ['has senders that wait longer, or not so long, as its item says']),
    ...(left <= LIFETIME_DAYS && left > LIFETIME_DAYS - UNUSED_DAYS
      ? []
      : [`has tokens for ${left} days`]),
  ];
}

const ADDRESS_NEEDS = ['address_line1', 'city', 'country_code', 'state_code', 'postal_code'];

/** What an audit says is what the account is. */
function checkAudit(audited: AuditReply, snapshot: number, truth: Parts | undefined): string[] {
  const [account] = audited.ok ? audited.accounts : [];
  if (truth === undefined || !account || !('senders' in account)) return ['cannot be audited'];
  const { senders } = toParts({ summary: {}, senders: account.senders });
  const hasConfirmed = listAddresses(truth.senders).some((one) => isConfirmed(truth.senders, one));
  const canSend =
    hasConfirmed && ADDRESS_NEEDS.every((field) => truth.address[field] !== undefined);
  return [
    ...(account.snapshot === snapshot ? [] : [`is audited at snapshot ${account.snapshot}`]),
    ...(isSamePart(senders, truth.senders) ? [] : ['is audited with other senders']),
    ...(account.verdict === (canSend ? 'canSend' : 'cannotSend')
      ? []
      : [`is said to be ${account.verdict}`]),
  ];
}
