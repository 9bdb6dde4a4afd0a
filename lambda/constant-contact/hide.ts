/** Takes secrets that were sent out of words that came back; before these are cut, or half a secret would stay. */
export interface Hide {
  (words: string): string;
  (words: string | undefined): string | undefined;
}

/** Puts `mark` in the place of each of `secrets`; undefined and empty ones are none. */
export function createHide(mark: string, secrets: readonly (string | undefined)[]): Hide {
  function hide(words: string): string;
  function hide(words: string | undefined): string | undefined;
  function hide(words: string | undefined): string | undefined {
    return secrets.reduce(
      (hidden, secret) => (secret ? hidden?.replaceAll(secret, mark) : hidden),
      words,
    );
  }
  return hide;
}

/** A copy of a JSON document with all its texts and names of fields hidden. */
export function hideInDocument(document: unknown, hide: Hide): unknown {
  if (typeof document === 'string') return hide(document);
  if (typeof document !== 'object' || document === null) return document;
  if (Array.isArray(document)) return document.map((value) => hideInDocument(value, hide));
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [hide(name), hideInDocument(value, hide)]),
  );
}
