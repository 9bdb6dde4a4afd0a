import { AccountMismatchError } from '../account/errors.ts';
import type { AccountClient } from '../constant-contact/client.ts';
import { TokenReplacedError } from '../credentials/errors.ts';
import { type PinnedToken, pinToken } from '../credentials/pin-token.ts';
import type { AccountToken } from '../credentials/tokens.ts';
import { type LogFields, nameOf } from '../shared/log.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { readNewestHeader } from '../store/headers.ts';
import type { StoredHeader } from '../store/items.ts';
import { isRefusal, type LiveState, type Plan, type Resource } from './action.ts';
import { toAction } from './actions.ts';
import { announce } from './announce.ts';
import { checkExpectations } from './check-expectations.ts';
import type { Dependencies, Invocation } from './dependencies.ts';
import { differsFromSnapshot } from './differs-from-snapshot.ts';
import { BusyError } from './errors.ts';
import { explainFailure } from './explain-failure.ts';
import { recordWrite } from './record-write.ts';
import { invalidRequest, refusal } from './refusals.ts';
import type { Applied, Refusal, UpdateReply } from './reply.ts';
import { parseRequest, type UpdateRequest } from './request.ts';
import { withLease } from './with-lease.ts';

/** A write is only sent while this much of the invocation is left: 25 s for it, and 30 s to see what became of it. */
const WRITE_NEEDS_MS = 60_000;

/** What an update came to, for the reply. */
type Outcome = Applied | Refusal;

/** One request on its way, with the account's own client and token. */
interface Update {
  request: UpdateRequest;
  invocation: Invocation;
  client: AccountClient;
  token: AccountToken;
  /** The same token as the client's. */
  pin: PinnedToken;
  /** True once a look at what was written found the token replaced. */
  isTokenReplaced: boolean;
}

/**
 * Changes an account: lease, read, compare, skip what is already so, write, read back. Safe to repeat without a key.
 * Refuses as data what retrying cannot mend; throws `BusyError`, `RateLimitedError`, `QuotaExhaustedError`,
 * `UpstreamUnavailableError`, `OutcomeUnknownError`, `ReauthorizationRequiredError`, `TokenUnusableError` or
 * `AccountMismatchError`, because the caller may retry or a person must act.
 */
export async function updateAccount(
  deps: Dependencies,
  event: unknown,
  invocation: Invocation,
): Promise<UpdateReply> {
  const { requestId } = invocation;
  const parsed = parseRequest(event);
  if (!parsed.ok) {
    const { action, account, problems } = parsed;
    return {
      schemaVersion: 1,
      ok: false,
      action,
      account,
      requestId,
      error: invalidRequest(problems),
    };
  }
  const { request } = parsed;
  const outcome = await carryOut(deps, request, invocation);
  const { action, account } = request;
  deps.log.info('update finished', {
    account,
    action,
    requestId,
    ...(isRefusal(outcome) ? describeRefusal(outcome) : { outcome: outcome.outcome }),
  });
  const head = { schemaVersion: 1, action, account, requestId } as const;
  return isRefusal(outcome)
    ? { ...head, ok: false, error: outcome }
    : { ...head, ok: true, ...outcome };
}

/** For the log, where whoever is paged looks; the caller's own input stays out of it. */
function describeRefusal({ code, details }: Refusal): LogFields {
  const [first] = code === 'forbidden' ? details : [];
  const {
    cause,
    privilege,
    scope,
    requestId: vendorRequestId,
  } = (first ?? {}) as Record<string, string>;
  return { outcome: code, ...(first && { cause, privilege, scope, vendorRequestId }) };
}

async function carryOut(
  deps: Dependencies,
  request: UpdateRequest,
  invocation: Invocation,
): Promise<Outcome> {
  const { table, clock, random } = deps;
  const { account } = request;
  const token = deps.tokens.forAccount(account);
  const pin = pinToken(token);
  const client = deps.constantContact.forAccount(pin);
  const update = { request, invocation, client, token, pin, isTokenReplaced: false };
  try {
    await token.stored();
    const { endsAtMs } = invocation;
    const lease = {
      table,
      clock,
      log: deps.log,
      random,
      account,
      owner: deps.newOwnerId(),
      endsAtMs,
    };
    return await withLease(lease, () => decideWithOneToken(deps, update));
  } catch (error) {
    pin.unpin();
    return await explainFailure(error, deps, { client, token }).finally(token.forget);
  }
}

