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

/** Hides in all texts and names of fields of a JSON document, in its place: a copy of a large one is memory too. */
export function hideInDocument(document: unknown, hide: Hide): unknown {
  if (typeof document === 'string') return hide(document);
  if (typeof document !== 'object' || document === null) return document;
  const fields = document as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const [hiddenName, hidden] = [hide(name), hideInDocument(value, hide)];
    if (hiddenName !== name) delete fields[name];
    if (hiddenName !== name || hidden !== value) fields[hiddenName] = hidden;
  }
  return document;
}
