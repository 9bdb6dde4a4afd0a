import {
  InvalidGrantError,
  RateLimitedError,
  TokenRequestRefusedError,
  UpstreamUnavailableError,
} from '../constant-contact/errors.ts';
import type { OAuth, TokenReply } from '../constant-contact/oauth.ts';
import type { RefreshableTokenSet } from '../credentials/token-set.ts';
import type { Dependencies } from './dependencies.ts';
import { TooLittleTimeError } from './errors.ts';
import type { JournalEntry } from './journal.ts';
import { SENDING } from './judge-sending.ts';

/** Before anything is sent again; the endpoint takes about one request a second. */
export const PAUSE_MS = 1_000;

/**
 * Sends a refresh token that the journal's entry `sent` announces. What certainly did not use it up is repeated within
 * the time in which the entry says that it starts. Throws TooLittleTimeError when that has passed, and what the token
 * endpoint's client throws.
 */
export async function sendRefreshToken(
  { oauth, clock }: Pick<Dependencies, 'clock'> & { oauth: Pick<OAuth, 'refresh'> },
  alias: string,
  set: RefreshableTokenSet,
  { sent_at }: JournalEntry,
): Promise<TokenReply> {
  const startsBeforeMs = Date.parse(sent_at) + SENDING.startsWithinMs;
  if (clock.now() > startsBeforeMs) throw new TooLittleTimeError(alias);
  for (;;) {
    try {
      return await oauth.refresh({
        clientId: set.client_id,
        clientSecret: set.client_secret ?? undefined,
        refreshToken: set.refresh_token,
      });
    } catch (error) {
      const isPassing =
        error instanceof RateLimitedError || error instanceof UpstreamUnavailableError;
      if (!isPassing || mayHaveBeenUsed(error)) throw error;
      const delayMs = Math.max(PAUSE_MS, error.retryAfterMs ?? 0);
      if (clock.now() + delayMs > startsBeforeMs) throw error;
      await clock.sleep(delayMs);
    }
  }
}

/** True unless the failure proves that the server did not get the token, or answered without using it up. */
export function mayHaveBeenUsed(error: unknown): boolean {
  if (error instanceof UpstreamUnavailableError) return error.sent;
  return !(
    error instanceof InvalidGrantError ||
    error instanceof TokenRequestRefusedError ||
    error instanceof RateLimitedError ||
    error instanceof TooLittleTimeError
  );
}
