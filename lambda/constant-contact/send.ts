import ky, { isNetworkError, isTimeoutError } from 'ky';
import { UpstreamUnavailableError } from './errors.ts';
import type { RequestPolicy } from './policy.ts';

/** One request to the vendor, without its credentials; it carries JSON, a form, or nothing. */
export interface OutgoingRequest {
  method: 'GET' | 'PUT' | 'POST';
  url: string;
  json?: object;
  form?: Record<string, string>;
}

export type ReplyLimits = Pick<RequestPolicy, 'replyLimitBytes' | 'errorReplyLimitBytes'>;

export interface SendOptions {
  /** Value of the header; a public client of the authorization server has none. */
  authorization: string | undefined;
  timeoutMs: number;
  policy: ReplyLimits;
}

/** What came back, whatever the status; `body` is one chunk longer than allowed if the limit was passed. */
export interface Reply {
  method: string;
  url: string;
  status: number;
  headers: Headers;
  body: Uint8Array;
}

export type Send = (request: OutgoingRequest, options: SendOptions) => Promise<Reply>;

/** Fetch would name nothing but the runtime. */
const USER_AGENT = 'constant-contact-account-sync';

/**
 * Sends one attempt and reads the whole reply. Retrying is left to `request.ts`, because the pace of a retry, its
 * back-off and the replay after a 401 share one budget there.
 *
 * @throws UpstreamUnavailableError if no whole reply came within `timeoutMs`
 */
export const send: Send = async (request, { authorization, timeoutMs, policy }) => {
  const { method, url, json, form } = request;
  let body: Uint8Array = new Uint8Array();
  try {
    const { status, headers } = await ky(url, {
      method,
      ...(json === undefined ? {} : { json }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      headers: {
        accept: 'application/json',
        'user-agent': USER_AGENT,
        ...(authorization && { authorization }),
      },
      timeout: timeoutMs,
      retry: 0,
      throwHttpErrors: false,
      // A followed redirect would turn a PUT into a GET; the vendor documents none.
      redirect: 'manual',
      // Reading inside fetch puts the body under the same time-out as the headers.
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        body = await readBody(response, policy);
        return response;
      },
    });
    return { method, url, status, headers, body };
  } catch (error) {
    if (isTimeoutError(error)) {
      const event = `got no whole answer within ${timeoutMs} ms`;
      throw new UpstreamUnavailableError({ method, url, event, sent: true });
    }
    if (!isNetworkError(error)) throw error;
    const { description, sent } = describeFault(error.cause);
    const event = `failed on the connection (${description})`;
    // ky's own error holds the request with its Authorization header, so only its words are kept.
    const cause = new Error(description);
    throw new UpstreamUnavailableError({ method, url, event, sent, cause });
  }
};

async function readBody(response: Response, policy: ReplyLimits): Promise<Uint8Array> {
  const limitBytes = response.ok ? policy.replyLimitBytes : policy.errorReplyLimitBytes;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (bytes > limitBytes) break;
  }
  return Buffer.concat(chunks);
}

/** The system calls before the first byte of a request leaves; a fault in one of them proves that nothing was sent. */
const CONNECTING: readonly unknown[] = ['connect', 'getaddrinfo'];

interface SystemFault extends Error {
  code?: unknown;
  syscall?: unknown;
}

/** Finds the system's error below fetch's: `TypeError: fetch failed` → (one error an address tried →) its cause. */
function describeFault(thrown: unknown): { description: string; sent: boolean } {
  const outer = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  const faults: SystemFault[] = outer instanceof AggregateError ? outer.errors : [outer];
  const sent = !faults.every(
    ({ code, syscall }) => CONNECTING.includes(syscall) || code === 'UND_ERR_CONNECT_TIMEOUT',
  );
  const [first] = faults;
  const words = [first?.code, first?.message].filter((word) => typeof word === 'string');
  return { description: words.join(': '), sent };
}
