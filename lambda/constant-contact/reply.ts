import type * as z from 'zod/mini';
import { safeParse } from '../shared/safe-parse.ts';
import { type Failure, UnreadableReplyError } from './errors.ts';
import type { RequestPolicy } from './policy.ts';
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
 * @throws UnreadableReplyError unless a 2xx reply is 204 or JSON of at most `policy.replyLimitBytes`
 */
export function readAnswer(reply: Reply, policy: RequestPolicy): Answer {
  const origin = describeOrigin(reply);
  if (reply.status === 204) return { document: undefined, origin };
  const fault = findFault(reply, policy);
  if (fault !== undefined) {
    throw new UnreadableReplyError({ ...origin, event: `answered ${reply.status} ${fault}` });
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(reply.body);
    return { document: JSON.parse(text), origin };
  } catch {
    // The parser's own message quotes the reply, so it is not kept.
    const event = `answered ${reply.status} with a body that is not JSON`;
    throw new UnreadableReplyError({ ...origin, event });
  }
}

function findFault({ headers, body }: Reply, policy: RequestPolicy): string | undefined {
  const contentType = headers.get('content-type') ?? 'no content type';
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return `with ${contentType}, not JSON`;
  if (body.byteLength > policy.replyLimitBytes) {
    return `with more than ${policy.replyLimitBytes} bytes`;
  }
  return undefined;
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

/** Which request a reply belongs to, for every error about it. */
export function describeOrigin({ method, url, status, headers }: Reply): Failure {
  return {
    method,
    url,
    status,
    requestId: headers.get('x-amzn-requestid') ?? undefined,
    trackingId: headers.get('x-eig-tracking-id') ?? undefined,
  };
}
