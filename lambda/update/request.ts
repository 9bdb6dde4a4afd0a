import * as z from 'zod/mini';
import { ALIAS_PATTERN, DEFAULT_ACCOUNT } from '../shared/contract.ts';
import { toPrintable } from '../shared/printable.ts';
import { safeParse } from '../shared/safe-parse.ts';
import type { FieldProblem } from './rules/check-address.ts';
import { checkInput } from './rules/check-input.ts';
import {
  addressInput,
  addressPatch,
  nonEmpty,
  senderInput,
  strict,
  summaryInput,
} from './rules/inputs.ts';
import { isPlainText, isPrintable } from './rules/text-forms.ts';

/** What a request may hold beside its input, and how much is said about one that is refused. */
const LIMITS = {
  requestedByCharacters: 200,
  /** As many as are read of any text of a vendor's reply. */
  expectedCharacters: 1_000,
  problems: 20,
  /** Of a field's name, which is the caller's own when nobody knows it. */
  nameCharacters: 60,
} satisfies Record<string, number>;

export const ACTIONS = [
  'updateAccountSummary',
  'addPhysicalAddress',
  'updatePhysicalAddress',
  'addAccountEmail',
] as const;

export type UpdateAction = (typeof ACTIONS)[number];

/** Fields of a summary that callers look for, but that only the vendor or another action sets. */
const READ_ONLY: Readonly<Record<string, string>> = {
  encoded_account_id: 'is set by Constant Contact and cannot be changed',
  encoded_partner_id: 'is set by Constant Contact and cannot be changed',
  physical_address: 'is changed by updatePhysicalAddress and added by addPhysicalAddress',
  company_logo: 'cannot be changed here: upload the logo in Constant Contact itself',
};

const head = {
  schemaVersion: z.literal(1, { error: 'must be 1' }),
  account: z._default(
    z.string({ error: 'must be a text' }).check(
      z.regex(ALIAS_PATTERN, {
        error: 'must be an alias: lower-case letters, digits and dashes, at most 40',
      }),
    ),
    DEFAULT_ACCOUNT,
  ),
};

const options = {
  dryRun: z.exactOptional(
    z
      .boolean({ error: 'must be a boolean: true or false' })
      .check(z.meta({ description: 'Reads and compares everything, writes nothing.' })),
  ),
  requestedBy: z.exactOptional(
    z.string({ error: 'must be a text' }).check(
      z.minLength(1, { error: 'must not be empty: leave it out' }),
      z.maxLength(LIMITS.requestedByCharacters, {
        error: `must have at most ${LIMITS.requestedByCharacters} characters`,
        abort: true,
      }),
      z.refine(isPrintable, { error: 'must be one line of visible characters' }),
      z.meta({ description: 'Who asks, for the records: a claim that nobody checks.' }),
    ),
  ),
};

const expected = z.nullable(
  z.string({ error: 'must be a text, or null for an absent field' }).check(
    z.minLength(1, { error: 'must not be empty: null stands for an absent field' }),
    z.maxLength(LIMITS.expectedCharacters, {
      error: `must have at most ${LIMITS.expectedCharacters} characters`,
      abort: true,
    }),
    z.refine(isPlainText, {
      error: 'must be well-formed text on one line, without control characters',
    }),
  ),
);

/** One request of the union; `expect` maps fields of the same resource to believed values, null for absent. */
function requestOf<
  Action extends UpdateAction,
  Input extends z.core.$ZodType,
  Expect extends z.core.$ZodType,
>(action: Action, input: Input, expect: Expect) {
  return strict('it', {
    ...head,
    action: z.literal(action),
    input,
    expect: z.exactOptional(expect),
    ...options,
  });
}

function expectOf<Field extends string>(fields: readonly Field[]) {
  const shape = Object.fromEntries(fields.map((field) => [field, z.exactOptional(expected)]));
  return strict(
    'its expect',
    shape as Record<Field, z.ZodMiniExactOptional<typeof expected>>,
  ).check(
    ...nonEmpty(),
    z.meta({
      description: 'Nothing is written unless these fields have these values; null is absent.',
    }),
  );
}

const expectedAddress = expectOf(keysOf(addressInput.shape));

