import { STAGE } from '../credentials/secret-versions.ts';
import { renewTokenSet, serialiseTokenSet } from '../credentials/token-set.ts';
import { nameOf } from '../shared/log.ts';
import type { Dependencies, Rotation } from './dependencies.ts';
import { TokensNotStoredError } from './errors.ts';
import { readJournal, toVersionId } from './journal.ts';
import type { BasePair, Refreshed } from './refresh-pair.ts';

const RETRY = { firstDelayMs: 250, longestDelayMs: 5_000, marginMs: 2_000 } as const;

/**
 * Stores what a refresh brought and makes it current in the same put, as the old pair may be used up: tried again for
 * as long as the invocation has. False when a newer pair was current by then, which stays.
 *
 * @throws TokensNotStoredError when the time is up
 */
export async function storePair(
  { clock, log }: Pick<Dependencies, 'clock' | 'log'>,
  rotation: Rotation,
  base: BasePair,
  { reply, sent }: Refreshed,
): Promise<boolean> {
  const text = serialiseTokenSet(renewTokenSet(base.set, reply, clock.now()));
  for (let delayMs: number = RETRY.firstDelayMs; ; delayMs *= 2) {
    try {
      return await putPair(rotation, base, { text, sequence: sent.sequence });
    } catch (error) {
      log.error('tokens not stored yet', { account: rotation.alias, error: nameOf(error) });
      const pauseMs = Math.min(delayMs, RETRY.longestDelayMs);
      if (clock.now() + pauseMs + RETRY.marginMs > rotation.endsAtMs) {
        throw new TokensNotStoredError(rotation.alias, error);
      }
      await clock.sleep(pauseMs);
    }
  }
}

async function putPair(
  { versions, token }: Rotation,
  base: BasePair,
  { text, sequence }: { text: string; sequence: number },
): Promise<boolean> {
  let current = await versions.readStage(STAGE.current);
  if (current?.id === base.id) {
    if (await versions.put({ id: token, text, stages: [STAGE.pending, STAGE.current] }))
      return true;
    current = await versions.readStage(STAGE.current);
  }
  if (current?.text === text) return true;
  // A repeat of this rotation has stored its answer to the same refresh token: the later send has the better one.
  const isOfThisRotation = current?.id === token;
  const isNewest = (await readJournal(versions, base.id))?.sequence === sequence;
  if (!isOfThisRotation || !isNewest) return false;
  return versions.put({ id: toVersionId(`${token}/${sequence}`), text, stages: [STAGE.current] });
}
