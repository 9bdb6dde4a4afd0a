import * as z from 'zod/mini';

/** Why a request was refused: retrying it as it is cannot mend any of these. */
export const REFUSAL_CODES = [
  'invalid_input',
  'unknown_account',
  'forbidden',
  'already_exists',
  'not_found',
  'precondition_failed',
  'rejected',
] as const;

const fieldChange = z.strictObject({
  field: z.string(),
  before: z.nullable(z.string()),
  after: z.nullable(z.string()),
});

const refusal = z.strictObject({
  code: z.enum(REFUSAL_CODES),
  message: z.string(),
  details: z.array(z.record(z.string(), z.unknown())),
});

const applied = {
  outcome: z.enum(['applied', 'unchanged', 'wouldApply']),
  changes: z.array(fieldChange),
  /** The whole resource afterwards, as the vendor spells it; null for `wouldApply`. */
  result: z.nullable(z.record(z.string(), z.unknown())),
};

const head = { schemaVersion: z.literal(1), requestId: z.string() };

/** What update answers. A request so wrong that its action or account cannot be read is refused with null there. */
export const replySchema = z.discriminatedUnion('ok', [
  z.strictObject({
    ...head,
    ok: z.literal(true),
    action: z.string(),
    account: z.string(),
    ...applied,
  }),
  z.strictObject({
    ...head,
    ok: z.literal(false),
    action: z.nullable(z.string()),
    account: z.nullable(z.string()),
    error: refusal,
  }),
]);

export type UpdateReply = z.infer<typeof replySchema>;

/** One field before and after, null where it is absent. */
export type FieldChange = z.infer<typeof fieldChange>;

export type Refusal = z.infer<typeof refusal>;

/** The part of a good reply that says what came of the request. */
export type Applied = Pick<Extract<UpdateReply, { ok: true }>, keyof typeof applied>;
