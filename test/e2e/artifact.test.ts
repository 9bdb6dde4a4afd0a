import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ArtifactWorld,
  buildArtifacts,
  startArtifactWorld,
} from '../support/lambda-runtime-sync.ts';

const UNSEEDED = JSON.stringify({ status: 'unseeded' });

/** As EventBridge Scheduler fills in the inputs of the two schedules: its times have no milliseconds. */
const NIGHTLY = { scheduledTime: '2026-11-02T02:15:00Z', trigger: 'schedule' };
const SECOND_PASS = {
  scheduledTime: '2026-11-02T05:15:00Z',
  trigger: 'secondPass',
  staleAfterHours: 12,
};

let artifacts: Awaited<ReturnType<typeof buildArtifacts>>;
let world: ArtifactWorld;
beforeAll(async () => {
  artifacts = await buildArtifacts();
}, 60_000);
afterAll(() => artifacts.remove());
beforeEach(async () => {
  world = await startArtifactWorld();
});
afterEach(() => world.close());

const startSync = (changes?: Record<string, string | null>) =>
  world.start(artifacts.bundleOf('sync'), changes);

/** Connects the sandbox's account as `main` and starts the function. */
async function startConnected() {
  await world.storeSecret('main', JSON.stringify({ access_token: issueToken() }));
  return startSync();
}

function account() {
  const [found] = world.sandbox.accounts.values();
  if (!found) throw new Error('The sandbox has no account.');
  return found;
}

const issueToken = () => world.sandbox.issueToken(account().summary.encoded_account_id);

async function sortKeys(prefix: string): Promise<unknown[]> {
  const keys = (await world.items()).map((item) => String(item['sk']));
  return keys.filter((key) => key.startsWith(prefix)).sort();
}

describe('the deployed sync function', () => {
  it('commits snapshot 1 in the first night', async () => {
    const { invoke, logs } = await startConnected();

    const result = await invoke({ account: 'main' });

    expect(result).toEqual({
      payload: {
        schemaVersion: 1,
        account: 'main',
        outcome: 'changed',
        snapshot: 1,
        checkedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        requests: 2,
        changes: [expect.objectContaining({ kind: 'AccountConnected' })],
      },
    });
    expect(await world.items()).toContainEqual(
      expect.objectContaining({ sk: 'SNAPSHOT#0000000001', settledAt: expect.any(String) }),
    );
    expect(logs()).toContain('"message":{"message":"run finished","account":"main"');
  });

  it('keeps the snapshot in a quiet night, in a warm process and in a new one', async () => {
    const warm = await startConnected();
    await warm.invoke({ account: 'main' });
    const cold = await startSync();

    const results = [
      await warm.invoke({ account: 'main' }),
      await cold.invoke({ account: 'main' }),
    ];

    const unchanged = { outcome: 'unchanged', snapshot: 1, requests: 2, changes: [] };
    expect(results).toMatchObject([{ payload: unchanged }, { payload: unchanged }]);
    expect(await sortKeys('SNAPSHOT#')).toEqual(['SNAPSHOT#0000000001']);
    expect(await sortKeys('RUN#')).toHaveLength(3);
  });

  it('commits a night that changed something, with what it changed', async () => {
    const { invoke } = await startConnected();
    await invoke({ account: 'main' });
    account().summary.website = 'https://instaprinz.example';
    for (const sender of account().senders) sender.confirm_status = 'CONFIRMED';

    const result = await invoke({ account: 'main', trigger: 'update' });

    expect(result).toMatchObject({
      payload: {
        outcome: 'changed',
        snapshot: 2,
        changes: [
          { kind: 'SummaryChanged', fields: ['website'] },
          { kind: 'SenderConfirmed', emailAddress: 'dlang@example.com' },
        ],
      },
    });
    expect(await sortKeys('SNAPSHOT#')).toEqual(['SNAPSHOT#0000000001', 'SNAPSHOT#0000000002']);
  });

  it('checks each account once in a night that the Scheduler delivers twice', async () => {
    const { invoke, logs } = await startConnected();
    await world.storeSecret('unseeded', UNSEEDED);

    const first = await invoke(NIGHTLY);
    const again = await invoke(NIGHTLY);

    const night = { schemaVersion: 1, scheduledTime: '2026-11-02T02:15:00.000Z', skipped: 1 };
    expect(first).toMatchObject({ payload: { ...night, checked: 1, changed: 1, requests: 2 } });
    expect(again).toMatchObject({ payload: { ...night, checked: 0, pending: 0, requests: 0 } });
    expect(await sortKeys('RUN#')).toHaveLength(1);
    expect(logs()).toContain('"message":"pass finished"');
  });

  it('leaves to the second pass only the accounts that the first could not check', async () => {
    const { invoke } = await startConnected();
    await world.storeSecret('broken', '{');
    await invoke(NIGHTLY);
    await world.storeSecret('broken', issueToken());

    const result = await invoke(SECOND_PASS);

    expect(result).toMatchObject({ payload: { checked: 1, changed: 1, failed: 0, requests: 2 } });
    expect(await world.items()).toContainEqual(
      expect.objectContaining({ pk: 'ACCOUNTS', sk: 'broken', lastOutcome: 'changed' }),
    );
  });
});

