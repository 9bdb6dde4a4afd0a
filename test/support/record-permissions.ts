import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

type Client = DynamoDBClient | EventBridgeClient | SecretsManagerClient;

/** What the inputs of all commands hold, as far as it names a resource. */
interface Input {
  TableName?: string;
  SecretId?: string;
  Entries?: { EventBusName?: string }[];
}

/** The services' names in actions, by the names of their clients. */
const SERVICES: Record<string, string> = {
  DynamoDBClient: 'dynamodb',
  EventBridgeClient: 'events',
  SecretsManagerClient: 'secretsmanager',
};

/** One line for each command that goes through the client, such as `dynamodb:GetItem on table/account-sync`. */
export function recordPermissions(client: Client, record: Set<string>): void {
  // The three clients' stacks differ in types alone.
  const { middlewareStack } = client as DynamoDBClient;
  middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      async (args) => {
        const service = SERVICES[clientName] ?? clientName;
        for (const use of listUses(service, commandName, args.input)) record.add(use);
        return await next(args);
      },
    { step: 'initialize', name: 'recordPermissions' },
  );
}

/** What a command such as `GetItemCommand` of a service does, and on what: a line for each resource. */
export function listUses(service: string, commandName: string, input: object): string[] {
  const action = `${service}:${commandName.replace(/Command$/, '')}`;
  return listResources(input).map((resource) => `${action} on ${resource}`);
}

/** As the last part of the ARN says it. */
function listResources({ TableName: table, SecretId: secret, Entries: entries }: Input): string[] {
  if (table !== undefined) return [`table/${table}`];
  if (secret !== undefined) return [`secret:${secret.replace(/^arn:.*:secret:/, '')}`];
  if (entries) return entries.map(({ EventBusName: bus }) => `event-bus/${bus ?? 'default'}`);
  return ['*'];
}
