import type { Scenario } from '../../infra/local/sandbox/scenario.ts';

type Fault = Scenario[number]['fault'];

/** Faults of the sandbox that fail a run for as long as they last, with the name of its error. */
export const FATAL_FAULTS: [what: string, fault: Fault, errorName: string][] = [
  ['401', { type: 'unauthorizedOnce' }, 'ReauthorizationRequiredError'],
  ['403', { type: 'status', status: 403 }, 'ForbiddenError'],
  ['404', { type: 'status', status: 404 }, 'UnreadableReplyError'],
  ['400', { type: 'status', status: 400 }, 'UnreadableReplyError'],
  ['415', { type: 'status', status: 415 }, 'UnreadableReplyError'],
  ['429 throttled', { type: 'throttled' }, 'RateLimitedError'],
  ['500', { type: 'status', status: 500, body: 'json' }, 'UpstreamUnavailableError'],
  ['502 in HTML', { type: 'status', status: 502, body: 'html' }, 'UpstreamUnavailableError'],
  [
    '503 without a body',
    { type: 'status', status: 503, body: 'empty', retryAfterSeconds: 1 },
    'UpstreamUnavailableError',
  ],
  ['504', { type: 'status', status: 504 }, 'UpstreamUnavailableError'],
  ['a dropped connection', { type: 'dropBefore' }, 'UpstreamUnavailableError'],
  ['a connection dropped late', { type: 'dropAfter' }, 'UpstreamUnavailableError'],
  ['no answer in time', { type: 'delay', ms: 2_500 }, 'UpstreamUnavailableError'],
  ['a broken reply', { type: 'truncate', variant: 'broken' }, 'UpstreamUnavailableError'],
  ['a short reply', { type: 'truncate', variant: 'short' }, 'UnreadableReplyError'],
  ['200 with HTML', { type: 'html', status: 200 }, 'UnreadableReplyError'],
  ['garbage', { type: 'garbage' }, 'UnreadableReplyError'],
  ['another content type', { type: 'wrongContentType' }, 'UnreadableReplyError'],
  ['no sender', { type: 'emptySenders' }, 'EmptySendersError'],
  [
    'a status of the wrong type',
    { type: 'wrongTypes', at: 'sender', field: 'confirm_status' },
    'UnreadableReplyError',
  ],
  [
    'an address of the wrong type',
    { type: 'wrongTypes', at: 'address', field: 'city' },
    'UnreadableReplyError',
  ],
  [
    'no account id',
    { type: 'missingField', at: 'summary', field: 'encoded_account_id' },
    'UnreadableReplyError',
  ],
];