export const requestSchema = z.discriminatedUnion('action', [
  requestOf(
    'updateAccountSummary',
    summaryInput,
    expectOf([...keysOf(summaryInput.shape), 'encoded_account_id', 'encoded_partner_id']),
  ),
  requestOf('addPhysicalAddress', addressInput, expectedAddress),
  requestOf('updatePhysicalAddress', addressPatch, expectedAddress),
  requestOf(
    'addAccountEmail',
    senderInput,
    z.never({ error: 'is not taken by this action: an address is on the account or not' }),
  ),
]);

/** For a request that asks for none of the actions: what can be said of the rest all the same. */
const anyRequest = strict('it', {
  ...head,
  action: z.enum(ACTIONS, { error: `must be one of ${ACTIONS.join(', ')}` }),
  input: z.exactOptional(z.unknown()),
  expect: z.exactOptional(z.unknown()),
  ...options,
});

/** A request as it is worked on: with its account, and nothing in it that no rule allows. */
export type UpdateRequest = z.infer<typeof requestSchema>;

/** A request as a caller writes it; `account` may be left out. */
export type UpdateRequestInput = z.input<typeof requestSchema>;

export type ParsedRequest =
  | { ok: true; request: UpdateRequest }
  | {
      ok: false;
      /** Null, like `account`, where the event does not say it in a readable way. */
      action: UpdateAction | null;
      account: string | null;
      problems: FieldProblem[];
    };

/**
 * Reads an event. All problems are found at once, each with the field's dotted path (such as `input.city`) and what to
 * do about it, at most 20 and never with a value; the rules that depend on the account itself come later. Never throws.
 */
export function parseRequest(event: unknown): ParsedRequest {
  const document: Readonly<Record<string, unknown>> = isDocument(event) ? event : {};
  const action = ACTIONS.find((name) => name === document['action']) ?? null;
  const account = isDocument(event) ? readAccount(event['account']) : null;
  const parsed = safeParse(action === null ? anyRequest : requestSchema, event);
  const shape = (parsed.error?.issues ?? []).flatMap((issue) => describeIssue(issue, action));
  const problems = [...shape, ...findRuleProblems(action, document['input'], shape)];
  return parsed.success && action !== null && problems.length === 0
    ? { ok: true, request: parsed.data as UpdateRequest }
    : { ok: false, action, account, problems: limit(problems) };
}

function findRuleProblems(
  action: UpdateAction | null,
  input: unknown,
  found: readonly FieldProblem[],
): FieldProblem[] {
  if (action === null || !isDocument(input)) return [];
  const prefix = 'input.';
  const broken = new Set(found.map(({ field }) => field.slice(prefix.length)));
  return checkInput(action, input, broken).map(({ field, problem }) => ({
    field: `${prefix}${field}`,
    problem,
  }));
}

function describeIssue(issue: z.core.$ZodIssue, action: UpdateAction | null): FieldProblem[] {
  const { path, message } = issue;
  if (issue.code !== 'unrecognized_keys') return [{ field: toField(path), problem: message }];
  const readOnly = action === 'updateAccountSummary' && path[0] === 'input' ? READ_ONLY : {};
  return issue.keys.map((key) => ({
    field: toField([...path, key]),
    problem: (Object.hasOwn(readOnly, key) ? readOnly[key] : undefined) ?? message,
  }));
}

/** Dotted path; of unknown names as much as can safely be shown. */
function toField(path: readonly PropertyKey[]): string {
  const names = path.map((part) => toPrintable(String(part), LIMITS.nameCharacters));
  return names.join('.') || 'request';
}

function limit(problems: readonly FieldProblem[]): FieldProblem[] {
  const more = problems.length - LIMITS.problems;
  const shown = problems.slice(0, LIMITS.problems);
  return more > 0 ? [...shown, { field: 'request', problem: `has ${more} more problems` }] : shown;
}

function readAccount(account: unknown): string | null {
  if (account === undefined) return DEFAULT_ACCOUNT;
  return typeof account === 'string' && ALIAS_PATTERN.test(account) ? account : null;
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf<Fields extends object>(fields: Fields): (keyof Fields & string)[] {
  return Object.keys(fields) as (keyof Fields & string)[];
}
