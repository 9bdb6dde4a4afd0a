import type { AssessedChange } from '../account/change.ts';
import type { Content } from '../account/content.ts';
import { AccountMismatchError } from '../account/errors.ts';
import { hashContent } from '../account/hash.ts';
import { normaliseContent } from '../account/normalise.ts';
import {
  findDrift,
  firstSnapshot,
  nextSnapshot,
  type Observation,
  type Snapshot,
  type SnapshotHeader,
} from '../account/snapshot.ts';
import type { AccountClient } from '../constant-contact/client.ts';
import { TokenReplacedError } from '../credentials/errors.ts';
import { findTokenEnd } from '../credentials/find-token-end.ts';
import type { PinnedToken } from '../credentials/pin-token.ts';
import type { AccountToken } from '../credentials/tokens.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { commitHeader, readNewestHeader } from '../store/headers.ts';
import type { StoredHeader } from '../store/items.ts';
import { readSnapshot, writeBody } from '../store/snapshots.ts';
import { confirmRemovals } from './confirm-removals.ts';
import type { Dependencies } from './dependencies.ts';
import { ContentionError } from './errors.ts';
import { type Reading, readAccount } from './read-account.ts';
import { readOrigins } from './read-origins.ts';
import { settle, settleStored } from './settle.ts';

/** How often a run that lost the race for a snapshot's number starts over before it gives up. */
const MAX_ROUNDS = 3;

/** The account under check, with what belongs to this run alone. */
export interface Check {
  account: string;
  client: AccountClient;
  token: AccountToken;
  /** The same token as the client's, so that each round is made with one. */
  pin: PinnedToken;
  /** Takes the time (ISO 8601) at which each round's GETs start, and when their token dies for good. */
  run: { checkStartedAt: string; tokenEndsAt?: string | undefined };
}

/** A good check: the snapshot that is true now, and what it changed. */
export interface CheckResult {
  header: SnapshotHeader;
  content: Content;
  /** Empty when the account is as it was. */
  changes: AssessedChange[];
}

/**
 * Checks one account and commits a snapshot when it changed. A run that finds its number taken throws away what it
 * fetched and starts over with the newest header and fresh GETs: old data compared with a newer snapshot would announce
 * false losses. Throws `ContentionError` after three rounds, and whatever made the check impossible.
 */
export async function checkAccount(deps: Dependencies, check: Check): Promise<CheckResult> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    check.pin.unpin();
    const result = await runRound(deps, check).catch(startOverWithNewToken);
    if (result !== 'lost') return result;
  }
  throw new ContentionError(check.account, MAX_ROUNDS);
}

/** Readings made with two tokens may be of two accounts. */
function startOverWithNewToken(error: unknown): 'lost' {
  if (error instanceof TokenReplacedError) return 'lost';
  throw error;
}

async function runRound(deps: Dependencies, check: Check): Promise<CheckResult | 'lost'> {
  const [header, stored] = await waitForAll([
    readNewestHeader(deps.table, check.account),
    check.token.stored(),
  ]);
  const checkStartedAt = new Date(deps.clock.now()).toISOString();
  Object.assign(check.run, { checkStartedAt, tokenEndsAt: findTokenEnd(stored) });
  const first = await readAccount(check.client, check.account);
  assertSameAccount(check.account, [stored.accountId, header?.accountId], first.content);
  if (header === null)
    return commit(deps, check.account, firstSnapshot({ ...first, checkStartedAt }));
  if (!isAsBefore(header, first))
    return commitChanges(deps, check, header, { ...first, checkStartedAt });
  await settleStored(deps, check.account, header);
  return { header, content: first.content, changes: [] };
}

async function commitChanges(
  deps: Dependencies,
  { account, client }: Check,
  header: StoredHeader,
  first: Observation,
): Promise<CheckResult | 'lost'> {
  const previous = await readSnapshot(deps.table, account, header);
  const lookAgain = { client, clock: deps.clock, account };
  const reading = await confirmRemovals(lookAgain, previous.body.content, first);
  assertSameAccount(account, [header.accountId], reading.content);
  const observation = { ...reading, checkStartedAt: first.checkStartedAt };
  const origins = await readOrigins(deps.table, account, header);
  const next = nextSnapshot(previous, observation, origins);
  if (header.settledAt === undefined) await settle(deps, account, previous);
  if (next) return commit(deps, account, next);
  return { header, content: reading.content, changes: [] };
}

async function commit(
  deps: Dependencies,
  account: string,
  snapshot: Snapshot,
): Promise<CheckResult | 'lost'> {
  const { header, body } = snapshot;
  const contentKeys = await writeBody(deps.table, account, body);
  if (!(await commitHeader(deps.table, account, { ...header, contentKeys }))) return 'lost';
  await settle(deps, account, snapshot);
  return { header, content: body.content, changes: body.changes };
}

/** The hash spares a quiet night the reading of content; only reply drift makes the same content worth a snapshot. */
function isAsBefore(header: StoredHeader, { content, features }: Reading): boolean {
  const isSameContent = hashContent(normaliseContent(content)) === header.contentHash;
  return isSameContent && findDrift(header.features, features).length === 0;
}

/** One alias, one account: compared with what the secret and the newest header say, where they say it. */
function assertSameAccount(
  account: string,
  knownIds: readonly (string | undefined)[],
  { summary }: Content,
): void {
  const other = knownIds.find((id) => id !== undefined && id !== summary.encoded_account_id);
  if (other !== undefined) throw new AccountMismatchError(account, other);
}