/**
 * All that is read, compared and written goes out with one token. A 401 that brings a new one proves that nothing was
 * done, and the new one may open another account: so once more from the start.
 */
async function decideWithOneToken(deps: Dependencies, update: Update): Promise<Outcome> {
  try {
    return await decide(deps, update);
  } catch (error) {
    if (!(error instanceof TokenReplacedError)) throw error;
    update.pin.unpin();
    return decide(deps, update);
  }
}

async function decide(deps: Dependencies, update: Update): Promise<Outcome> {
  const { request, client, token } = update;
  const action = toAction(request);
  const [header, live, { accountId }] = await waitForAll([
    readNewestHeader(deps.table, request.account),
    action.read(client),
    token.stored(),
  ]);
  assertSameAccount(request.account, [accountId, header?.accountId], live);
  const plan = action.plan(live.resource);
  if (isRefusal(plan)) return plan;
  if (plan.changes.length === 0) {
    if (!request.dryRun) await announceIfUnseen(deps, update, header, live);
    return { outcome: 'unchanged', changes: [], result: live.resource };
  }
  const refused = checkExpectations(request, live.resource) ?? (await plan.check?.(client));
  if (refused) return refused;
  if (request.dryRun) return { outcome: 'wouldApply', changes: plan.changes, result: null };
  return write(deps, update, plan, live);
}

/** A sync would find what is live but in no snapshot yet; whether it would, must not fail an update. */
async function announceIfUnseen(
  deps: Dependencies,
  { request, invocation }: Update,
  header: StoredHeader | null,
  live: LiveState,
): Promise<void> {
  try {
    const isUnseen = await differsFromSnapshot(deps.table, request, header, live);
    if (isUnseen) await announce(deps, request, invocation);
  } catch (error) {
    const { account } = request;
    deps.log.error('snapshot not compared', { account, reason: nameOf(error) });
  }
}

async function write(
  deps: Dependencies,
  update: Update,
  plan: Plan,
  live: LiveState,
): Promise<Outcome> {
  const { request, invocation, client } = update;
  const { endsAtMs } = invocation;
  if (deps.clock.now() + WRITE_NEEDS_MS > endsAtMs) throw new BusyError(request.account, 0);
  const look = () => lookAgain(update, live);
  const sending = { account: request.account, client, clock: deps.clock, plan, look, endsAtMs };
  const { outcome, resource } = await recordWrite(deps, request, invocation, sending);
  if (outcome === 'applied') return { outcome, changes: plan.changes, result: resource };
  if (outcome === 'unchanged') return { outcome, changes: [], result: resource };
  const fields = plan.changes.map(({ field }) => field);
  const message = `Constant Contact accepted the request but the account still shows another ${fields.join(', ')}.`;
  return refusal('rejected', message, [{ fields }]);
}

/**
 * The write is out, so a token replaced since may be used to look at it, if it opens the same account: from then on each
 * look asks whose summary that is.
 */
async function lookAgain(update: Update, live: LiveState): Promise<Resource> {
  const { request, client, pin } = update;
  const action = toAction(request);
  if (!update.isTokenReplaced) {
    try {
      return await action.look(client);
    } catch (error) {
      if (!(error instanceof TokenReplacedError)) throw error;
      update.isTokenReplaced = true;
    }
  }
  pin.unpin();
  const again = await action.read(client);
  assertSameAccount(request.account, [live.summary.encoded_account_id], again);
  return again.resource;
}

/** One alias, one account: compared before anything is sent, with what the secret and the newest header say. */
function assertSameAccount(
  account: string,
  knownIds: readonly (string | undefined)[],
  { summary }: LiveState,
): void {
  const other = knownIds.find((id) => id !== undefined && id !== summary.encoded_account_id);
  if (other !== undefined) throw new AccountMismatchError(account, other);
}
