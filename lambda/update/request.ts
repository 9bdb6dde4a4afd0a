import * as z from 'zod/mini';
import { ALIAS_PATTERN } from '../credentials/aliases.ts';
import { DEFAULT_ACCOUNT } from '../shared/contract.ts';
import { checkAddress, type Problem } from './rules/check-address.ts';
import {
  ADDRESS_FIELDS,
  READ_ONLY_FIELDS,
  requestedBy,
  SENDER_FIELDS,
  SUMMARY_FIELDS,
} from './rules/fields.ts';

/** A reply lists at most this many problems, and names fields with at most so many characters. */
const PROBLEM_LIMITS = { problems: 20, fieldCharacters: 80 } as const;

const notEmpty = z.refine<object>(
  (value) => Object.keys(value).length > 0,
  'must name at least one field',
);

/** Every field of a resource with the value that the caller believes it has; null = absent. */
function expectations<K extends string>(fields: Readonly<Record<K, unknown>>) {
  const believed = mapValues(fields, () =>
    z.exactOptional(z.nullable(z.string().check(z.maxLength(255)))),
  );
  return z.exactOptional(z.strictObject(believed).check(notEmpty));
}

const head = {
  schemaVersion: z.literal(1),
  account: z._default(z.string().check(z.regex(ALIAS_PATTERN)), DEFAULT_ACCOUNT),
  dryRun: z.exactOptional(z.boolean()),
  requestedBy: z.exactOptional(requestedBy),
};

const { address_line1, city, country_code, ...optionalAddress } = ADDRESS_FIELDS;
const required = { address_line1, city, country_code };

const wholeAddress = z
  .strictObject({ ...required, ...mapValues(optionalAddress, (field) => z.exactOptional(field)) })
  .check((context) => {
    for (const { field, problem } of checkAddress(context.value)) {
      context.issues.push({
        code: 'custom',
        message: problem,
        path: [field],
        input: context.value,
      });
    }
  });

const addressPatch = z
  .strictObject({
    ...mapValues(required, (field) => z.exactOptional(field)),
    ...mapValues(optionalAddress, (field) => z.exactOptional(z.nullable(field))),
  })
  .check(notEmpty);

const summaryPatch = z
  .strictObject(mapValues(SUMMARY_FIELDS, (field) => z.exactOptional(field)))
  .check(notEmpty);

const summaryExpectations = expectations({ ...SUMMARY_FIELDS, ...READ_ONLY_FIELDS });
const addressExpectations = expectations(ADDRESS_FIELDS);

/** What update takes: one of four actions, with its input in the vendor's own field names. */
export const requestSchema = z.discriminatedUnion('action', [
  z.strictObject({
    ...head,
    action: z.literal('updateAccountSummary'),
    input: summaryPatch,
    expect: summaryExpectations,
  }),
  z.strictObject({
    ...head,
    action: z.literal('addPhysicalAddress'),
    input: wholeAddress,
    expect: addressExpectations,
  }),
  z.strictObject({
    ...head,
    action: z.literal('updatePhysicalAddress'),
    input: addressPatch,
    expect: addressExpectations,
  }),
  z.strictObject({
    ...head,
    action: z.literal('addAccountEmail'),
    input: z.strictObject(SENDER_FIELDS),
  }),
]);

export type UpdateRequest = z.infer<typeof requestSchema>;

/** A request as callers write it: what has a default may be left out. */
export type UpdateRequestInput = z.input<typeof requestSchema>;

export type ParsedRequest =
  | { ok: true; request: UpdateRequest }
  | { ok: false; action: string | null; account: string | null; problems: Problem[] };

/** Reads a request; a wrong one gives all its problems at once, in words, and never quotes a value. */
export function parseRequest(event: unknown): ParsedRequest {
  const parsed = z.safeParse(requestSchema, event);
  if (parsed.success) return { ok: true, request: parsed.data };
  const problems = parsed.error.issues.flatMap(toProblems).slice(0, PROBLEM_LIMITS.problems);
  const account = readField(event, 'account', head.account) ?? null;
  const action = readField(event, 'action', z.enum(ACTIONS)) ?? null;
  return {
    ok: false,
    action,
    account: hasField(event, 'account') ? account : DEFAULT_ACCOUNT,
    problems,
  };
}

const ACTIONS = [
  'updateAccountSummary',
  'addPhysicalAddress',
  'updatePhysicalAddress',
  'addAccountEmail',
] as const;

function toProblems(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: toField([...issue.path, key]),
      problem: describeUnknown(key),
    }));
  }
  return [{ field: toField(issue.path), problem: describe(issue) }];
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') return `must be one of ${ACTIONS.join(', ')}`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.join(' or ')}`;
  if (issue.code === 'invalid_format' && issue.path[0] === 'account') {
    return 'must be an alias: lower-case letters, digits and dashes, at most 40';
  }
  if (issue.code === 'invalid_type' && !issue.message.startsWith('must ')) {
    return `must be of type ${issue.expected}`;
  }
  return issue.message;
}

function describeUnknown(key: string): string {
  if (Object.hasOwn(READ_ONLY_FIELDS, key))
    return 'is set by Constant Contact and cannot be changed';
  if (key === 'physical_address') return 'is changed by updatePhysicalAddress';
  if (key === 'expect') return 'is not taken by this action';
  return 'is not a field of this request';
}

function toField(path: readonly PropertyKey[]): string {
  const field = path
    .map(String)
    .join('.')
    .replaceAll(/\p{Cc}/gu, '?')
    .toWellFormed();
  return field.slice(0, PROBLEM_LIMITS.fieldCharacters) || 'request';
}

function hasField(event: unknown, field: string): event is Record<string, unknown> {
  return typeof event === 'object' && event !== null && Object.hasOwn(event, field);
}

function readField<T>(event: unknown, field: string, schema: z.ZodMiniType<T>): T | undefined {
  const parsed = hasField(event, field) ? z.safeParse(schema, event[field]) : undefined;
  return parsed?.success ? parsed.data : undefined;
}

function mapValues<K extends string, A, B>(
  fields: Readonly<Record<K, A>>,
  map: (value: A) => B,
): Record<K, B> {
  const entries = Object.entries<A>(fields).map(([name, value]) => [name, map(value)]);
  return Object.fromEntries(entries) as Record<K, B>;
}
