/** What was asked for cannot be done as it was asked; the message is one sentence that says what to do instead. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** A file or folder that was asked for cannot be written. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    super(`${path} cannot be written (${reason}): name another place.`, { cause });
  }
}
