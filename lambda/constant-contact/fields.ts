import * as z from 'zod/mini';
import { safeParse } from '../shared/safe-parse.ts';

/** What one reply may hold; the table's item sizes and the function's memory are reckoned with it. */
export const FIELD_LIMITS = {
  textCharacters: 1_000,
  rolesPerSender: 50,
  /** Five times as many as an account is known to have. */
  senders: 50_000,
  privileges: 1_000,
  /** Of one document, the undocumented ones included. */
  fields: 500,
} satisfies Record<string, number>;

/** Half a surrogate pair is no character: what stores or sends it as UTF-8 makes another text of it. */
export const wellFormed = z.refine<string>((value) => value.isWellFormed(), {
  error: 'not well-formed text',
});

/** Text of a reply. */
export const text = z.string().check(z.maxLength(FIELD_LIMITS.textCharacters), wellFormed);

/** A list that is read up to its first wrong element: an issue for each of a million is more than memory holds. */
export function listOf<Element extends z.ZodMiniType>(element: Element, longest: number) {
  return z.pipe(
    z.array(z.unknown()).check(z.maxLength(longest, { abort: true })),
    z.transform((list, payload) => readEach(element, list, payload)),
  );
}

function readEach<Element extends z.ZodMiniType>(
  element: Element,
  list: readonly unknown[],
  { issues }: z.core.ParsePayload,
): z.output<Element>[] {
  const read: z.output<Element>[] = [];
  for (const [index, value] of list.entries()) {
    const result = safeParse(element, value);
    if (!result.success) {
      const [first] = result.error.issues;
      const path = [index, ...(first?.path ?? [])];
      issues.push({ ...first, path, input: value } as z.core.$ZodRawIssue);
      break;
    }
    read.push(result.data);
  }
  return read;
}

/** Text that may be absent; with `withoutEmpty` around the object, null and "" are absent too. */
export const optionalText = z.exactOptional(text);

/** Reads an object after taking out the fields that are null or "": both mean absent, in any field. */
export function withoutEmpty<Fields extends z.ZodMiniObject>(fields: Fields) {
  return z.pipe(z.unknown().check(fewFields), z.pipe(z.transform(dropEmptyFields), fields));
}

const fewFields = z.refine(
  (document) => !isDocument(document) || Object.keys(document).length <= FIELD_LIMITS.fields,
  { error: `of more than ${FIELD_LIMITS.fields} fields`, abort: true },
);

function dropEmptyFields(document: unknown): unknown {
  if (!isDocument(document)) return document;
  return Object.fromEntries(
    Object.entries(document).filter(([, value]) => value !== null && value !== ''),
  );
}

function isDocument(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