describe('a night that fails', () => {
  it.each([
    ['TokenUnusableError', 'an unseeded secret', UNSEEDED],
    ['TokenUnusableError', 'a malformed secret', '{"access_token"'],
    ['ReauthorizationRequiredError', 'a token that the vendor refuses', 'refused'],
  ])('throws and records %s for %s', async (errorType, _what, secret) => {
    await world.storeSecret('main', secret);
    const { invoke, logs } = await startSync();

    const result = await invoke({ account: 'main' });

    expect(result).toMatchObject({
      errorType,
      errorMessage: expect.stringContaining('constant-contact/main'),
    });
    expect(await world.items()).toContainEqual(
      expect.objectContaining({ outcome: 'failed', errorName: errorType }),
    );
    expect(await sortKeys('SNAPSHOT#')).toEqual([]);
    expect(logs()).toContain(errorType);
  });

  it.each([
    ['UnknownAccountError', { account: 'nobody' }, 'nobody'],
    ['InvalidEventError', { account: 'Main Street' }, 'field account'],
    ['InvalidEventError', { acount: 'main' }, 'unknown field acount'],
    ['InvalidEventError', 'main', 'not an object'],
  ])(
    'throws %s for the event %j, of which nothing can be recorded',
    async (errorType, event, reason) => {
      const { invoke } = await startConnected();

      const result = await invoke(event);

      expect(result).toMatchObject({ errorType, errorMessage: expect.stringContaining(reason) });
      expect(await world.items()).toEqual([]);
    },
  );

  it.each([{ account: 'main' }, NIGHTLY])(
    'throws TableNotFoundError when its table is not there, for %j',
    async (event) => {
      await world.storeSecret('main', issueToken());
      const { invoke } = await startSync({ TABLE_NAME: 'absent' });

      const result = await invoke(event);

      expect(result).toMatchObject({
        errorType: 'TableNotFoundError',
        errorMessage: expect.stringContaining('"absent"'),
      });
    },
  );

  it.each([
    ['TABLE_NAME', null],
    ['CONSTANT_CONTACT_API_URL', 'nowhere'],
    ['REQUEST_SPACING_MS', 'fast'],
  ])('is refused at the start when %s is %j', async (variable, value) => {
    const { invoke } = await startSync({ [variable]: value });

    expect(await invoke({ account: 'main' })).toMatchObject({
      errorType: 'EnvironmentError',
      errorMessage: expect.stringMatching(new RegExp(`^The environment variable ${variable} is `)),
    });
  });

  it('leaves nothing behind that keeps the same process from working when the cause is gone', async () => {
    await world.storeSecret('main', UNSEEDED);
    const { invoke } = await startSync();
    await invoke({ account: 'main' });
    await world.storeSecret('main', issueToken());

    expect(await invoke({ account: 'main' })).toMatchObject({ payload: { snapshot: 1 } });
  });
});
