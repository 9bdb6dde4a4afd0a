import { toPrintable } from '../shared/printable.ts';

/**
 * A feature is something in a reply that nobody has documented or seen before: the name and JSON type of a field, or
 * the value of an open set such as a role. Never the value of an undocumented field: it may be personal data.
 */

/** Thirty of them have to fit into one read unit, 4 KB, with the rest of a snapshot's header. */
const FEATURE_CHARACTERS = 80;

/** Far more than a header remembers; a reply of nothing but unknown fields has millions. */
const MAX_FEATURES = 1_000;

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

/** Sorted, each once, at most 80 characters of printable ASCII; no more than the first 1,000. */
export function toFeatures(found: Iterable<string>): string[] {
  const features = new Set<string>();
  for (const feature of found) {
    features.add(toPrintable(feature, FEATURE_CHARACTERS));
    if (features.size === MAX_FEATURES) break;
  }
  return [...features].sort();
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
