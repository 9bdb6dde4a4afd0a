import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { createConstantContact } from '../constant-contact/client.ts';
import { createPace } from '../constant-contact/pace.ts';
import { openTokens } from '../credentials/tokens.ts';
import { systemClock as clock } from '../shared/clock.ts';
import { SYNC_BURST } from '../shared/contract.ts';
import { readEnvironment } from '../shared/environment.ts';
import { putEvents } from '../shared/events.ts';
import { consoleLog as log } from '../shared/log.ts';
import { emitToStandardOutput } from '../shared/metrics.ts';
import type { Dependencies } from './dependencies.ts';
import { runSync, type SyncReply } from './run-sync.ts';

const environment = readEnvironment(process.env);
const eventBridge = new EventBridgeClient();
const pace = createPace({ spacingMs: environment.requestSpacingMs, burst: SYNC_BURST, clock });

const dependencies: Dependencies = {
  table: { client: new DynamoDBClient(), name: environment.tableName },
  tokens: openTokens({ secrets: new SecretsManagerClient(), clock }),
  constantContact: createConstantContact({
    apiUrl: environment.apiUrl,
    pace,
    clock,
    random: Math.random,
  }),
  putEvents: (events) => putEvents(eventBridge, events),
  emitMetrics: emitToStandardOutput,
  clock,
  log,
  requestSpacingMs: environment.requestSpacingMs,
  pendingTooLongDays: environment.pendingTooLongDays,
  newRunId: randomUUID,
};

/** Checks all connected accounts, or the one that the event names. */
export async function handler(event: unknown, context: Context): Promise<SyncReply> {
  const endsAtMs = clock.now() + context.getRemainingTimeInMillis();
  return runSync(dependencies, event, endsAtMs);
}
