import type { JournalEntry } from './journal.ts';

/** When a refresh token may be sent. All times count from `sent_at`, which is not later than the send itself. */
export const SENDING = {
  /** A send starts within this time or not at all, so that others know when it has ended. */
  startsWithinMs: 5_000,
  /** The above, and the time-out of the request itself. */
  endsWithinMs: 15_000,
  /** The authorization server may take a used token for 30 s (Okta's default grace); 5 s are for the way there. */
  againWithinMs: 25_000,
  /** Until then another rotation may yet store what it got. */
  settlesWithinMs: 30_000,
} as const;

/**
 * `send`: for the first time, or as nothing is lost by it. `again`: once more within the grace. `wait`: until the
 * send that is under way has ended. `underWay`: it is another's. `uncertain`: the answer was lost, and the token may be
 * used up. `failed`: twice without an answer, and another rotation may try. `refused`: a person must consent.
 */
export type Verdict = 'send' | 'again' | 'wait' | 'underWay' | 'uncertain' | 'failed' | 'refused';

export interface Sender {
  /** The rotation's ClientRequestToken. */
  owner: string;
  invocation: string;
  nowMs: number;
  /** The server has answered with the same refresh token before, so it is not used up by a refresh. */
  isLongLived: boolean;
  /** Epoch milliseconds. */
  accessTokenEndsMs: number;
}

/**
 * Says whether a refresh token may be sent, by what the journal knows of it. A single-use token that is used again may
 * cost the newest refresh token and all access tokens. So a token whose answer was lost is sent once more within the
 * server's grace, by the same rotation; and after that only when nothing can be lost by it: the token is long-lived, or
 * the stored access token has expired. What the server then answers decides: new tokens, or a person must consent.
 */
export function judgeSending(entry: JournalEntry | undefined, sender: Sender): Verdict {
  if (entry === undefined || entry.state === 'unused') return 'send';
  if (entry.state === 'refused') return 'refused';
  const ageMs = sender.nowMs - Date.parse(entry.sent_at);
  const isOwn = entry.invocation === sender.invocation;
  if (entry.owner === sender.owner && !entry.again && ageMs < SENDING.againWithinMs) {
    return isOwn || ageMs >= SENDING.endsWithinMs ? 'again' : 'wait';
  }
  if (!isOwn && ageMs < SENDING.settlesWithinMs) return 'underWay';
  const losesNothing = sender.isLongLived || sender.accessTokenEndsMs <= sender.nowMs;
  if (!losesNothing) return 'uncertain';
  return isOwn ? 'failed' : 'send';
}
