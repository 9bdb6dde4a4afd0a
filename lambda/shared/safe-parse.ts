import * as z from 'zod/mini';

const incomparable = z.literal('', { error: 'has a "length" that is no number' });

/**
 * zod's own, which throws too: it compares the `length` of what was to be text, and of an object that is somebody
 * else's, ten thousand arrays in one another or without a value to compare.
 */
export function safeParse<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
): z.core.util.SafeParseResult<z.output<Schema>> {
  try {
    return z.safeParse(schema, value);
  } catch {
    return z.safeParse(incomparable, value) as z.core.util.SafeParseError<z.output<Schema>>;
  }
}
