import { parseBody } from './answer.ts';
import type { Fault } from './scenario.ts';
import type { IncomingRequest } from './state.ts';

/** One request as the sandbox saw it. Tokens are never part of it. */
export interface RecordedRequest {
  /** Epoch milliseconds of its arrival, by the sandbox's clock. */
  at: number;
  method: string;
  /** Without `/v3` where it began with it. */
  path: string;
  query: Record<string, string>;
  accountId?: string;
  /** The parsed JSON body, or its text if it is none; undefined if it was empty. */
  body: unknown;
  /** `dropped` while, or because, nothing has been answered. */
  status: number | 'dropped';
  /** Whether the operation was carried out, even if its reply never arrived. */
  acted: boolean;
  fault?: Fault['type'];
}

export function openRecord(request: IncomingRequest, nowMs: number): RecordedRequest {
  const { access_token: _, ...query } = Object.fromEntries(request.query);
  return {
    at: nowMs,
    method: request.method,
    path: request.path,
    query,
    body: parseBody(request.rawBody),
    status: 'dropped',
    acted: false,
  };
}
