import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { UpstreamUnavailableError } from './errors.ts';
import type { RequestPolicy } from './policy.ts';

/** One request to the vendor, without its credentials; it carries JSON, a form, or nothing. */
export interface OutgoingRequest {
  method: 'GET' | 'PUT' | 'POST';
  url: string;
  json?: object;
  form?: Record<string, string>;
}

export interface SendOptions {
  /** Value of the header; a public client of the authorization server has none. */
  authorization: string | undefined;
  timeoutMs: number;
  policy: Pick<RequestPolicy, 'replyLimitBytes' | 'errorReplyLimitBytes'>;
}

/** What came back, whatever the status; `body` is one chunk longer than allowed if the limit was passed. */
export interface Reply {
  method: string;
  url: string;
  status: number;
  /** By their names in small letters. */
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
}

export type Send = (request: OutgoingRequest, options: SendOptions) => Promise<Reply>;

/** Fetch would name the runtime; some gateways refuse a request that names nobody. */
const USER_AGENT = 'constant-contact-account-sync';

/**
 * Sends one attempt and reads the whole reply. Redirects are not followed, for that would turn a PUT into a GET and the
 * vendor documents none. Node's own HTTP client, which the AWS SDK has loaded already: fetch would take 30 ms of CPU time
 * and 24 MB at every cold start. Retrying is left to `request.ts`, because the pace of a retry, its back-off and the
 * replay after a 401 share one budget there.
 *
 * @throws UpstreamUnavailableError if no whole reply came within `timeoutMs`
 */
export const send: Send = async (request, { authorization, timeoutMs, policy }) => {
  const { method, url } = request;
  const signal = AbortSignal.timeout(timeoutMs);
  const answered = open(request, { authorization, signal });
  try {
    const response = await answered;
    const status = response.statusCode ?? 0;
    const isGood = status >= 200 && status < 300;
    const limitBytes = isGood ? policy.replyLimitBytes : policy.errorReplyLimitBytes;
    const body = await readBody(response, limitBytes);
    return { method, url, status, headers: toHeaders(response), body };
  } catch (error) {
    if (signal.aborted) {
      const event = `got no whole answer within ${timeoutMs} ms`;
      throw new UpstreamUnavailableError({ method, url, event, sent: true });
    }
    const { description, sent } = describeFault(error);
    const event = `failed on the connection (${description})`;
    const cause = new Error(description);
    throw new UpstreamUnavailableError({ method, url, event, sent, cause });
  }
};

/** Resolves when status and headers are there. */
function open(
  { method, url, json, form }: OutgoingRequest,
  { authorization, signal }: { authorization: string | undefined; signal: AbortSignal },
): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  const headers = {
    accept: 'application/json',
    'user-agent': USER_AGENT,
    ...(authorization && { authorization }),
    ...(json && { 'content-type': 'application/json' }),
    ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const body = json ? JSON.stringify(json) : form && new URLSearchParams(form).toString();
  const answered = Promise.withResolvers<IncomingMessage>();
  request(url, { method, headers, signal })
    .once('response', answered.resolve)
    // Stays when the answer has begun: an error that nobody hears would end the process.
    .on('error', answered.reject)
    // The only thing that is heard of an answer that switches protocols.
    .once('close', () => answered.reject(new Error('closed without an answer')))
    .end(body);
  return answered.promise;
}

function toHeaders({ headers }: IncomingMessage): Reply['headers'] {
  return new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function readBody(response: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    // Leaving the loop breaks the connection off.
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

/** What the system said; of a host with several addresses there is one error for each that was tried. */
function describeFault(thrown: unknown): { description: string; sent: boolean } {
  const faults: SystemFault[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
  const sent = !faults.every(({ syscall }) => CONNECTING.includes(syscall));
  const [first] = faults;
  const words = [first?.code, first?.message].filter((word) => typeof word === 'string');
  return { description: words.join(': '), sent };
}
