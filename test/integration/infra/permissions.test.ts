import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listGranted } from '../../../infra/granted-permissions.ts';
import { startEventBridge } from '../../../infra/local/eventbridge/server.ts';
import type { Resources } from '../../../infra/template.ts';
import { audit } from '../../../lambda/audit/audit.ts';
import { type OutgoingEvent, putEvents } from '../../../lambda/shared/events.ts';
import { type AccountReply, runSync } from '../../../lambda/sync/run-sync.ts';
import { EMBEDDED_CONFIG } from '../../support/embedded.ts';
import { recordPermissions } from '../../support/record-permissions.ts';
import { createRotationWorld, HOUR_MS } from '../../support/rotation-world.ts';
import { createDependencies, createSyncWorld, DAY_MS } from '../../support/sync-world.ts';
import { createUpdateDependencies, createUpdateWorld } from '../../support/update-world.ts';
import { synthesize } from '../../unit/infra/synthesize.ts';

/**
 * What each function sends, recorded in its own clients, against what the template grants its role: every action that is
 * granted must really be taken, on a resource that the grant names. That a function can send nothing else is not left to
 * what these or all tests happen to run: it is told from its bundle, which holds every path (see `findCommands`).
 */
let resources: Resources;
beforeAll(async () => {
  resources = (await synthesize()).toJSON()['Resources'];
});

/** The embedded table stands for the stack's own, which every function is told by its name. */
const OWN_TABLE = '{AWS::DynamoDB::GlobalTable.Arn}';

/** What the role may do through the services that its function calls by itself, with the last part of each ARN. */
function listGrants(role: string) {
  return listGranted(resources)
    .filter((one) => one.role === role && /^(dynamodb|events|secretsmanager):/.test(one.action))
    .map(({ action, resource }) => ({
      action,
      resource: resource === OWN_TABLE ? 'table/account-sync' : resource.replace(/^arn:.*\}:/, ''),
    }));
}

/** True where the grant covers the recorded call; a `*` in a resource stands for any text. */
function covers(grant: { action: string; resource: string }, recorded: string): boolean {
  const resource = recorded.slice(`${grant.action} on `.length);
  const pattern = new RegExp(`^${RegExp.escape(grant.resource).replaceAll('\\*', '.*')}$`);
  return recorded.startsWith(`${grant.action} on `) && pattern.test(resource);
}

/** What differs between the two, in both directions. */
function compare(role: string, record: Set<string>) {
  const grants = listGrants(role);
  return {
    refused: [...record].filter((one) => !grants.some((grant) => covers(grant, one))),
    unused: grants.filter((grant) => ![...record].some((one) => covers(grant, one))),
  };
}

const NO_DIFFERENCE = { refused: [], unused: [] };

/** Clients of their own for a function in a world, recorded. */
async function openClients(world: { dynamodbUrl: string; secretsUrl: string }) {
  const record = new Set<string>();
  const bridge = await startEventBridge();
  const clients = {
    dynamodb: new DynamoDBClient({ ...EMBEDDED_CONFIG, endpoint: world.dynamodbUrl }),
    secrets: new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: world.secretsUrl }),
    eventBridge: new EventBridgeClient({ ...EMBEDDED_CONFIG, endpoint: bridge.url }),
  };
  for (const client of Object.values(clients)) recordPermissions(client, record);
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await bridge.close();
  });
  return {
    ...clients,
    record,
    putEvents: (events: readonly OutgoingEvent[]) => putEvents(clients.eventBridge, events),
  };
}

describe('the permissions of', () => {
  it('sync are what it does when it finds accounts, changes and nothing', async () => {
    const world = await createSyncWorld();
    onTestFinished(() => world.close());
    const clients = await openClients(world.embedded);
    const embedded = { ...world.embedded, ...clients };
    const deps = {
      ...createDependencies({ ...world, embedded }),
      putEvents: clients.putEvents,
    };
    const run = async (event: object) => await runSync(deps, event, Number.MAX_SAFE_INTEGER);

    await run({ trigger: 'schedule' });
    world.clock.advance(DAY_MS);
    world.account().summary.organization_name = 'Another name';
    const { outcome } = (await run({ account: 'main' })) as AccountReply;
    world.clock.advance(DAY_MS);
    await run({ trigger: 'schedule' });

    expect(outcome).toBe('changed');
    expect(compare('SyncFunctionRole', clients.record)).toEqual(NO_DIFFERENCE);
  });

  it('update are what it does when it changes an account', async () => {
    const world = await createUpdateWorld();
    onTestFinished(() => world.close());
    await world.syncOne();
    const clients = await openClients(world.embedded);
    const deps = {
      ...createUpdateDependencies({ ...world, embedded: { ...world.embedded, ...clients } }),
      putEvents: clients.putEvents,
    };
    const request = { action: 'updateAccountSummary', input: { organization_phone: '555-0100' } };

    const changed = await world.update(request, { deps });
    const repeated = await world.update(request, { deps });

    expect([changed, repeated]).toMatchObject([{ outcome: 'applied' }, { outcome: 'unchanged' }]);
    expect(compare('UpdateFunctionRole', clients.record)).toEqual(NO_DIFFERENCE);
  });

  it('audit are what it does for totals and in depth', async () => {
    const world = await createSyncWorld();
    onTestFinished(() => world.close());
    await world.syncOne();
    const { dynamodb, record } = await openClients(world.embedded);
    const deps = {
      table: { client: dynamodb, name: world.embedded.tableName },
      clock: world.clock,
      limits: { staleAfterHours: 26, pendingTooLongDays: 7 },
    };

    const totals = await audit(deps, { schemaVersion: 1 });
    const inDepth = await audit(deps, { schemaVersion: 1, account: 'main' });

    expect([totals, inDepth]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(compare('AuditFunctionRole', record)).toEqual(NO_DIFFERENCE);
  });

  it('rotate-token are what a rotation does', async () => {
    const world = await createRotationWorld();
    const record = new Set<string>();
    const secrets = new SecretsManagerClient({ ...EMBEDDED_CONFIG, endpoint: world.manager.url });
    onTestFinished(() => secrets.destroy());
    recordPermissions(secrets, record);
    world.deps = world.depsWith(secrets);
    world.clock.advance(4 * HOUR_MS);

    await world.rotate();

    expect(compare('RotationFunctionRole', record)).toEqual(NO_DIFFERENCE);
  });
});

describe('the comparison', () => {
  const AUDITED = [
    'dynamodb:GetItem on table/account-sync',
    'dynamodb:Query on table/account-sync',
  ];

  it.each([
    ['another action', 'dynamodb:PutItem on table/account-sync'],
    ['another table', 'dynamodb:GetItem on table/other'],
    ['an action whose name goes on', 'dynamodb:GetItems on table/account-sync'],
  ])('finds %s refused', (_, used) => {
    const { refused } = compare('AuditFunctionRole', new Set([...AUDITED, used]));

    expect(refused).toEqual([used]);
  });

  it('finds a secret outside the prefix refused', () => {
    const used = 'secretsmanager:GetSecretValue on secret:another/main';

    expect(compare('UpdateFunctionRole', new Set([used])).refused).toEqual([used]);
  });

  it('finds what nothing used', () => {
    const { unused } = compare('AuditFunctionRole', new Set(AUDITED.slice(1)));

    expect(unused).toEqual([{ action: 'dynamodb:GetItem', resource: 'table/account-sync' }]);
  });
});
