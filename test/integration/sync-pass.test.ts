import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSync } from '../../lambda/sync/run-sync.ts';
import { interceptCalls } from '../support/intercept.ts';
import { createSyncWorldOf, type SyncWorld } from '../support/sync-world.ts';

const TONIGHT = { trigger: 'schedule', scheduledTime: '2026-11-01T02:15:00Z' };

let world: SyncWorld;
beforeEach(async () => {
  world = await createSyncWorldOf('alpha', 'beta');
});
afterEach(() => world.close());

const setClock = (time: string) => world.clock.advance(Date.parse(time) - world.clock.now());
const checkedAccounts = () => new Set(world.sandbox.record.map(({ accountId }) => accountId));

describe('a pass', () => {
  it('checks all connected accounts at the shared pace', async () => {
    const startedMs = world.clock.now();

    const reply = await world.pass(TONIGHT);

    expect(reply).toEqual({
      schemaVersion: 1,
      scheduledTime: '2026-11-01T02:15:00.000Z',
      checked: 3,
      changed: 3,
      unchanged: 0,
      failed: 0,
      deferred: 0,
      skipped: 0,
      pending: 0,
      requests: 6,
    });
    expect(world.clock.now() - startedMs).toBeGreaterThanOrEqual(3 * 334);
  });

  it('delivered again finds nothing left to do', async () => {
    await world.pass(TONIGHT);
    world.sandbox.record.length = 0;

    expect(await world.pass(TONIGHT)).toMatchObject({ checked: 0, failed: 0, requests: 0 });

    expect(world.sandbox.record).toHaveLength(0);
  });

  it('goes on when an account fails, and tries only that one again', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-alpha'];

    expect(await world.pass(TONIGHT)).toMatchObject({ checked: 2, failed: 1 });
    world.sandbox.record.length = 0;
    world.sandbox.switches.deactivatedAccounts = [];

    expect(await world.pass(TONIGHT)).toMatchObject({ checked: 1, failed: 0 });
    expect(checkedAccounts()).toEqual(new Set(['acc-alpha']));
  });

  it('leaves an account alone after three failed tries at one time, until the next', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-alpha'];
    const failed = [];
    for (let night = 1; night <= 4; night += 1) {
      failed.push(
        await world.pass(TONIGHT).then(
          (reply) => reply.failed,
          (error: Error) => error.name,
        ),
      );
    }

    setClock('2026-11-02T02:15:00Z');
    const next = await world.pass({ ...TONIGHT, scheduledTime: '2026-11-02T02:15:00Z' });

    expect(failed).toEqual([1, 1, 1, 0]);
    expect(await world.accountItem('alpha')).toMatchObject({
      tries: 1,
      lastErrorName: 'ForbiddenError',
    });
    expect(next).toMatchObject({ checked: 2, failed: 1 });
  });

  it('of which nothing succeeds throws, so that Lambda retries and somebody hears of it', async () => {
    world.sandbox.play([{ times: 100, fault: { type: 'html', status: 200 } }]);

    await expect(world.pass(TONIGHT)).rejects.toThrow(
      'No account could be checked, 3 failed (UnreadableReplyError)',
    );

    const failed = { outcome: 'failed', errorName: 'UnreadableReplyError' };
    expect(await world.runs('alpha')).toMatchObject([failed, failed]);
  });

  it('goes on throwing when it is retried and all tries are used up', async () => {
    world.sandbox.play([{ times: 100, fault: { type: 'html', status: 200 } }]);
    const names = [];
    for (let delivery = 1; delivery <= 3; delivery += 1)
      names.push(await world.pass(TONIGHT).catch((error: Error) => error.name));

    expect(names).toEqual(Array(3).fill('NoAccountCheckedError'));
    expect(await world.runs('alpha')).toHaveLength(3);
  });

  it('tries an account again at its end when the fault may have passed', async () => {
    const fault = { type: 'html', status: 200 } as const;
    world.sandbox.play([{ on: { account: 'acc-alpha' }, times: 2, fault }]);

    const reply = await world.pass(TONIGHT);

    expect(reply).toMatchObject({ checked: 3, failed: 0, pending: 0, requests: 8 });
    const tried = await world.runs('alpha');
    expect(tried.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'failed']);
  });

  it('does not try again at once what only a person can mend', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-alpha'];

    const reply = await world.pass(TONIGHT);

    expect(reply).toMatchObject({ checked: 2, failed: 1, pending: 1 });
    expect(await world.runs('alpha')).toHaveLength(1);
    expect(world.logs.join()).toContain('"account":"alpha","error":"ForbiddenError"');
  });

  it('is deferred when the daily quota is spent, and so is every pass before the reset', async () => {
    const fault = { type: 'quotaExceeded' } as const;
    const refused = ['acc-beta', 'acc-main'];
    world.sandbox.play(refused.map((account) => ({ on: { account }, times: 100, fault })));
    const resetsAt = '2026-11-02T00:00:00.000Z';

    expect(await world.pass(TONIGHT)).toMatchObject({
      checked: 1,
      deferred: 2,
      pending: 0,
      resetsAt,
    });
    world.sandbox.clearFaults();
    world.sandbox.record.length = 0;
    const second = {
      trigger: 'secondPass',
      scheduledTime: '2026-11-01T05:15:00Z',
      staleAfterHours: 12,
    };
    setClock('2026-11-01T05:15:00Z');
    expect(await world.pass(second)).toMatchObject({
      checked: 0,
      deferred: 2,
      requests: 0,
      resetsAt,
    });
    expect(world.sandbox.record).toHaveLength(0);

    setClock(resetsAt);
    expect(await world.pass({ ...TONIGHT, scheduledTime: resetsAt })).toMatchObject({ checked: 3 });
    expect(await world.accountItem('beta')).not.toHaveProperty('deferredUntil');
  });

  it('does not count a deferred run as a try', async () => {
    world.sandbox.play([
      { on: { account: 'acc-alpha' }, times: 2, fault: { type: 'quotaExceeded' } },
    ]);

    await world.pass(TONIGHT);

    const deferred = await world.accountItem('alpha');
    expect(deferred).toMatchObject({ lastOutcome: 'deferred', tries: 0 });
  });

  it('skips a secret that nobody has filled, without a run', async () => {
    await world.storeSecret('empty', '{"status":"unseeded"}');

    expect(await world.pass(TONIGHT)).toMatchObject({ checked: 3, skipped: 1, failed: 0 });

    expect(await world.runs('empty')).toEqual([]);
  });

  it('takes a second look only at accounts without a good check in time', async () => {
    world.sandbox.switches.deactivatedAccounts = ['acc-beta'];
    await world.pass(TONIGHT);
    world.sandbox.switches.deactivatedAccounts = [];
    world.sandbox.record.length = 0;
    world.clock.advance(3 * 60 * 60 * 1000);

    const second = {
      trigger: 'secondPass',
      scheduledTime: '2026-11-01T05:15:00Z',
      staleAfterHours: 12,
    };

    expect(await world.pass(second)).toMatchObject({ checked: 1 });
    expect(checkedAccounts()).toEqual(new Set(['acc-beta']));
  });

  it('stops before its time is up and says what is still pending', async () => {
    const endsAtMs = world.clock.now() + 180_000 - 1;

    const reply = await runSync(world.deps, TONIGHT, endsAtMs);

    expect(reply).toMatchObject({ checked: 0, pending: 3, requests: 0 });
  });

  it('goes on when the run of one account cannot even be recorded', async () => {
    const deps = interceptCalls(world.deps, async (call, { input }) => {
      const item = JSON.stringify(input['Item'] ?? {});
      if (item.includes('ACCOUNT#alpha') && item.includes('RUN#')) throw new Error('table on fire');
      return call();
    });

    const reply = await runSync(deps, TONIGHT, Number.MAX_SAFE_INTEGER);

    expect(reply).toMatchObject({ checked: 2, failed: 1 });
    expect(world.logs.join()).toContain('table on fire');
  });
});

