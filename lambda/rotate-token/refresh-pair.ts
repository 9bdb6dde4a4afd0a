import { InvalidGrantError } from '../constant-contact/errors.ts';
import type { TokenReply } from '../constant-contact/oauth.ts';
import { describeToken } from '../credentials/describe-token.ts';
import { ReauthorizationRequiredError } from '../credentials/errors.ts';
import { toExpiry } from '../credentials/plausible-time.ts';
import { STAGE } from '../credentials/secret-versions.ts';
import { parseTokenSet, type RefreshableTokenSet } from '../credentials/token-set.ts';
import { nameOf } from '../shared/log.ts';
import type { Dependencies, Rotation } from './dependencies.ts';
import { RefreshUncertainError, RotationUnderWayError, TooLittleTimeError } from './errors.ts';
import { appendToJournal, type JournalEntry, readJournal } from './journal.ts';
import { judgeSending, SENDING, type Verdict } from './judge-sending.ts';
import { mayHaveBeenUsed, PAUSE_MS, sendRefreshToken } from './send-refresh-token.ts';

/** The current version when a rotation began, whose refresh token it is to use. */
export interface BasePair {
  id: string;
  set: RefreshableTokenSet;
}

/** New tokens, and the journal's entry of the send that brought them. */
export interface Refreshed {
  reply: TokenReply;
  sent: JournalEntry;
}

const POLICY = {
  /** What must be left for storing: nothing is sent with less. */
  storingMs: 30_000,
  /** No access token of the vendor lives longer; counts when the secret does not say. */
  longestLifetimeMs: 24 * 60 * 60 * 1_000,
  /** Whoever wrote first shows in the journal at the next look, unless its label was taken off by hand. */
  lostClaims: 3,
} as const;

/**
 * Sends the refresh token of `base` as far as `judgeSending` allows, with an entry in the journal before each send and
 * after each failure that proves something. Undefined when another version has become current in the meantime: what is
 * stored then is newer than what this one could bring.
 *
 * @throws ReauthorizationRequiredError, RefreshUncertainError, RotationUnderWayError, TooLittleTimeError, and what the
 *   token endpoint's client throws
 */
export async function refreshPair(
  deps: Dependencies,
  rotation: Rotation,
  base: BasePair,
): Promise<Refreshed | undefined> {
  let lastError: unknown;
  let lostClaims = 0;
  do {
    const newest = await readJournal(rotation.versions, base.id);
    const verdict = judgeSending(newest, await describeSender(deps, rotation, base, newest));
    if (verdict === 'wait') {
      const endsMs = Date.parse(newest?.sent_at ?? '') + SENDING.endsWithinMs;
      await deps.clock.sleep(endsMs - deps.clock.now());
      continue;
    }
    if (verdict !== 'send' && verdict !== 'again') {
      throw refuse(rotation, base, { verdict, newest, lastError });
    }
    const sent = await claim(deps, rotation, base, { newest, again: verdict === 'again' });
    if (sent === undefined) {
      lostClaims += 1;
      if (lostClaims >= POLICY.lostClaims) throw new RotationUnderWayError(rotation.alias);
      continue;
    }
    if (!(await isStillCurrent(rotation, base))) return undefined;
    try {
      return { sent, reply: await sendRefreshToken(deps, rotation.alias, base.set, sent) };
    } catch (error) {
      await recordFailure(deps, rotation, { newest, sent }, error);
      lastError = error;
      if (mayHaveBeenUsed(error)) await deps.clock.sleep(PAUSE_MS);
      else if (await isStillCurrent(rotation, base)) throw explain(rotation, base, error);
    }
  } while (await isStillCurrent(rotation, base));
  return undefined;
}

/** Read again before every send: a person may have stored a new consent, or another rotation its pair. */
async function isStillCurrent({ versions }: Rotation, base: BasePair): Promise<boolean> {
  return (await versions.readStage(STAGE.current))?.id === base.id;
}

