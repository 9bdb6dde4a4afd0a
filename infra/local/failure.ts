/** What went wrong as one line, without a stack trace. */
export function toSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [line = ''] = error.message.trim().split('\n');
  // Network errors may come without a message of their own.
  return line || ('code' in error ? String(error.code) : error.name);
}

/** Why something went wrong, for programs: the error's name and one sentence. */
export function toReason(error: unknown): { name: string; message: string } {
  return { name: error instanceof Error ? error.name : 'Error', message: toSentence(error) };
}

/** What stands in the place of a result when nothing could be done: a failed run that found nothing. */
export function toFailureJson(error: unknown): object {
  return {
    outcome: 'failed',
    snapshot: null,
    checkedAt: null,
    requests: 0,
    changes: [],
    announcements: [],
    senders: [],
    error: toReason(error),
  };
}
