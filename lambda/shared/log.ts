/**
 * One line of log: Lambda's own JSON log format wraps it with time, level and request id. Callers pass names, numbers
 * and our own sentences, never a request, a reply or an error object, which could carry a secret.
 */
export interface Log {
  info(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Logs to the process's own console. */
export const consoleLog: Log = {
  info: (message, fields) => console.info({ message, ...fields }),
  error: (message, fields) => console.error({ message, ...fields }),
};

/** What may be said of anything thrown: its name, never its message, which may be somebody else's words. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