async function describeSender(
  { clock }: Dependencies,
  { token: owner, invocation, versions, secretName }: Rotation,
  { set }: BasePair,
  newest: JournalEntry | undefined,
) {
  const expiresAt = toExpiry(set.expires_at);
  const endsMs = expiresAt
    ? expiresAt * 1_000
    : Date.parse(newest?.sent_at ?? '') + POLICY.longestLifetimeMs;
  const isUnanswered = newest?.state === 'sent';
  return {
    owner,
    invocation,
    nowMs: clock.now(),
    isLongLived: isUnanswered && (await wasAnsweredWithTheSame(versions, secretName, set)),
    accessTokenEndsMs: endsMs,
  };
}

/** A refresh before gave another access token and the same refresh token: it is not for a single use. */
async function wasAnsweredWithTheSame(
  versions: Rotation['versions'],
  secretName: string,
  set: RefreshableTokenSet,
): Promise<boolean> {
  const previous = await versions.readStage(STAGE.previous);
  try {
    const before = previous && parseTokenSet(secretName, previous.text);
    return before?.refresh_token === set.refresh_token && before.access_token !== set.access_token;
  } catch {
    // What stood there before need not have been tokens.
    return false;
  }
}

/** Writes down that the token is about to be sent; undefined when somebody else was first. */
async function claim(
  { clock }: Dependencies,
  { alias, versions, token: owner, invocation, endsAtMs }: Rotation,
  base: BasePair,
  { newest, again }: { newest: JournalEntry | undefined; again: boolean },
): Promise<JournalEntry | undefined> {
  const nowMs = clock.now();
  if (nowMs + SENDING.endsWithinMs + POLICY.storingMs > endsAtMs)
    throw new TooLittleTimeError(alias);
  const sent_at = new Date(nowMs).toISOString();
  const entry = { version: base.id, state: 'sent' as const, sent_at, again, owner, invocation };
  return appendToJournal(versions, newest, entry);
}

/** What the failure proves; without it, the entry of the send stands and says that nothing is known. */
async function recordFailure(
  { log }: Dependencies,
  { alias, versions }: Rotation,
  { newest, sent }: { newest: JournalEntry | undefined; sent: JournalEntry },
  error: unknown,
): Promise<void> {
  log.error('refresh failed', { account: alias, error: nameOf(error) });
  if (mayHaveBeenUsed(error)) return;
  const { sequence: _, ...before } =
    newest?.state === 'sent' ? newest : { ...sent, state: 'unused' as const };
  const entry =
    error instanceof InvalidGrantError ? { ...sent, state: 'refused' as const } : before;
  await appendToJournal(versions, sent, entry).catch((failure: unknown) =>
    log.error('journal not written', { account: alias, error: nameOf(failure) }),
  );
}

function explain(rotation: Rotation, base: BasePair, error: unknown): unknown {
  return error instanceof InvalidGrantError ? consentNeeded(rotation, base, error) : error;
}

function refuse(
  rotation: Rotation,
  base: BasePair,
  why: {
    verdict: Exclude<Verdict, 'send' | 'again' | 'wait'>;
    newest: JournalEntry | undefined;
    lastError: unknown;
  },
): unknown {
  const { verdict, newest, lastError } = why;
  switch (verdict) {
    case 'refused':
      return consentNeeded(rotation, base, lastError);
    case 'underWay':
      return new RotationUnderWayError(rotation.alias);
    case 'uncertain':
      return new RefreshUncertainError(rotation.alias, newest?.sent_at ?? '', lastError);
    case 'failed':
      return lastError;
  }
}

function consentNeeded({ secretName }: Rotation, { set }: BasePair, cause: unknown): Error {
  const known = describeToken({
    expiresAt: set.expires_at ?? undefined,
    refreshedAt: set.refreshed_at ?? undefined,
  });
  return new ReauthorizationRequiredError(secretName, 'refresh token', known, cause);
}
