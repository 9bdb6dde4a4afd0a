import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { runSync } from '../../lambda/sync/run-sync.ts';
import { interceptCalls } from '../support/intercept.ts';
import { createSyncWorld, DAY_MS, type SyncWorld } from '../support/sync-world.ts';

const night = (day: number) => ({
  trigger: 'schedule',
  scheduledTime: `2026-11-${String(day).padStart(2, '0')}T02:15:00Z`,
});

let world: SyncWorld;
beforeEach(async () => {
  const accounts = ['acc-1', 'acc-2'].map((encoded_account_id) =>
    exampleAccount({ encoded_account_id }),
  );
  world = await createSyncWorld({ accounts });
  await world.connect('second', 'acc-2');
});
afterEach(() => world.close());

/** What each pass has emitted: the line of its counts with that of its gauges. */
const gauges = () =>
  world.metrics.flatMap((values, index) =>
    'AccountsChecked' in values ? [{ ...values, ...world.metrics[index + 1] }] : [],
  );

describe('the metrics of a pass', () => {
  it('are emitted once by a scheduled pass', async () => {
    await world.pass(night(1));

    expect(gauges()).toEqual([
      {
        AccountsChecked: 2,
        AccountsFailed: 0,
        AccountsDeferred: 0,
        RequestsUsed: 4,
        UnconfirmedSenders: 2,
        SendersPendingTooLong: 0,
        ReauthorizationRequired: 0,
      },
    ]);
  });

  it('say how many days are left until a token can be renewed no more', async () => {
    const expires_at = world.clock.now() / 1000 + 28_800;
    const set = { client_id: 'c', refresh_token: 'r', expires_at };
    await world.connect('main', 'acc-1', { ...set, authorized_at: '2026-08-01T02:15:00.000Z' });
    await world.connect('second', 'acc-2', { ...set, refreshed_at: '2026-10-31T02:15:00.000Z' });

    await world.pass(night(1));
    world.clock.advance(DAY_MS);
    await world.connect('main', 'acc-1');
    await world.connect('third', 'acc-1', { ...set, authorized_at: '2026-08-02T02:15:00.000Z' });
    await world.pass(night(2));

    expect(gauges().map(({ TokenDaysLeft }) => Math.round(TokenDaysLeft ?? -1))).toEqual([88, 88]);
  });

  it.each([{ trigger: 'person' }, { account: 'main', trigger: 'update' }])(
    'are not emitted for %j, so that a missed night is heard',
    async (event) => {
      await world.pass(event);

      expect(gauges()).toEqual([]);
    },
  );

  it('say how many accounts fail, also when no account could be checked', async () => {
    world.sandbox.play([{ times: 100, fault: { type: 'unauthorizedOnce' } }]);

    await world.pass(night(1)).catch(() => undefined);

    expect(gauges()).toMatchObject([
      { AccountsChecked: 0, AccountsFailed: 2, ReauthorizationRequired: 2 },
    ]);
  });

  it('still say that an account fails when the second pass finds nothing else to do', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-2'];
    await world.pass(night(1));
    const second = {
      trigger: 'secondPass',
      scheduledTime: '2026-11-01T05:15:00Z',
      staleAfterHours: 12,
    };
    world.clock.advance(3 * 60 * 60 * 1000);
    await world.pass(second);

    expect(gauges()).toMatchObject([
      { AccountsFailed: 1 },
      { AccountsChecked: 0, AccountsFailed: 1 },
    ]);
  });

  it('still say that an account fails when a night was deferred in between', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-2'];
    await world.pass(night(1));
    world.sandbox.switches.deactivatedAccounts = [];
    world.clock.advance(DAY_MS);
    world.sandbox.play([{ times: 10, fault: { type: 'quotaExceeded' } }]);
    await world.pass(night(2));
    world.sandbox.clearFaults();
    world.clock.advance(DAY_MS);
    await world.pass(night(3));

    expect(gauges().map((values) => values['AccountsFailed'])).toEqual([1, 1, 0]);
  });

  it('forget an account whose secret is gone', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-2'];
    await world.pass(night(1));
    const SecretId = 'constant-contact/second';
    const command = new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true });
    await world.embedded.secrets.send(command);
    world.clock.advance(DAY_MS);
    await world.pass(night(2));

    expect(gauges().map((values) => values['AccountsFailed'])).toEqual([1, 0]);
  });

  it('count what was checked although the gauges could not be read', async () => {
    let lists = 0;
    const deps = interceptCalls(world.deps, async (call, { name, input }) => {
      if (name === 'QueryCommand' && input['ScanIndexForward']) lists += 1;
      if (lists === 2) throw new Error('table on fire');
      return call();
    });

    await runSync(deps, night(1), Number.MAX_SAFE_INTEGER);

    expect(world.metrics).toEqual([{ AccountsChecked: 2, AccountsDeferred: 0, RequestsUsed: 4 }]);
    expect(world.logs.join()).toContain('gauges not emitted');
  });

  it('say how many wait for the daily quota', async () => {
    world.sandbox.play([{ times: 100, fault: { type: 'quotaExceeded' } }]);

    await world.pass(night(1));

    expect(gauges()).toMatchObject([
      { AccountsChecked: 0, AccountsDeferred: 2, AccountsFailed: 0 },
    ]);
  });

  it('count accounts whose unconfirmed sender has waited for seven days by our own first sight', async () => {
    for (let day = 1; day <= 8; day += 1) {
      await world.pass(night(day));
      world.clock.advance(DAY_MS);
    }

    expect(gauges().map((values) => values['SendersPendingTooLong'])).toEqual([
      0, 0, 0, 0, 0, 0, 0, 2,
    ]);
  });
});