describe('a pass over one good and one absent token', () => {
  it('throws the error of the only account that could have been checked', async () => {
    for (const alias of ['main', 'beta']) await world.storeSecret(alias, '{"status":"unseeded"}');
    world.sandbox.play([{ times: 100, fault: { type: 'status', status: 403 } }]);

    await expect(world.pass(TONIGHT)).rejects.toMatchObject({ name: 'ForbiddenError' });
  });

  it('is not stopped by an account item that nobody can read', async () => {
    await world.pass(TONIGHT);
    const Item = { pk: { S: 'ACCOUNTS' }, sk: { S: 'alpha' }, snapshot: { S: 'garbage' } };
    const { client, name } = world.deps.table;
    await client.send(new PutItemCommand({ TableName: name, Item }));

    const reply = await world.pass({ ...TONIGHT, scheduledTime: '2026-11-01T02:20:00Z' });

    expect(reply).toMatchObject({ checked: 3 });
    expect(await world.accountItem('alpha')).toMatchObject({ snapshot: 1, tries: 0 });
  });

  it('is refused for a time to come, which would switch off the passes until then', async () => {
    const event = { trigger: 'schedule', scheduledTime: '2027-11-01T02:15:00Z' };

    await expect(world.pass(event)).rejects.toMatchObject({ name: 'InvalidEventError' });
  });

  it.each(['2026-11-01T23:59:59.900Z', '2026-11-02T00:00:00.100Z'])(
    'goes on after midnight when the quota was refused about midnight (%s)',
    async (start) => {
      setClock(start);
      world.sandbox.play([{ times: 2, fault: { type: 'quotaExceeded' } }]);
      await world.pass({ trigger: 'schedule' });
      world.sandbox.clearFaults();
      world.clock.advance(60_000);

      expect(await world.pass({ trigger: 'person' })).toMatchObject({ checked: 3 });
    },
  );
});

