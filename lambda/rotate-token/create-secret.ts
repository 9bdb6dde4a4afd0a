import { STAGE } from '../credentials/secret-versions.ts';
import { parseTokenSet } from '../credentials/token-set.ts';
import type { Dependencies, Rotation } from './dependencies.ts';
import { refreshPair } from './refresh-pair.ts';
import { storePair } from './store-pair.ts';

/** How the step ended; `kept`: what was current stays. */
export type Created = 'renewed' | 'kept' | 'done before';

/**
 * The whole rotation: renews the current pair, stores the new one under the rotation's token and makes it current.
 * What cannot be renewed (unseeded, a bare access token) stays as it is, and so does a newer pair that somebody stored
 * meanwhile. Throws what `refreshPair` and `storePair` throw, and TokenUnusableError.
 */
export async function createSecret(deps: Dependencies, rotation: Rotation): Promise<Created> {
  const { versions, secretName, token } = rotation;
  if (await versions.readVersion(token)) return 'done before';
  const current = await versions.readStage(STAGE.current);
  if (current === undefined) return 'kept';
  const set = parseTokenSet(secretName, current.text);
  if (set === undefined) return keep(rotation);
  const base = { id: current.id, set };
  const refreshed = await refreshPair(deps, rotation, base);
  if (refreshed === undefined) return keep(rotation);
  return (await storePair(deps, rotation, base, refreshed)) ? 'renewed' : keep(rotation);
}

/**
 * Gives the rotation the version that the later steps and Secrets Manager look for: a copy, which never becomes
 * current, since a person may store a first token at any moment.
 */
async function keep({ versions, token }: Rotation): Promise<Created> {
  const text = (await versions.readStage(STAGE.current))?.text;
  if (text !== undefined) await versions.put({ id: token, text, stages: [STAGE.pending] });
  return 'kept';
}
