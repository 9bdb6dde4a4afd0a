import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncAccount } from '../../lambda/sync/sync-account.ts';
import { interceptCalls } from '../support/intercept.ts';
import {
  createDependencies,
  createSyncWorld,
  DAY_MS,
  type SyncWorld,
} from '../support/sync-world.ts';

const REQUEST = { account: 'main', trigger: 'schedule' } as const;

let world: SyncWorld;
beforeEach(async () => {
  world = await createSyncWorld({ limits: { perSecond: Number.POSITIVE_INFINITY } });
  await world.syncOne();
  world.clock.advance(DAY_MS);
});
afterEach(() => world.close());

/** The account moves on: it never goes back, so neither may its history. */
function moveOn(stage: number): void {
  const account = world.account();
  account.summary.website = `https://example.com/${String(stage).padStart(3, '0')}`;
  account.senders.push({
    email_id: 100 + stage,
    email_address: `new-${stage}@example.com`,
    confirm_status: 'CONFIRMED',
    roles: [],
  });
}

describe('the same night delivered twenty times at once', () => {
  it('stores each real change once, in order, while the account changes', async () => {
    let calls = 0;
    let stage = 0;
    const moveNext = () => {
      stage += 1;
      moveOn(stage);
    };
    const changeOnTheWay = async (call: () => Promise<unknown>, { name }: { name: string }) => {
      const result = await call();
      if (name.startsWith('get')) calls += 1;
      if (name.startsWith('get') && calls % 9 === 0 && stage < 8) moveNext();
      return result;
    };
    const deliveries = Array.from({ length: 20 }, () => {
      const own = createDependencies({ ...world, spacingMs: 0 });
      return syncAccount(interceptCalls(own, changeOnTheWay), REQUEST);
    });

    const results = await Promise.all(deliveries);
    const last = await world.syncOne();

    expect(stage).toBe(8);
    const failures = results.flatMap((result) => ('error' in result ? result.error.name : []));
    expect(new Set(failures)).toEqual(
      failures.length > 0 ? new Set(['ContentionError']) : new Set(),
    );
    const snapshots = await world.snapshots();
    expect(snapshots.map(({ header }) => header.number)).toEqual(
      snapshots.map((_, index) => index + 1),
    );
    expect(last.snapshot).toBe(snapshots.length);
    const changes = snapshots.slice(1).flatMap(({ body }) => body.changes);
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(
      new Set(['SummaryChanged', 'SenderAdded']),
    );
    const added = changes.flatMap(({ emailAddress }) => emailAddress ?? []);
    expect(added.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `new-${n}@example.com`));
    const websites = snapshots.map(({ body }) => body.content.summary.website ?? '').slice(1);
    expect(websites).toEqual(websites.toSorted());
    expect(snapshots.at(-1)?.body.content.senders).toHaveLength(11);
  });

  it('makes one snapshot of one change', async () => {
    moveOn(1);

    const results = await Promise.all(
      Array.from({ length: 20 }, () =>
        syncAccount(createDependencies({ ...world, spacingMs: 0 }), REQUEST),
      ),
    );

    expect(results.filter(({ outcome }) => outcome === 'changed')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(19);
    expect(await world.snapshots()).toHaveLength(2);
    expect(await world.runs()).toHaveLength(21);
  });
});

describe('a run that was overtaken', () => {
  /** Lets another run see a newer account and commit it, just before this run's own commit. */
  function overtaken(times: number) {
    let left = times;
    return interceptCalls(world.deps, async (call, { name, input }) => {
      const item = input['Item'] as { sk?: { S?: string } } | undefined;
      const isCommit = name === 'PutItemCommand' && item?.sk?.S?.startsWith('SNAPSHOT#');
      if (isCommit && left > 0) {
        left -= 1;
        moveOn(10 - left);
        await syncAccount(createDependencies({ ...world, spacingMs: 0 }), REQUEST);
      }
      return call();
    });
  }

  it('throws away what it fetched and looks again, so it announces no false loss', async () => {
    moveOn(1);

    const result = await syncAccount(overtaken(1), REQUEST);

    expect(result).toMatchObject({ outcome: 'unchanged', snapshot: 2, requests: 4 });
    const snapshots = await world.snapshots();
    expect(snapshots).toHaveLength(2);
    expect(snapshots[1]?.body.changes.map(({ kind }) => kind)).toEqual([
      'SummaryChanged',
      'SenderAdded',
      'SenderAdded',
    ]);
  });

  it('never compares what it fetched with a snapshot that is newer than its fetch', async () => {
    const confirm = () => {
      const [, pending] = world.account().senders;
      if (pending) pending.confirm_status = 'CONFIRMED';
    };
    let overtakes = true;
    const slow = interceptCalls(world.deps, async (call, { name }) => {
      const fetched = await call();
      if (name === 'getSenders' && overtakes) {
        overtakes = false;
        confirm();
        await syncAccount(createDependencies({ ...world, spacingMs: 0 }), REQUEST);
      }
      return fetched;
    });

    const result = await syncAccount(slow, REQUEST);

    expect(result).toMatchObject({ outcome: 'unchanged', snapshot: 1 });
    const changes = (await world.snapshots()).slice(1).flatMap(({ body }) => body.changes);
    expect(changes.map(({ kind }) => kind)).toEqual(['SenderConfirmed']);
    expect(await syncAccount(world.deps, REQUEST)).toMatchObject({
      outcome: 'unchanged',
      snapshot: 2,
    });
  });

  it('takes the start of its last round as its own', async () => {
    moveOn(1);
    let overtakes = true;
    const slow = interceptCalls(world.deps, async (call, { name, input }) => {
      const item = input['Item'] as { sk?: { S?: string } } | undefined;
      if (name === 'PutItemCommand' && item?.sk?.S?.startsWith('SNAPSHOT#') && overtakes) {
        overtakes = false;
        await syncAccount(createDependencies({ ...world, spacingMs: 0 }), REQUEST);
        world.clock.advance(5_000);
        moveOn(2);
      }
      return call();
    });
    const startedMs = world.clock.now();

    const result = await syncAccount(slow, REQUEST);

    expect(result).toMatchObject({ outcome: 'changed', snapshot: 3 });
    const [, , third] = await world.snapshots();
    expect(Date.parse(third?.header.checkStartedAt ?? '')).toBeGreaterThanOrEqual(
      startedMs + 5_000,
    );
  });

  it('gives up after three rounds and says so', async () => {
    moveOn(1);
    let stage = 1;
    const moveNext = () => {
      stage += 1;
      moveOn(stage);
    };
    const always = interceptCalls(world.deps, async (call, { name, input }) => {
      const item = input['Item'] as { sk?: { S?: string } } | undefined;
      if (name !== 'PutItemCommand' || !item?.sk?.S?.startsWith('SNAPSHOT#')) return call();
      await syncAccount(createDependencies({ ...world, spacingMs: 0 }), REQUEST);
      const refused = await call().catch((error: Error) => error);
      moveNext();
      if (refused instanceof Error) throw refused;
      return refused;
    });

    const result = await syncAccount(always, REQUEST);

    expect(result).toMatchObject({
      outcome: 'failed',
      error: { name: 'ContentionError' },
      requests: 6,
    });
    expect(await world.snapshots()).toHaveLength(4);
  });
});
