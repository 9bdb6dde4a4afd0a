import * as z from 'zod/mini';
import { ACTIONS } from './request.ts';

const problem = z.object({ field: z.string(), problem: z.string() });

const mismatch = z.object({
  field: z.string(),
  /** Null stands for an absent field, on both sides. */
  expected: z.nullable(z.string()),
  actual: z.nullable(z.string()),
});

const refusalSchema = z.discriminatedUnion('code', [
  z.object({
    code: z.literal('invalid_input'),
    message: z.string(),
    details: z.array(problem),
  }),
  z.object({
    code: z.literal('precondition_failed'),
    message: z.string(),
    details: z.array(mismatch),
  }),
  z.object({
    code: z.enum(['unknown_account', 'forbidden', 'already_exists', 'not_found', 'rejected']),
    message: z.string(),
    details: z.array(z.record(z.string(), z.unknown())),
  }),
]);

const fieldChange = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() });

const head = {
  schemaVersion: z.literal(1),
  requestId: z
    .string()
    .check(z.meta({ description: "The invocation's id; also that of the update record." })),
};

const appliedFields = {
  outcome: z.enum(['applied', 'unchanged', 'wouldApply']),
  changes: z
    .array(fieldChange)
    .check(z.meta({ description: 'Empty when unchanged; null on a side is an absent field.' })),
  result: z
    .nullable(z.record(z.string(), z.unknown()))
    .check(z.meta({ description: 'The whole resource afterwards; null for wouldApply.' })),
};

/** What the function answers. What a caller may retry, or a person must mend, is thrown instead. */
export const replySchema = z.discriminatedUnion('ok', [
  z.object({
    ...head,
    ok: z.literal(true),
    action: z.enum(ACTIONS),
    account: z.string(),
    ...appliedFields,
  }),
  z.object({
    ...head,
    ok: z.literal(false),
    action: z
      .nullable(z.enum(ACTIONS))
      .check(z.meta({ description: 'Null when the request does not say it readably.' })),
    account: z
      .nullable(z.string())
      .check(z.meta({ description: 'Null when the request does not say it readably.' })),
    error: refusalSchema,
  }),
]);

export type UpdateReply = z.infer<typeof replySchema>;

/** Why nothing was changed, and what to do: repeating the same request would be refused again. */
export type Refusal = z.infer<typeof refusalSchema>;

export type FieldChange = z.infer<typeof fieldChange>;

/** How a request was met. */
export type Applied = Pick<Extract<UpdateReply, { ok: true }>, keyof typeof appliedFields>;
