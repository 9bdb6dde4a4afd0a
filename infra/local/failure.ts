/** What went wrong as one line, without a stack trace. */
export function toSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [line = ''] = error.message.trim().split('\n');
  // Network errors may come without a message of their own.
  return line || ('code' in error ? String(error.code) : error.name);
}

/** What stands in the place of a result when nothing could be done: a failed run that found nothing. */
export function toFailureJson(error: unknown): object {
  const name = error instanceof Error ? error.name : 'Error';
  return {
    outcome: 'failed',
    snapshot: null,
    checkedAt: null,
    requests: 0,
    changes: [],
    announcements: [],
    senders: [],
    error: { name, message: toSentence(error) },
  };
}
