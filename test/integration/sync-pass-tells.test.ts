import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSync } from '../../lambda/sync/run-sync.ts';
import { interceptCalls } from '../support/intercept.ts';
import { createSyncWorldOf, type SyncWorld } from '../support/sync-world.ts';

const TONIGHT = { trigger: 'schedule', scheduledTime: '2026-11-01T02:15:00Z' };
const REFUSED =
  /^GET \S+ answered 403 .*; check the privileges of the token's user and the scopes of the token$/;

let world: SyncWorld;
beforeEach(async () => {
  world = await createSyncWorldOf('alpha', 'beta');
});
afterEach(() => world.close());

const lines = () => world.logs.map((line) => JSON.parse(line));

describe('a pass tells', () => {
  it('the log what it replies', async () => {
    const reply = await world.pass(TONIGHT);

    expect(lines()).toEqual([{ message: 'pass finished', ...reply }]);
  });

  it('of each account what came of it, each once', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-alpha'];
    world.sandbox.play([
      { on: { account: 'acc-main' }, times: 9, fault: { type: 'quotaExceeded' } },
    ]);
    await world.storeSecret('empty', '{"status":"unseeded"}');

    const reply = await world.pass(TONIGHT);

    expect(reply).toMatchObject({
      ...{ checked: 1, changed: 1, unchanged: 0, failed: 1, deferred: 1, skipped: 1, pending: 0 },
      resetsAt: '2026-11-02T00:00:00.000Z',
    });
    const [first, second, ...rest] = lines().toSorted((a, b) => (a.account < b.account ? -1 : 1));
    expect(first).toEqual({
      ...{ message: 'run failed', account: 'alpha', error: 'ForbiddenError', requests: 2 },
      reason: expect.stringMatching(REFUSED),
    });
    expect(second).toEqual({
      message: 'account skipped: its secret is unseeded',
      account: 'empty',
    });
    expect(rest).toMatchObject([{ message: 'pass finished' }]);
  });

  it('how many accounts still have a try left', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-alpha', 'acc-beta'];

    const pending = [];
    for (let delivery = 1; delivery <= 4; delivery += 1)
      pending.push((await world.pass(TONIGHT)).pending);

    expect(pending).toEqual([2, 2, 0, 0]);
  });

  it('what wore all tries out, when no account can be checked any more', async () => {
    world.sandbox.play([{ times: 100, fault: { type: 'html', status: 200 } }]);
    const messages = [];
    for (let delivery = 1; delivery <= 3; delivery += 1)
      messages.push(await world.pass(TONIGHT).catch((error: Error) => error.message));

    expect(messages.at(-1)).toContain(
      'No account could be checked, 3 failed (UnreadableReplyError)',
    );
  });

  it('of a secret that was deleted after it was listed that it is gone', async () => {
    const { tokens } = world.deps;
    const listConnected = async function* () {
      yield* tokens.listConnected();
      yield { alias: 'deleted' };
    };
    const deps = { ...world.deps, tokens: { ...tokens, listConnected } };

    const reply = await runSync(deps, TONIGHT, Number.MAX_SAFE_INTEGER);

    expect(reply).toMatchObject({ checked: 3, failed: 0, skipped: 1, pending: 0, requests: 6 });
    expect(lines()[0]).toEqual({
      message: 'account skipped: its secret is gone',
      account: 'deleted',
    });
  });

  it('of a run that nobody can record why, and leaves it out of what is pending', async () => {
    const deps = interceptCalls(world.deps, async (call, { input }) => {
      const item = JSON.stringify(input['Item'] ?? {});
      if (item.includes('ACCOUNT#alpha') && item.includes('RUN#')) throw new Error('table on fire');
      return call();
    });

    const reply = await runSync(deps, TONIGHT, Number.MAX_SAFE_INTEGER);

    expect(reply).toMatchObject({ checked: 2, failed: 1, pending: 0 });
    expect(lines()[0]).toEqual({
      ...{ message: 'run not recorded', account: 'alpha' },
      ...{ error: 'Error', reason: 'table on fire' },
    });
  });
});

describe('a check of one account tells the log', () => {
  it('what came of it', async () => {
    await world.syncOne('alpha');

    expect(lines()).toEqual([
      { message: 'run finished', account: 'alpha', outcome: 'changed', snapshot: 1, requests: 2 },
    ]);
  });

  it('why it failed', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-alpha'];

    await world.syncOne('alpha').catch(() => undefined);

    expect(lines()).toEqual([
      {
        ...{ message: 'run failed', account: 'alpha', error: 'ForbiddenError', requests: 2 },
        reason: expect.stringMatching(REFUSED),
      },
    ]);
  });
});
