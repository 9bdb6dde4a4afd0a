import * as z from 'zod/mini';
import { ALIAS_PATTERN } from '../shared/contract.ts';
import { toPrintable } from '../shared/printable.ts';
import { safeParse } from '../shared/safe-parse.ts';

const time = z.iso.datetime({ offset: true });

const requestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  account: z.exactOptional(z.string().check(z.regex(ALIAS_PATTERN))),
  asOf: z.exactOptional(time),
  since: z.exactOptional(time),
  cursor: z.exactOptional(z.string().check(z.maxLength(500))),
});

/** What audit takes: all accounts, or one in depth, now or as of a time, with what happened since another. */
export type AuditRequest = z.infer<typeof requestSchema>;

export type ParsedRequest =
  | { ok: true; request: AuditRequest }
  | { ok: false; problems: { field: string; problem: string }[] };

/** Reads a request; times become ISO 8601 UTC with milliseconds. A wrong one gives all its problems, in words. */
export function parseRequest(event: unknown, nowMs: number): ParsedRequest {
  const parsed = safeParse(requestSchema, event);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(describe) };
  const { asOf, since, ...rest } = parsed.data;
  const request = {
    ...rest,
    ...(asOf !== undefined && { asOf: toUtc(asOf) }),
    ...(since !== undefined && { since: toUtc(since) }),
  };
  const problems = findTimeProblems(request, nowMs);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, request };
}

function findTimeProblems(
  { account, asOf, since, cursor }: AuditRequest,
  nowMs: number,
): { field: string; problem: string }[] {
  const problems = [];
  if (cursor !== undefined && account === undefined) {
    problems.push({ field: 'cursor', problem: 'is for one account only: name it' });
  }
  for (const [field, value] of Object.entries({ asOf, since })) {
    if (value === undefined) continue;
    if (account === undefined)
      problems.push({ field, problem: 'is for one account only: name it' });
    // Such years have other than four digits, and stored times are compared as text.
    else if (Date.parse(value) < 0) problems.push({ field, problem: 'is before 1970' });
    else if (Date.parse(value) > nowMs) problems.push({ field, problem: 'is in the future' });
  }
  if (asOf !== undefined && since !== undefined && since > asOf) {
    problems.push({ field: 'since', problem: 'must not be after asOf' });
  }
  return problems;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  schemaVersion: 'must be 1',
  account: 'must be an alias: lower-case letters, digits and dashes, at most 40',
  asOf: 'must be a time such as 2026-11-01T00:00:00Z',
  since: 'must be a time such as 2026-11-01T00:00:00Z',
  cursor: 'must be the cursor of an earlier reply',
};

function describe(issue: z.core.$ZodIssue): { field: string; problem: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, 10).map((key) => ({
      field: toPrintable(key, 60),
      problem: 'is not a field of this request',
    }));
  }
  const field = String(issue.path[0] ?? 'request');
  return [{ field, problem: PROBLEMS[field] ?? 'must be an object' }];
}

function toUtc(text: string): string {
  return new Date(text).toISOString();
}
