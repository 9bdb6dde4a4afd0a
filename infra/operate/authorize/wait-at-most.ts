import { count } from '../../local/style.ts';
import { NotConnectedError } from './errors.ts';

/** Ends the waiting for a person after so many minutes, or when somebody presses Ctrl-C; its reason says which. */
export function waitAtMost(minutes: number): AbortSignal {
  const ended = new AbortController();
  const after = count(minutes, 'minute');
  const timer = setTimeout(() => {
    const sentence = `Nobody consented within ${after}, so nothing was stored: run the command again, and leave the page open.`;
    ended.abort(new NotConnectedError(sentence));
  }, minutes * 60_000);
  timer.unref();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => ended.abort(new NotConnectedError('Ended; nothing was stored.')));
  }
  return ended.signal;
}
