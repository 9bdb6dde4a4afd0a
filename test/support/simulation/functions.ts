import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Dependencies as AuditDependencies } from '../../../lambda/audit/dependencies.ts';
import { createConstantContact } from '../../../lambda/constant-contact/client.ts';
import { createOAuth } from '../../../lambda/constant-contact/oauth.ts';
import { createPace } from '../../../lambda/constant-contact/pace.ts';
import { openSecretVersions } from '../../../lambda/credentials/secret-versions.ts';
import { openTokens } from '../../../lambda/credentials/tokens.ts';
import { rotateToken } from '../../../lambda/rotate-token/rotate-token.ts';
import {
  DEFAULT_PENDING_TOO_LONG_DAYS,
  SYNC_BURST,
  SYNC_SPACING_MS,
  UPDATE_SPACING_MS,
} from '../../../lambda/shared/contract.ts';
import { type OutgoingEvent, putEvents } from '../../../lambda/shared/events.ts';
import type { MetricValues } from '../../../lambda/shared/metrics.ts';
import type { Dependencies } from '../../../lambda/sync/dependencies.ts';
import { runSync } from '../../../lambda/sync/run-sync.ts';
import type { Dependencies as UpdateDependencies } from '../../../lambda/update/dependencies.ts';
import { updateAccount } from '../../../lambda/update/update-account.ts';
import { listUses } from '../record-permissions.ts';
import type { Container, FunctionName, Invocation } from './containers.ts';
import type { EventBus } from './event-bus.ts';
import type { Fates } from './fates.ts';
import type { MemorySecrets } from './memory-secrets.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { VENDOR_URLS, type Vendor } from './vendor.ts';

/** What a mutant changes of the functions under test, to see that the model notices. */
export interface Mutation {
  sync?: (deps: Dependencies) => Dependencies;
  update?: (deps: UpdateDependencies) => UpdateDependencies;
  versions?: (open: typeof openSecretVersions) => typeof openSecretVersions;
  audit?: (deps: AuditDependencies) => AuditDependencies;
}

/** The outside that the functions of one world share. */
export interface Outside {
  scheduler: Scheduler;
  random: Random;
  fates: Fates;
  vendor: Vendor;
  secrets: MemorySecrets;
  bus: EventBus;
  /** Carries a command out, for an invocation. */
  answerTable: (command: unknown, by: Invocation | undefined) => object;
  onMetrics: (values: MetricValues, by: Invocation | undefined) => void;
  /** Told of every command as it leaves a function: the action, and on what. */
  onSent: (by: FunctionName, use: string) => void;
  onLog: (message: string, fields: object) => void;
  /** Told of every invocation that has ended. */
  onEnd: (invocation: Invocation) => void;
  /** Of the accounts that a function is to work for, those whose tokens do not open them now. */
  listUnfit: (name: FunctionName, event: unknown) => string[];
}

export const TABLE_NAME = 'account-sync';

type AnyCommand = { constructor: { name: string }; input: object };

/** An SDK client, of which the functions use nothing but `send`. */
export function asClient<Client>(send: (command: AnyCommand) => Promise<object>): Client {
  return { send } as Client;
}

/** The body of a function, with all that it keeps in its process: as its handler builds it. */
export function createHandler(
  container: Container,
  outside: Outside,
  mutation: Mutation = {},
): Container['handle'] {
  const { random, vendor } = outside;
  const { secrets, ...shared } = connect(container, outside);
  const { clock } = shared;
  const { apiUrl, authUrl } = VENDOR_URLS;
  const send = vendor.sendFor(container);
  const toVendor = (pace: { spacingMs: number; burst?: number }) =>
    createConstantContact({
      apiUrl,
      pace: createPace({ ...pace, clock }),
      clock,
      random: random.next,
      send,
    });
  switch (container.name) {
    case 'sync': {
      const deps: Dependencies = {
        ...shared,
        constantContact: toVendor({ spacingMs: SYNC_SPACING_MS, burst: SYNC_BURST }),
        requestSpacingMs: SYNC_SPACING_MS,
        pendingTooLongDays: DEFAULT_PENDING_TOO_LONG_DAYS,
        newRunId: random.newId,
      };
      const mutated = mutation.sync?.(deps) ?? deps;
      return (event, { endsAtMs }) => runSync(mutated, event, endsAtMs);
    }
    case 'update': {
      const deps: UpdateDependencies = {
        ...shared,
        constantContact: toVendor({ spacingMs: UPDATE_SPACING_MS }),
        random: random.next,
        newOwnerId: random.newId,
      };
      const mutated = mutation.update?.(deps) ?? deps;
      return (event, { id, endsAtMs }) =>
        updateAccount(mutated, event, { requestId: id, endsAtMs });
    }
    case 'rotate-token': {
      const open = mutation.versions?.(openSecretVersions) ?? openSecretVersions;
      const deps = {
        ...shared,
        openVersions: (secretId: string) => open(secrets, secretId),
        oauth: createOAuth({ authUrl, clock, send }),
        newId: random.newId,
      };
      return (event, { endsAtMs }) => rotateToken(deps, event, endsAtMs);
    }
  }
}

/** Clients of one process, whose every call the scheduler carries out as its fate says. */
function connect(container: Container, outside: Outside) {
  const { scheduler, random, fates, bus, answerTable } = outside;
  const by = () => container.invocation;
  const note = (service: string, { constructor: { name }, input }: AnyCommand) => {
    for (const use of listUses(service, name, input)) outside.onSent(container.name, use);
  };
  const dynamodb = asClient<DynamoDBClient>((command) => {
    note('dynamodb', command);
    const invocation = by();
    const fate = fates.awsFate(container, 'dynamodb');
    return scheduler.call(container, fate, () => answerTable(command, invocation));
  });
  const secrets = asClient<SecretsManagerClient>((command) => {
    note('secretsmanager', command);
    return scheduler.call(container, fates.awsFate(container, 'secrets'), () =>
      outside.secrets.answer(command),
    );
  });
  const eventBridge = asClient<EventBridgeClient>((command) => {
    note('events', command);
    const invocation = by();
    const { failure, ...good } = fates.awsFate(container, 'events');
    // A failure of the service's own kind: of the entries some are taken, some are not.
    const isPartial = failure?.when === 'before' && random.chance(0.5);
    const fate = failure && !isPartial ? { ...good, failure } : good;
    return scheduler.call(container, fate, () => bus.answer(command, invocation, isPartial));
  });
  const clock = scheduler.clockOf(container, () => fates.crashesAsleep(container));
  const log = (message: string, fields: object = {}) => outside.onLog(message, fields);
  return {
    secrets,
    table: { client: dynamodb, name: TABLE_NAME },
    tokens: openTokens({ secrets, clock }),
    putEvents: (events: readonly OutgoingEvent[]) => putEvents(eventBridge, events),
    emitMetrics: (values: MetricValues) => {
      if (container.isAlive) outside.onMetrics(values, by());
    },
    clock,
    log: { info: log, error: log },
  };
}
