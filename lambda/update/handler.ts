import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { createConstantContact } from '../constant-contact/client.ts';
import { createPace } from '../constant-contact/pace.ts';
import { openTokens } from '../credentials/tokens.ts';
import { systemClock as clock } from '../shared/clock.ts';
import { readEnvironment } from '../shared/environment.ts';
import { putEvents } from '../shared/events.ts';
import { consoleLog as log } from '../shared/log.ts';
import { emitToStandardOutput } from '../shared/metrics.ts';
import type { Dependencies } from './dependencies.ts';
import type { UpdateReply } from './reply.ts';
import { updateAccount } from './update-account.ts';

const environment = readEnvironment(process.env);
const eventBridge = new EventBridgeClient();
const random = Math.random;

const dependencies: Dependencies = {
  table: { client: new DynamoDBClient(), name: environment.tableName },
  tokens: openTokens({ secrets: new SecretsManagerClient(), clock }),
  constantContact: createConstantContact({
    apiUrl: environment.apiUrl,
    pace: createPace({ spacingMs: environment.requestSpacingMs, clock }),
    clock,
    random,
  }),
  putEvents: (events) => putEvents(eventBridge, events),
  emitMetrics: emitToStandardOutput,
  clock,
  random,
  log,
  newOwnerId: randomUUID,
};

/** Changes one account as the event asks; the reply says what came of it. */
export async function handler(event: unknown, context: Context): Promise<UpdateReply> {
  const endsAtMs = clock.now() + context.getRemainingTimeInMillis();
  return updateAccount(dependencies, event, { requestId: context.awsRequestId, endsAtMs });
}
