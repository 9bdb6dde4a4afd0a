import * as z from 'zod';

/**
 * Which requests a fault waits for; without `on`, any that it can change. `path` is without `/v3`; that of the token
 * endpoint is `/oauth2/default/v1/token`. `account` is the `encoded_account_id` that the request's access token is for.
 */
const target = z.strictObject({
  method: z.enum(['GET', 'PUT', 'POST']).optional(),
  path: z.string().startsWith('/').optional(),
  account: z.string().optional(),
});

/** The part of a reply that a fault changes: every sender of a list, or the one with `address`; tokens as issued. */
const part = z.enum(['summary', 'address', 'sender', 'token']);
const address = z.string().optional();
const name = z.string().min(1);
const count = z.number().int().min(0);
const errorStatus = z.number().int().min(400).max(599);

const fault = z.discriminatedUnion('type', [
  /** Answers later, by real time: the time-outs of clients are real. With `act` it acts first, else after the delay. */
  z.strictObject({ type: z.literal('delay'), ms: count, act: z.boolean().default(false) }),
  /** The connection breaks; `dropBefore` acts on nothing, `dropAfter` has acted. */
  z.strictObject({ type: z.literal('dropBefore') }),
  z.strictObject({ type: z.literal('dropAfter') }),
  /** Half the reply: `short` says that this is all of it, `broken` breaks the connection. */
  z.strictObject({ type: z.literal('truncate'), variant: z.enum(['short', 'broken']) }),
  /** An HTML page, as a maintenance page or a proxy sends it. */
  z.strictObject({
    type: z.literal('html'),
    status: z.number().int().min(200).max(599).default(200),
    act: z.boolean().default(false),
  }),
  /** An error status; with `act` the operation is carried out all the same. */
  z.strictObject({
    type: z.literal('status'),
    status: errorStatus,
    body: z.enum(['json', 'html', 'empty']).default('json'),
    retryAfterSeconds: count.optional(),
    act: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('unauthorizedOnce') }),
  z.strictObject({ type: z.literal('throttled') }),
  z.strictObject({ type: z.literal('quotaExceeded') }),
  z.strictObject({ type: z.literal('wrongContentType'), contentType: name.default('text/plain') }),
  /** The reply followed by blanks, still valid JSON; `chunked` does not declare the length. */
  z.strictObject({
    type: z.literal('hugeBody'),
    bytes: count,
    chunked: z.boolean().default(false),
  }),
  z.strictObject({
    type: z.literal('garbage'),
    body: z.string().default('{"organization_name": '),
  }),
  /** Senders are left out: these addresses, or so many of the first ones. */
  z.strictObject({
    type: z.literal('missingSenders'),
    addresses: z.array(z.string()).optional(),
    count: count.optional(),
  }),
  z.strictObject({ type: z.literal('emptySenders') }),
  z.strictObject({ type: z.literal('missingField'), at: part, field: name, address }),
  z.strictObject({ type: z.literal('missingPhysicalAddress') }),
  z.strictObject({ type: z.literal('missingRole'), role: name, address }),
  /** A documented field with another JSON type, or with the given value. */
  z.strictObject({
    type: z.literal('wrongTypes'),
    at: part,
    field: name,
    value: z.json().optional(),
    address,
  }),
  /** Undocumented fields. */
  z.strictObject({
    type: z.literal('extraFields'),
    at: part,
    fields: z.record(z.string(), z.json()),
    address,
  }),
  z.strictObject({ type: z.literal('unknownRole'), role: name.default('SANDBOX_ROLE'), address }),
  z.strictObject({
    type: z.literal('unknownStatus'),
    status: name.default('SANDBOX_STATUS'),
    address,
  }),
]);

const scenario = z.array(
  z.strictObject({
    on: target.default({}),
    /** How many requests the fault meets. */
    times: z.number().int().min(1).default(1),
    /** How many requests it lets pass first, of those that no earlier fault took. */
    skip: count.default(0),
    fault,
  }),
);

/** Faults in order, as a JSON file holds them. Every request takes the first one that waits for it. */
export type Scenario = z.input<typeof scenario>;
export type PlannedFault = z.output<typeof scenario>[number];
export type Fault = PlannedFault['fault'];

export const FAULT_TYPES = fault.options.map((option) => option.shape.type.value);

export class InvalidScenarioError extends Error {
  override readonly name = 'InvalidScenarioError';
}

/** Checks a scenario; the error says in one sentence which place to correct, such as `[2].fault.ms`. */
export function parseScenario(value: unknown): PlannedFault[] {
  const parsed = attempt(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.map((key) =>
    typeof key === 'number' ? `[${key}]` : `.${String(key)}`,
  );
  throw new InvalidScenarioError(
    `Correct the scenario at ${shorten(place?.join('') || 'its top level')}: ${shorten(toReason(issue))}.`,
  );
}

/** Names in the file may be of any length; the list of the types of faults is the longest of ours. */
function shorten(text: string): string {
  return text.length <= 400 ? text : `${text.slice(0, 400)}…`;
}

function attempt(value: unknown) {
  try {
    return scenario.safeParse(value);
  } catch (cause) {
    const message = 'Correct the scenario: a value in it is nested too deeply.';
    throw new InvalidScenarioError(message, { cause });
  }
}

function toReason(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_union') {
    return `the type must be one of ${FAULT_TYPES.join(', ')}`;
  }
  return (issue?.message ?? 'it is not an array of faults').replace(/^Invalid input: /, '');
}
