import type { Clock } from '../shared/clock.ts';
import type { TokenSource } from './client.ts';
import { toVendorError } from './error-reply.ts';
import { type Failure, UnauthorizedError, VendorError } from './errors.ts';
import { createHide } from './hide.ts';
import type { Pace } from './pace.ts';
import { type RequestPolicy, retryDelayMs } from './policy.ts';
import { type Answer, describeOrigin, readAnswer } from './reply.ts';
import type { OutgoingRequest, Reply, ReplyLimits, Send } from './send.ts';

/** What every request needs, whichever account it is for. */
export interface RequestOptions {
  apiUrl: string;
  pace: Pace;
  clock: Clock;
  /** A number from 0 up to 1. */
  random: () => number;
  policy: RequestPolicy;
  send: Send;
}

/** One operation of the vendor: `path` comes after the API's base address. */
export interface Operation {
  method: 'GET' | 'PUT' | 'POST';
  path: string;
  query?: Record<string, string>;
  json?: object;
  /** The reply is as long as the account has senders. */
  isLong?: boolean;
}

export type Request = (operation: Operation) => Promise<Answer>;

/** What an account's requests have used so far. */
export interface Usage {
  requests: number;
  /** The vendor's ids of the replies, newest last, at most 10. */
  requestIds: string[];
}

const REQUEST_IDS = { kept: 10, characters: 100 } satisfies Record<string, number>;

/**
 * Requests of one account: each send waits for its turn, a failure is retried as the policy says, and a 401 is
 * answered by reading the token once more and sending once more.
 *
 * The loop stands here and not in ky's own retry, whose total time-out would run on while a retry waits for its turn
 * and would replace the error that led to the retry.
 *
 * @throws VendorError of the last attempt, or what `tokens.explainRefusal` makes of a second 401
 */
export function createRequester(
  { apiUrl, pace, clock, random, policy, send }: RequestOptions,
  tokens: TokenSource,
): { request: Request; usage: () => Usage } {
  const usage: Usage = { requests: 0, requestIds: [] };
  const reread = shareWhileRunning(() => tokens.reread());

  async function attempt({ outgoing, limits }: Prepared, token: string, timeoutMs: number) {
    requireSendable(token, outgoing);
    usage.requests += 1;
    const sent = { authorization: `Bearer ${token}`, timeoutMs, policy: limits };
    const hide = createHide('[token]', [token]);
    const reply = await send(outgoing, sent);
    noteRequestId(usage, describeOrigin(reply, hide));
    if (!isSuccess(reply)) throw toVendorError(reply, { hide, now: clock.now() });
    return readAnswer(reply, { limitBytes: limits.replyLimitBytes, hide });
  }

  async function request(operation: Operation): Promise<Answer> {
    const prepared = prepare(operation, { apiUrl, policy });
    let token = await tokens.read();
    let replayed = false;
    let retries = 0;
    let leftMs = policy.callMs;
    for (;;) {
      await pace.take();
      const startedMs = clock.now();
      try {
        return await attempt(prepared, token, Math.max(1, Math.min(policy.attemptMs, leftMs)));
      } catch (error) {
        if (!(error instanceof VendorError)) throw error;
        leftMs -= clock.now() - startedMs;
        if (error instanceof UnauthorizedError) {
          if (replayed) throw tokens.explainRefusal(error);
          replayed = true;
          token = await reread();
          continue;
        }
        const delayMs = retryDelayMs(error, { retries, random: random(), policy });
        if (delayMs === undefined || delayMs >= leftMs) throw error;
        retries += 1;
        leftMs -= delayMs;
        await clock.sleep(delayMs);
      }
    }
  }

  return { request, usage: () => ({ ...usage, requestIds: [...usage.requestIds] }) };
}

/** Fetch itself would refuse such a token too, but with an error that quotes it. */
function requireSendable(token: string, { method, url }: OutgoingRequest): void {
  if (/^[\x21-\x7e]+$/.test(token)) return;
  const event = 'was not sent: the access token is empty or holds what no header can carry';
  throw new UnauthorizedError({ method, url, event });
}

interface Prepared {
  outgoing: OutgoingRequest;
  limits: ReplyLimits;
}

function prepare(
  { method, path, query, json, isLong }: Operation,
  { apiUrl, policy }: Pick<RequestOptions, 'apiUrl' | 'policy'>,
): Prepared {
  const url = new URL(`${apiUrl.replace(/\/+$/, '')}${path}`);
  url.search = new URLSearchParams(query).toString();
  const { replyLimitBytes, longReplyLimitBytes, errorReplyLimitBytes } = policy;
  return {
    outgoing: { method, url: url.href, ...(json === undefined ? {} : { json }) },
    limits: {
      replyLimitBytes: isLong ? longReplyLimitBytes : replyLimitBytes,
      errorReplyLimitBytes,
    },
  };
}

function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

function noteRequestId(usage: Usage, { requestId, trackingId }: Failure): void {
  const id = (requestId ?? trackingId)?.slice(0, REQUEST_IDS.characters);
  if (id !== undefined) usage.requestIds = [...usage.requestIds, id].slice(-REQUEST_IDS.kept);
}

function shareWhileRunning<Value>(start: () => Promise<Value>): () => Promise<Value> {
  let running: Promise<Value> | undefined;
  return () => {
    running ??= start().finally(() => {
      running = undefined;
    });
    return running;
  };
}
