import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { createOAuth } from '../constant-contact/oauth.ts';
import { openSecretVersions } from '../credentials/secret-versions.ts';
import { systemClock as clock } from '../shared/clock.ts';
import { readAuthUrl } from '../shared/environment.ts';
import { consoleLog as log } from '../shared/log.ts';
import { emitToStandardOutput } from '../shared/metrics.ts';
import type { Dependencies } from './dependencies.ts';
import { rotateToken } from './rotate-token.ts';

/** A call that hangs must leave time to be made again. */
const secrets = new SecretsManagerClient({
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
});

const dependencies: Dependencies = {
  openVersions: (secretId) => openSecretVersions(secrets, secretId),
  oauth: createOAuth({ authUrl: readAuthUrl(process.env), clock }),
  clock,
  log,
  emitMetrics: emitToStandardOutput,
  newId: randomUUID,
};

/** One step of a token's rotation, invoked by Secrets Manager. */
export async function handler(event: unknown, context: Context): Promise<void> {
  await rotateToken(dependencies, event, clock.now() + context.getRemainingTimeInMillis());
}
