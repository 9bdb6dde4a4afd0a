/** How much JSON may ask to be built, whatever it says: of the two bytes `[]` become forty, of a name far more. */
export interface JsonLimits {
  /** Arrays and objects in one another. */
  levels: number;
  /** Texts, numbers, arrays, objects and the like; an empty array or object counts twice. */
  values: number;
}

export const JSON_LIMITS = {
  // The documented replies have three.
  levels: 100,
  // 20 for each of 50,000 senders; one as it is documented has 12 or so.
  values: 1_000_000,
} satisfies JsonLimits;

const BYTE = {
  quote: 0x22,
  comma: 0x2c,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} satisfies Record<string, number>;

/**
 * Says which limit the bytes of JSON text pass, before anything is built of them; undefined for none. What is no JSON
 * is left to the parser, which stops where this and the grammar part.
 */
export function findExcess(
  json: Uint8Array,
  { levels, values }: JsonLimits,
): keyof JsonLimits | undefined {
  let depth = 0;
  let count = 1;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === BYTE.quote) at = findEndOfText(json, at);
    else if (byte === BYTE.closeArray || byte === BYTE.closeObject) depth -= 1;
    else if (byte === BYTE.openArray || byte === BYTE.openObject) {
      depth += 1;
      count += 1;
      if (depth > levels) return 'levels';
    } else if (byte === BYTE.comma) count += 1;
    if (count > values) return 'values';
  }
  return undefined;
}

/** The place of the quotation mark that ends the text begun at `start`. */
function findEndOfText(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== BYTE.quote) at += json[at] === BYTE.backslash ? 2 : 1;
  return at;
}

/** What the bytes say as JSON, for bodies that may be anything: undefined for no JSON and for more than its limits. */
export function parseLeniently(body: Uint8Array): unknown {
  if (findExcess(body, JSON_LIMITS) !== undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
