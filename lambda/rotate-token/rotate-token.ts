import { ReauthorizationRequiredError, TokenUnusableError } from '../credentials/errors.ts';
import { parseSecret } from '../credentials/secret.ts';
import { STAGE } from '../credentials/secret-versions.ts';
import { secretNameOf } from '../credentials/tokens.ts';
import { METRIC } from '../shared/contract.ts';
import { nameOf } from '../shared/log.ts';
import { createSecret } from './create-secret.ts';
import type { Dependencies, Rotation } from './dependencies.ts';
import { parseRotationEvent } from './event.ts';

/**
 * One step of a rotation, safe to repeat. A refresh token may be good for one use, so createSecret does everything: it
 * renews, stores and promotes. setSecret has nothing to do, testSecret never renews, and finishSecret takes
 * Secrets Manager's label off.
 *
 * @param endsAtMs - epoch milliseconds at which the invocation ends
 * @throws InvalidRotationError, and what `createSecret` throws; Secrets Manager tries again by itself
 */
export async function rotateToken(
  deps: Dependencies,
  event: unknown,
  endsAtMs: number,
): Promise<void> {
  const parsed = parseRotationEvent(event);
  const rotation: Rotation = {
    ...parsed,
    secretName: secretNameOf(parsed.alias),
    versions: deps.openVersions(parsed.secretId),
    invocation: deps.newId(),
    endsAtMs,
  };
  const { alias: account, step } = rotation;
  try {
    const outcome = await runStep(deps, rotation);
    deps.log.info('rotation step done', { account, step, outcome });
  } catch (error) {
    deps.log.error('rotation step failed', { account, step, error: nameOf(error) });
    if (error instanceof ReauthorizationRequiredError) {
      deps.emitMetrics({ [METRIC.reauthorizationRequired]: 1 }, deps.clock.now());
    }
    throw error;
  }
}

async function runStep(deps: Dependencies, rotation: Rotation): Promise<string> {
  switch (rotation.step) {
    case 'createSecret':
      return createSecret(deps, rotation);
    case 'setSecret':
      return 'nothing to do';
    case 'testSecret':
      return testSecret(rotation);
    case 'finishSecret':
      await rotation.versions.removeStage(STAGE.pending, rotation.token);
      return 'label taken off';
  }
}

/** Looks at the form alone; runs by itself, too, when a schedule is made or changed, before anybody has consented. */
async function testSecret({ versions, token, secretName }: Rotation): Promise<string> {
  const version = (await versions.readVersion(token)) ?? (await versions.readStage(STAGE.current));
  if (version === undefined) return 'no value yet';
  try {
    parseSecret(secretName, version.text);
    return 'well-formed';
  } catch (error) {
    if (error instanceof TokenUnusableError && error.reason === 'unseeded') return 'unseeded';
    throw error;
  }
}
