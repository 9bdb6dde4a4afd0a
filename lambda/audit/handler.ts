import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock as clock } from '../shared/clock.ts';
import { readEnvironment } from '../shared/environment.ts';
import { audit } from './audit.ts';
import type { Dependencies } from './dependencies.ts';
import type { AuditReply } from './reply.ts';

const { tableName, ...limits } = readEnvironment(process.env);

const dependencies: Dependencies = {
  table: { client: new DynamoDBClient(), name: tableName },
  clock,
  limits,
};

/** Says what is known of the accounts; reads the table only and changes nothing. */
export async function handler(event: unknown): Promise<AuditReply> {
  return audit(dependencies, event);
}
