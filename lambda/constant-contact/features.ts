/**
 * A feature is something in a reply that nobody has documented or seen before: the name and JSON type of a field, or
 * the value of an open set such as a role. Never the value of an undocumented field: it may be personal data.
 */

/** Thirty of them have to fit into one read unit, 4 KB, with the rest of a snapshot's header. */
const FEATURE_CHARACTERS = 80;

/** One feature for each field of `document` that is not in `known`, such as `sender.note:string`. */
export function describeUnknownFields(
  resource: string,
  document: unknown,
  known: ReadonlySet<string>,
): string[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => `${resource}.${name}:${jsonTypeOf(value)}`);
}

/** One feature for each value that is not in `known`, such as `role:NEW_ROLE`. */
export function describeUnknownValues(
  kind: string,
  values: readonly string[],
  known: ReadonlySet<string>,
): string[] {
  return values.filter((value) => !known.has(value)).map((value) => `${kind}:${value}`);
}

/** Sorted, each once, at most 80 characters of printable ASCII. */
export function toFeatures(found: readonly string[]): string[] {
  const printable = found.map((feature) =>
    feature.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, FEATURE_CHARACTERS),
  );
  return [...new Set(printable)].sort();
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
