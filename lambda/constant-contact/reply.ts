import type * as z from 'zod/mini';
import { safeParse } from '../shared/safe-parse.ts';
import { type Failure, UnreadableReplyError } from './errors.ts';
import { type Hide, hideInDocument } from './hide.ts';
import { findExcess, JSON_LIMITS } from './json.ts';
import type { Reply } from './send.ts';

/** A successful reply: its JSON document, undefined for 204, and where it came from, for errors about its content. */
export interface Answer {
  document: unknown;
  origin: Failure;
}

/**
 * Takes the JSON document out of a reply. An answer of 200 alone proves nothing: the vendor has announced maintenance
 * with 200 and HTML.
 *
 * @param hide - takes the token out of all texts and names of the document, should it quote the request
 * @throws UnreadableReplyError unless a 2xx reply is 204 or JSON of at most `limitBytes` and within `JSON_LIMITS`
 */
export function readAnswer(
  reply: Reply,
  { limitBytes, hide }: { limitBytes: number; hide: Hide },
): Answer {
  const origin = describeOrigin(reply, hide);
  if (reply.status === 204) return { document: undefined, origin };
  const fault = findFault(reply, limitBytes);
  if (fault !== undefined) {
    throw new UnreadableReplyError({ ...origin, event: `answered ${reply.status} ${hide(fault)}` });
  }
  try {
    return { document: parseJson(reply.body, hide), origin };
  } catch {
    // The parser's own message quotes the reply, so it is not kept.
    const event = `answered ${reply.status} with a body that is not JSON`;
    throw new UnreadableReplyError({ ...origin, event });
  }
}

function findFault({ headers, body }: Reply, limitBytes: number): string | undefined {
  const contentType = headers.get('content-type') ?? 'no content type';
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return `with ${contentType}, not JSON`;
  if (body.byteLength > limitBytes) return `with more than ${limitBytes} bytes`;
  const excess = findExcess(body, JSON_LIMITS);
  return excess && `with more than ${JSON_LIMITS[excess]} ${excess}`;
}

function parseJson(body: Uint8Array, hide: Hide): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  const document: unknown = JSON.parse(text);
  // With escapes a token may be spelled in another way than it was sent.
  const isClean = hide(text) === text && !text.includes('\\');
  return isClean ? document : hideInDocument(document, hide);
}

/** Returns the document of an answer as `schema` reads it; an error names the path in `root`, never a value. */
export function parseDocument<Output>(
  schema: z.core.$ZodType<Output>,
  document: unknown,
  { root, origin }: { root: string; origin: Failure },
): Output {
  const result = safeParse(schema, document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const event = `answered ${origin.status}, but ${describeIssue(root, issue)}`;
  throw new UnreadableReplyError({ ...origin, event });
}

function describeIssue(root: string, issue: z.core.$ZodIssue | undefined): string {
  const steps = (issue?.path ?? []).map((step) =>
    typeof step === 'number' ? `[${step}]` : `.${String(step)}`,
  );
  const path = `${root}${steps.join('')}`;
  switch (issue?.code) {
    case 'invalid_type':
      return `${path} is not of type ${issue.expected}`;
    case 'too_big':
      return `${path} is longer than ${issue.maximum}`;
    case 'too_small':
      return `${path} is less than ${issue.minimum}`;
    case 'custom':
      return `${path} is ${issue.message}`;
    default:
      return `${path} is not as documented`;
  }
}

/** Which request a reply belongs to, for every error about it; the vendor's ids may quote the request. */
export function describeOrigin({ method, url, status, headers }: Reply, hide: Hide): Failure {
  return {
    method,
    url,
    status,
    requestId: hide(headers.get('x-amzn-requestid') ?? undefined),
    trackingId: hide(headers.get('x-eig-tracking-id') ?? undefined),
  };
}