describe('a named account', () => {
  it('that nobody connected is a clear error and leaves no run', async () => {
    await expect(world.syncOne('nobody')).rejects.toThrow('No account is connected as "nobody"');

    expect(await world.items()).toEqual([]);
  });

  it.each([
    ['{"status":"unseeded"}', 'has no token yet'],
    ['{"access_token":', 'starts like JSON but is not valid JSON'],
    ['two words', 'is neither JSON nor one access token'],
  ])('whose secret is %s fails, is recorded, and says what to do', async (secret, problem) => {
    await world.storeSecret('bad', secret);

    await expect(world.syncOne('bad')).rejects.toThrow(problem);

    expect(await world.runs('bad')).toMatchObject([
      { errorName: 'TokenUnusableError', requests: 0 },
    ]);
  });

  it('is checked whatever passes have done', async () => {
    await world.pass(TONIGHT);

    expect(await world.syncOne('main', { scheduledTime: TONIGHT.scheduledTime })).toMatchObject({
      requests: 2,
    });
  });
});

describe('one alias', () => {
  it('means one account for ever: a token of another account is refused and nothing of it is stored', async () => {
    await world.syncOne('alpha');
    const other = world.account('acc-beta');
    other.summary.organization_name = 'Somebody Else';
    await world.connect('alpha', 'acc-beta');
    await world.deps.tokens.forAccount('alpha').reread();
    world.clock.advance(1);

    await expect(world.syncOne('alpha')).rejects.toMatchObject({ name: 'AccountMismatchError' });

    expect((await world.runs('alpha')).at(-1)?.errorName).toBe('AccountMismatchError');
    expect(JSON.stringify(await world.items())).not.toMatch(/Somebody Else|acc-beta/);
  });

  it('is never mixed: a token replaced between two requests starts the reading over', async () => {
    await world.syncOne('alpha');
    const other = world.sandbox.issueToken('acc-beta', { expiresAtMs: Number.MAX_SAFE_INTEGER });
    await world.storeSecret('alpha', JSON.stringify({ access_token: other }));
    world.account('acc-beta').senders = [
      { email_id: 1, email_address: 'foreign@example.com', confirm_status: 'CONFIRMED', roles: [] },
    ];
    world.sandbox.play([{ on: { path: '/account/emails' }, fault: { type: 'unauthorizedOnce' } }]);

    await expect(world.syncOne('alpha')).rejects.toMatchObject({ name: 'AccountMismatchError' });

    expect(JSON.stringify(await world.snapshots('alpha'))).not.toContain('foreign@example.com');
    expect(await world.snapshots('alpha')).toHaveLength(1);
  });

  it('is good again at once when the right token is stored after a refusal', async () => {
    await world.syncOne('alpha');
    await world.connect('alpha', 'acc-beta');
    await world.deps.tokens.forAccount('alpha').reread();
    await world.syncOne('alpha').catch(() => undefined);
    await world.connect('alpha', 'acc-alpha');

    expect(await world.syncOne('alpha')).toMatchObject({ outcome: 'unchanged' });
  });

  it('is compared with the id in its secret before the first snapshot too', async () => {
    await world.connect('fresh', 'acc-beta', { account_id: 'acc-main' });

    await expect(world.syncOne('fresh')).rejects.toMatchObject({ name: 'AccountMismatchError' });

    expect(await world.snapshots('fresh')).toEqual([]);
  });
});
