import { parseBody } from './answer.ts';
import { isAuthPath } from './oauth/answer-auth.ts';
import { hideSecrets, readForm } from './oauth/form.ts';
import type { Fault } from './scenario.ts';
import type { IncomingRequest } from './state.ts';

/** One request as the sandbox saw it. Of tokens and other secrets it keeps fingerprints, never the value. */
export interface RecordedRequest {
  /** Epoch milliseconds of its arrival, by the sandbox's clock. */
  at: number;
  method: string;
  /** Without `/v3` where it began with it. */
  path: string;
  query: Record<string, string>;
  accountId?: string;
  /** The parsed JSON body or form, or its text if it is neither; undefined if it was empty. */
  body: unknown;
  /** `dropped` while, or because, nothing has been answered. */
  status: number | 'dropped';
  /** Whether the operation was carried out, even if its reply never arrived. */
  acted: boolean;
  fault?: Fault['type'];
}

export function openRecord(request: IncomingRequest, nowMs: number): RecordedRequest {
  return {
    at: nowMs,
    method: request.method,
    path: request.path,
    query: hideSecrets(request.query),
    body: readBody(request),
    status: 'dropped',
    acted: false,
  };
}

/** What comes to the authorization server and is no form is not kept: nobody knows what is secret in it. */
function readBody(request: IncomingRequest): unknown {
  if (!isAuthPath(request.path)) return parseBody(request.rawBody);
  const form = readForm(request);
  return form && hideSecrets(form);
}
