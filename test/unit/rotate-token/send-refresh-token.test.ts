import { describe, expect, it } from 'vitest';
import {
  RateLimitedError,
  UpstreamUnavailableError,
} from '../../../lambda/constant-contact/errors.ts';
import { TooLittleTimeError } from '../../../lambda/rotate-token/errors.ts';
import { sendRefreshToken } from '../../../lambda/rotate-token/send-refresh-token.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const NEW = {
  accessToken: 'new',
  refreshToken: 'r-new',
  expiresInSeconds: 28_800,
  scope: undefined,
};
const SET = { client_id: 'c', client_secret: null, access_token: 'a', refresh_token: 'r' };
const FAILURE = { method: 'POST', url: 'https://auth.example/token', status: 429 };

/** Sends a token that was announced `afterMs` ago; the endpoint answers with these in turn, then with new tokens. */
async function sendAfter(afterMs: number, ...answers: Error[]) {
  const clock = createFakeClock();
  const sentAtMs = clock.now();
  const sends: number[] = [];
  const refresh = async () => {
    sends.push(clock.now() - sentAtMs);
    const [answer] = answers.splice(0, 1);
    if (answer) throw answer;
    return NEW;
  };
  clock.advance(afterMs);
  const entry = {
    ...{ version: 'v', sequence: 1, state: 'sent' as const, again: false },
    ...{ sent_at: new Date(sentAtMs).toISOString(), owner: 'o', invocation: 'i' },
  };
  const sending = sendRefreshToken({ oauth: { refresh }, clock }, 'main', SET, entry);
  const outcome = await sending.catch((error: unknown) => error);
  return { outcome, sends };
}

describe('a refresh token', () => {
  it('is sent for five seconds from when the journal says, and not later', async () => {
    const [inTime, late] = [await sendAfter(5_000), await sendAfter(5_001)];

    expect(inTime).toEqual({ outcome: NEW, sends: [5_000] });
    expect(late.outcome).toBeInstanceOf(TooLittleTimeError);
    expect(late.sends).toEqual([]);
  });

  it('is sent again after a second, or when the server says, while it may be', async () => {
    const soon = new RateLimitedError(FAILURE);
    const later = new RateLimitedError({ ...FAILURE, retryAfterMs: 3_000 });

    expect(await sendAfter(0, soon, later)).toEqual({ outcome: NEW, sends: [0, 1_000, 4_000] });
    expect(await sendAfter(4_000, soon)).toEqual({ outcome: NEW, sends: [4_000, 5_000] });
    expect(await sendAfter(4_001, soon)).toEqual({ outcome: soon, sends: [4_001] });
  });

  it('is not sent again when the server may have it', async () => {
    const lost = new UpstreamUnavailableError({ ...FAILURE, status: undefined, sent: true });

    expect(await sendAfter(0, lost)).toEqual({ outcome: lost, sends: [0] });
  });
});
