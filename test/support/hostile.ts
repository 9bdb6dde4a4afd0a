import fc from 'fast-check';
import { codeUnit } from './arbitraries.ts';

/** Inputs for each boundary; `FUZZ_RUNS=100000` asks for as many, and for the time that they take. */
export const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? 1_000);

/** Vitest's own limit is for `npm test`. */
export const FUZZ_TIMEOUT_MS = 10_000 + FUZZ_RUNS * 20;

/** Checks one property of a boundary with every input. */
export async function fuzz<Sent>(
  sent: fc.Arbitrary<Sent>,
  check: (sent: Sent) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(sent, check), { numRuns: FUZZ_RUNS });
}

/** What stands in a document for JSON that no value of JavaScript can be written as. */
const RAW: Readonly<Record<string, string>> = {
  '"@deep array"': `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  '"@deep object"': `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  '"@infinite"': '1e400',
  '"@tiny"': '1e-400',
  '"@digits"': '9'.repeat(400),
  '"@minus zero"': '-0',
};

/** Names that mean something to objects, or nothing to anybody. */
const hostileName = fc.constantFrom(
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length'],
  ...['', ' ', '0', '-1', '\ud800', '\u0000', 'a.b', 'a[0]', 'x'.repeat(5_000)],
);

const hostileText = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: codeUnit, maxLength: 20 }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...['', ' ', '\u0000', '\n', '\ud800', 'a\udfff', '\u202eabc', '\ufeff', '\u{1f600}', '"'],
      ...['NaN', 'null', 'undefined', 'true', '0', '-1', '1e999', '[object Object]', '__proto__'],
      ...['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '+275760-09-13T00:00:00.000Z'],
      ...['2026-02-30T00:00:00.000Z', '0000-01-01T00:00:00+23:59', '2026-11-01T00:00:00Z'],
      `2026-11-01T00:00:00.${'9'.repeat(1_000)}Z`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x', ' ', '/', 'a.', '\u0001').map((one) => one.repeat(50_000)),
  },
);

/** Any JSON that nobody would send on purpose. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(...Object.keys(RAW).map((raw) => JSON.parse(raw))),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 0.5, 1e308, 2 ** 53, 5e-324),
  fc.constantFrom<unknown>([], {}, [[]], [null], [{}], Array(2_000).fill(0)),
  // What compares lengths or looks for methods finds these.
  fc.constantFrom<unknown>({ length: 1 }, { length: '@deep array' }, { toString: 1, valueOf: 1 }),
  fc.constantFrom<unknown>(JSON.parse('{"__proto__":{"polluted":true}}'), {
    constructor: { prototype: { polluted: true } },
  }),
  fc.jsonValue({ maxDepth: 3 }),
);

type Container = Record<string, unknown>;

/** One edit at the nth place of a document, counted over all its values. */
interface Edit {
  at: number;
  how: 'replace' | 'remove' | 'add' | 'wrap' | 'repeat' | 'rename';
  value: unknown;
  name: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom(
    'replace',
    'replace',
    'replace',
    'remove',
    'add',
    'wrap',
    'repeat',
    'rename',
  ),
  value: hostileValue,
  name: hostileName,
});

/**
 * JSON text near a valid document: the document with up to four edits at random places, now and then anything at all
 * instead of it.
 */
export function hostileJson(...valid: readonly unknown[]): fc.Arbitrary<string> {
  const edited = editedJson(fc.constantFrom(...valid), 4);
  return fc.oneof(
    { weight: 9, arbitrary: edited },
    { weight: 1, arbitrary: hostileValue.map(toText) },
  );
}

/** JSON text of a document with no edit, or as many as `edits`. */
export function editedJson(documents: fc.Arbitrary<unknown>, edits: number): fc.Arbitrary<string> {
  return fc
    .tuple(documents, fc.array(edit, { maxLength: edits }))
    .map(([document, made]) => toText(made.reduce(applyEdit, structuredClone(document))));
}

/** Text that was to be such JSON: whole, cut off, with something in the midst of it, or anything at all. */
export function hostileSource(...valid: readonly unknown[]): fc.Arbitrary<string> {
  const json = hostileJson(...valid);
  const cut = fc.tuple(json, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
  const broken = fc.tuple(json, fc.nat(), hostileText).map(([text, place, other]) => {
    const at = place % (text.length + 1);
    return `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
  });
  return fc.oneof({ weight: 6, arbitrary: json }, cut, broken, hostileText);
}

/** Words as somebody may type them: valid ones, hostile ones, and mixtures. */
export function hostileWord(...valid: readonly string[]): fc.Arbitrary<string> {
  const mixed = fc
    .tuple(fc.constantFrom(...valid), fc.nat(), hostileText)
    .map(([word, at, text]) => word.slice(0, at % (word.length + 1)) + text);
  return fc.oneof(fc.constantFrom(...valid), hostileText, mixed);
}

function toText(document: unknown): string {
  const text = JSON.stringify(document) ?? 'null';
  return text.replaceAll(/"@[a-z ]+"/g, (raw) => RAW[raw] ?? raw);
}

function applyEdit(document: unknown, { at, how, value: shared, name }: Edit): unknown {
  const root: Container = { document };
  const value: unknown = structuredClone(shared);
  const places = listPlaces(root);
  const [container, key] = places[at % places.length] ?? [root, 'document'];
  const present = container[key];
  if (how === 'replace') container[key] = value;
  else if (how === 'remove') delete container[key];
  else if (how === 'wrap') container[key] = [present];
  else if (how === 'repeat')
    container[key] = Array.isArray(present) ? present.concat(present) : present;
  else if (how === 'rename') {
    delete container[key];
    define(container, name, present);
  } else if (typeof present === 'object' && present !== null) {
    define(present as Container, name, value);
  }
  return root['document'];
}

/** An own property even under the name of the prototype. */
function define(container: Container, name: string, value: unknown): void {
  if (Array.isArray(container)) container.push(value);
  else
    Object.defineProperty(container, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function listPlaces(container: Container): [Container, string][] {
  return Object.entries(container).flatMap(([key, value]): [Container, string][] =>
    typeof value === 'object' && value !== null
      ? [[container, key], ...listPlaces(value as Container)]
      : [[container, key]],
  );
}
