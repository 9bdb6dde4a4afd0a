import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEventBridge } from '../../infra/local/eventbridge/server.ts';
import { audit } from '../../lambda/audit/audit.ts';
import { type OutgoingEvent, putEvents } from '../../lambda/shared/events.ts';
import { type AccountReply, runSync } from '../../lambda/sync/run-sync.ts';
import { compareSent, NO_DIFFERENCE } from '../support/compare-sent.ts';
import { EMBEDDED_CONFIG } from '../support/embedded.ts';
import { recordPermissions } from '../support/record-permissions.ts';
import { createRotationWorld, HOUR_MS } from '../support/rotation-world.ts';
import { createDependencies, createSyncWorld, DAY_MS } from '../support/sync-world.ts';
import { createUpdateDependencies, createUpdateWorld } from '../support/update-world.ts';

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
    expect(await compareSent('sync', clients.record)).toEqual(NO_DIFFERENCE);
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
    expect(await compareSent('update', clients.record)).toEqual(NO_DIFFERENCE);
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
    expect(await compareSent('audit', record)).toEqual(NO_DIFFERENCE);
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

    expect(await compareSent('rotate-token', record)).toEqual(NO_DIFFERENCE);
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
  ])('finds %s', async (_, used) => {
    const { unknown } = await compareSent('audit', new Set([...AUDITED, used]));

    expect(unknown).toEqual([used]);
  });

  it('finds a secret outside the prefix, and the list of secrets where none is wanted', async () => {
    const used = [
      'secretsmanager:GetSecretValue on secret:another/main',
      'secretsmanager:ListSecrets on *',
    ];

    expect((await compareSent('update', new Set(used))).unknown).toEqual(used);
  });

  it('finds what nothing used', async () => {
    const { unused } = await compareSent('audit', new Set(AUDITED.slice(1)));

    expect(unused).toEqual(['dynamodb:GetItem']);
  });
});
