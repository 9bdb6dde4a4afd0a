/** The `code` of an error, or of what caused it: LevelDB wraps the telling one in a `Database failed to open`. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const causeCode = errorCode(error.cause);
  if (causeCode !== undefined) return causeCode;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
