import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { replySchema } from '../../../lambda/update/reply.ts';

const HEAD = { schemaVersion: 1, action: 'addAccountEmail', account: 'main', requestId: 'r-1' };
const REFUSED = { ...HEAD, ok: false };
const APPLIED = { ...HEAD, ok: true, outcome: 'applied', changes: [], result: { a: [1] } };
const CHANGE = { field: 'city', before: null, after: 'Paris' };
const MISMATCH = { field: 'city', expected: null, actual: 'Paris' };

const isReply = (reply: unknown) => z.safeParse(replySchema, reply).success;
const refused = (code: string, details: unknown) => ({
  ...REFUSED,
  error: { code, message: 'because', details },
});

describe('a reply', () => {
  it.each([
    APPLIED,
    { ...APPLIED, changes: [CHANGE] },
    { ...APPLIED, outcome: 'unchanged' },
    { ...APPLIED, outcome: 'wouldApply', result: null },
    refused('invalid_input', [{ field: 'input', problem: 'is required' }]),
    refused('precondition_failed', [MISMATCH]),
    refused('forbidden', [{ cause: 'unknown', status: 403 }]),
    { ...refused('invalid_input', []), action: null, account: null },
  ])('can be %j', (reply) => {
    expect(isReply(reply)).toBe(true);
  });

  it.each([
    { ...APPLIED, outcome: 'done' },
    { ...APPLIED, requestId: undefined },
    { ...APPLIED, schemaVersion: 2 },
    { ...APPLIED, action: null },
    { ...APPLIED, changes: [{ field: 'city' }] },
    { ...APPLIED, result: 'Paris' },
    REFUSED,
    refused('teapot', []),
    refused('invalid_input', [MISMATCH]),
    refused('precondition_failed', [{ field: 'city', problem: 'differs' }]),
    refused('not_found', {}),
  ])('cannot be %j', (reply) => {
    expect(isReply(reply)).toBe(false);
  });
});
