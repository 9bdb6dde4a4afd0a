import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UpstreamUnavailableError } from '../../lambda/constant-contact/errors.ts';
import type { Dependencies } from '../../lambda/update/dependencies.ts';
import { updateAccount } from '../../lambda/update/update-account.ts';
import { type Interceptor, interceptMethods } from '../support/intercept.ts';
import { createUpdateWorld, type UpdateWorld } from '../support/update-world.ts';

const ADA = { action: 'updateAccountSummary', input: { first_name: 'Ada' } };
const UNSENT = new UpstreamUnavailableError({ method: 'PUT', url: 'x', sent: false });
const WHO = { account: 'main', requestId: 'r-1' };

let world: UpdateWorld;
beforeEach(async () => {
  world = await createUpdateWorld();
});
afterEach(() => world.close());

const lines = () => world.logs.map((line) => JSON.parse(line));
const update = (request: object, deps?: Dependencies) =>
  world.update(request, { requestId: 'r-1', ...(deps && { deps }) });

/** Dependencies whose calls of the table go through an interceptor. */
function withTable(intercept: Interceptor): Dependencies {
  const { table } = world.updateDeps;
  const client = interceptMethods(table.client, ['send'], intercept);
  return { ...world.updateDeps, table: { ...table, client } };
}

const isUpdateRecord = (input: Record<string, unknown>, outcome: string) => {
  const item = JSON.stringify(input['Item'] ?? {});
  return item.includes('UPDATE#') && item.includes(outcome);
};

describe('an update tells the log', () => {
  const finished = { message: 'update finished', action: 'updateAccountSummary', ...WHO };

  it('what came of it', async () => {
    await update(ADA);
    await update(ADA);
    await update({ ...ADA, expect: { last_name: 'Nobody' }, input: { first_name: 'Eve' } });

    expect(lines()).toEqual([
      { ...finished, outcome: 'applied' },
      { ...finished, outcome: 'unchanged' },
      { ...finished, outcome: 'precondition_failed' },
    ]);
  });

  it('why the vendor forbids it, and under which of its ids', async () => {
    const [accountId = ''] = world.sandbox.accounts.keys();
    const access_token = world.sandbox.issueToken(accountId, {
      expiresAtMs: Number.MAX_SAFE_INTEGER,
      role: 'manager',
    });
    await world.storeSecret('main', JSON.stringify({ access_token }));

    await update(ADA);

    expect(lines()).toEqual([
      {
        ...finished,
        ...{ outcome: 'forbidden', cause: 'missing_privilege' },
        ...{ privilege: 'account:update', scope: 'account_update' },
        vendorRequestId: expect.any(String),
      },
    ]);
  });

  it('nothing of a request that cannot be read', async () => {
    await update({ action: 'updateAccountSummary', input: { first_name: 7 } });

    expect(lines()).toEqual([]);
  });

  it('that its record is not completed, and answers all the same', async () => {
    const deps = withTable(async (call, { input }) => {
      if (isUpdateRecord(input, 'applied')) throw new Error('table on fire');
      return call();
    });

    expect(await update(ADA, deps)).toMatchObject({ ok: true, outcome: 'applied' });

    expect(await world.updates()).toMatchObject([{ outcome: 'pending' }]);
    expect(lines()).toEqual([
      { message: 'update record not completed', ...WHO, reason: 'Error' },
      { ...finished, outcome: 'applied' },
    ]);
  });

  it('that nobody hears of it, and answers all the same', async () => {
    const putEvents = () => Promise.reject(new Error('bus on fire'));

    const reply = await update(ADA, { ...world.updateDeps, putEvents });

    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
    expect(lines()[0]).toEqual({ message: 'update not announced', ...WHO, reason: 'Error' });
  });

  it('that what is there already could not be compared with the snapshot', async () => {
    await world.syncOne();
    await update(ADA);
    world.logs.length = 0;
    const deps = withTable(async (call, { input }) => {
      if (JSON.stringify(input['Key'] ?? {}).includes('CONTENT#')) throw new Error('on fire');
      return call();
    });

    expect(await update(ADA, deps)).toMatchObject({ ok: true, outcome: 'unchanged' });

    expect(lines()[0]).toEqual({
      ...{ message: 'snapshot not compared', account: 'main', reason: 'Error' },
    });
  });
});

describe('the record of an update', () => {
  it('names who asked, if anybody said', async () => {
    await update({ ...ADA, requestedBy: 'crm' });
    world.clock.advance(1_000);
    await update({ ...ADA, input: { first_name: 'Eve' } });

    const [named, unnamed] = await world.updates();
    expect(named).toMatchObject({ requestedBy: 'crm', outcome: 'applied' });
    expect(unnamed).not.toHaveProperty('requestedBy');
    expect(world.events.map(({ detail }) => 'requestedBy' in detail)).toEqual([true, false]);
  });

  it.each([
    ['unknown', [{ times: 1, fault: { type: 'dropBefore' } }]],
    ['notSent', []],
    ['refused', [{ times: 1, fault: { type: 'status', status: 400 } }]],
  ] as const)('is %s when that is what came of it', async (outcome, faults) => {
    const on = { method: 'PUT' } as const;
    world.sandbox.play(faults.map((fault) => ({ on, ...fault })) as never);
    const unsent: Dependencies = {
      ...world.updateDeps,
      constantContact: {
        forAccount: (token) => ({
          ...world.updateDeps.constantContact.forAccount(token),
          putSummary: () => Promise.reject(UNSENT),
        }),
      },
    };

    await update(ADA, outcome === 'notSent' ? unsent : undefined).catch(() => undefined);

    expect(await world.updates()).toMatchObject([{ outcome }]);
  });
});

describe('an update whose time is nearly up', () => {
  it.each([
    [60_000, 1],
    [59_999, 0],
  ])('with %i ms left sends %i writes', async (leftMs, sent) => {
    const nowMs = world.clock.now();
    const endsAtMs = nowMs + leftMs;
    // It stands still, so that at the write as much is left as at the start.
    const clock = { ...world.clock, now: () => nowMs, sleep: async () => undefined };
    const deps = { ...world.updateDeps, clock };

    const updating = updateAccount(
      deps,
      { schemaVersion: 1, ...ADA },
      { requestId: 'r-1', endsAtMs },
    );

    if (sent === 0) await expect(updating).rejects.toMatchObject({ name: 'BusyError' });
    else await updating;
    expect(world.writes().sent).toBe(sent);
  });
});
