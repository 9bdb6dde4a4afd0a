/** The beginning of somebody else's words, as far as it can be shown anywhere: printable ASCII, `?` for the rest. */
export function toPrintable(text: string, characters: number): string {
  return text.slice(0, characters).replaceAll(/[^\x20-\x7e]/g, '?');
}
