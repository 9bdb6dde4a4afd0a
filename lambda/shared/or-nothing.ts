import * as z from 'zod/mini';
import { safeParse } from './safe-parse.ts';

/**
 * What fits the schema; undefined for anything else, and for nothing. Not `z.catch`, which brings every utility of zod
 * into a bundle: 9 KB.
 */
export function orNothing<Value>(schema: z.ZodMiniType<Value>) {
  const read = (value: unknown): Value | undefined => safeParse(schema, value).data;
  return z.pipe(z.optional(z.unknown()), z.transform(read));
}
