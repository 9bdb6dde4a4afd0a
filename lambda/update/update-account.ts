import { AccountMismatchError } from '../account/errors.ts';
import type { AccountClient } from '../constant-contact/client.ts';
import { TokenReplacedError } from '../credentials/errors.ts';
import { type PinnedToken, pinToken } from '../credentials/pin-token.ts';
import type { AccountToken } from '../credentials/tokens.ts';
import { waitForAll } from '../shared/wait-for-all.ts';
import { readNewestHeader } from '../store/headers.ts';
import { isRefusal, type LiveState, type Plan } from './action.ts';
import { toAction } from './actions.ts';
import { announce } from './announce.ts';
import { checkExpectations } from './check-expectations.ts';
import type { Dependencies, Invocation } from './dependencies.ts';
import { differsFromSnapshot } from './differs-from-snapshot.ts';
import { explainFailure } from './explain-failure.ts';
import { recordWrite } from './record-write.ts';
import { invalidRequest, refusal } from './refusals.ts';
import type { Applied, Refusal, UpdateReply } from './reply.ts';
import { parseRequest, type UpdateRequest } from './request.ts';
import { withLease } from './with-lease.ts';

/** What an update came to, for the reply. */
type Outcome = Applied | Refusal;

/** One request on its way, with the account's own client and token. */
interface Update {
  request: UpdateRequest;
  invocation: Invocation;
  client: AccountClient;
  token: AccountToken;
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
    outcome: isRefusal(outcome) ? outcome.code : outcome.outcome,
  });
  const head = { schemaVersion: 1, action, account, requestId } as const;
  return isRefusal(outcome)
    ? { ...head, ok: false, error: outcome }
    : { ...head, ok: true, ...outcome };
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
  const update = { request, invocation, client, token };
  try {
    await token.stored();
    const { endsAtMs } = invocation;
    const lease = { table, clock, random, account, owner: deps.newOwnerId(), endsAtMs };
    return await withLease(lease, () => decideWithOneToken(deps, update, pin));
  } catch (error) {
    pin.unpin();
    return await explainFailure(error, deps, { client, token }).finally(token.forget);
  }
}

/**
 * All that is read, compared and written goes out with one token. A 401 that brings a new one proves that nothing was
 * done, and the new one may open another account: so once more from the start.
 */
async function decideWithOneToken(
  deps: Dependencies,
  update: Update,
  pin: PinnedToken,
): Promise<Outcome> {
  try {
    return await decide(deps, update);
  } catch (error) {
    if (!(error instanceof TokenReplacedError)) throw error;
    pin.unpin();
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
    if (await differsFromSnapshot(deps.table, request, header, live)) {
      await announce(deps, request, update.invocation);
    }
    return { outcome: 'unchanged', changes: [], result: live.resource };
  }
  const refused = checkExpectations(request, live.resource) ?? (await plan.check?.(client));
  if (refused) return refused;
  if (request.dryRun) return { outcome: 'wouldApply', changes: plan.changes, result: null };
  return write(deps, update, plan);
}

async function write(
  deps: Dependencies,
  { request, invocation, client }: Update,
  plan: Plan,
): Promise<Outcome> {
  const sending = {
    account: request.account,
    client,
    clock: deps.clock,
    action: toAction(request),
    plan,
  };
  const { outcome, resource } = await recordWrite(deps, request, invocation, sending);
  if (outcome === 'applied') return { outcome, changes: plan.changes, result: resource };
  if (outcome === 'unchanged') return { outcome, changes: [], result: resource };
  const fields = plan.changes.map(({ field }) => field);
  const message = `Constant Contact accepted the request but the account still shows another ${fields.join(', ')}.`;
  return refusal('rejected', message, [{ fields }]);
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
