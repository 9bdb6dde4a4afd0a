import * as z from 'zod/mini';

/** What one reply may hold; the table's item sizes are reckoned with it. */
export const FIELD_LIMITS = {
  textCharacters: 1_000,
  rolesPerSender: 50,
} satisfies Record<string, number>;

/** Text of a reply. */
export const text = z.string().check(z.maxLength(FIELD_LIMITS.textCharacters));

/** Text that may be absent; with `withoutEmpty` around the object, null and "" are absent too. */
export const optionalText = z.exactOptional(text);

/** Reads an object after taking out the fields that are null or "": both mean absent, in any field. */
export function withoutEmpty<Fields extends z.ZodMiniObject>(fields: Fields) {
  return z.pipe(z.transform(dropEmptyFields), fields);
}

/**
 * What fits the schema; undefined for anything else, and for nothing. Not `z.catch`, which brings every utility of zod
 * into a bundle: 9 KB.
 */
export function orNothing<Value>(schema: z.ZodMiniType<Value>) {
  const read = (value: unknown): Value | undefined => z.safeParse(schema, value).data;
  return z.pipe(z.optional(z.unknown()), z.transform(read));
}

function dropEmptyFields(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
  return Object.fromEntries(
    Object.entries(document).filter(([, value]) => value !== null && value !== ''),
  );
}

/**
 * The vendor writes `2026-09-29T14:37:13.521+0000`, an offset that strict parsers refuse; `+00:00`, `Z` and whole
 * seconds are read as well. Becomes ISO 8601 UTC with milliseconds.
 */
export const timestamp = z.pipe(
  text.check(z.refine((value) => toIsoUtc(value) !== undefined, 'not a time with an offset')),
  z.transform((value) => toIsoUtc(value) ?? value),
);

function toIsoUtc(value: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(?:Z|([+-]\d\d):?(\d\d))$/.exec(
    value,
  );
  if (match === null) return undefined;
  const [, seconds = '', fraction = '', hours = '+00', minutes = '00'] = match;
  const asUtc = new Date(`${seconds}Z`);
  // Date takes 30 February for 2 March; a real day comes back as it went in.
  if (Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(seconds)) return undefined;
  const at = new Date(`${seconds}${fraction.slice(0, 4)}${hours}:${minutes}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
