import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import {
  type ArtifactWorld,
  buildArtifacts,
  startArtifactWorld,
} from '../support/lambda-runtime-sync.ts';

const WEBSITE = {
  schemaVersion: 1,
  action: 'updateAccountSummary',
  input: { website: 'https://instaprinz.example' },
  requestedBy: 'billing-service',
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

/** Without the second that the deployed function leaves between two requests. */
const startUpdate = () => world.start(artifacts.bundleOf('update'), { REQUEST_SPACING_MS: '0' });

const connect = () => world.storeSecret('main', JSON.stringify({ access_token: issueToken() }));

/** Connects the sandbox's account as `main` and starts the function. */
async function startConnected() {
  await connect();
  return startUpdate();
}

function account() {
  const [found] = world.sandbox.accounts.values();
  if (!found) throw new Error('The sandbox has no account.');
  return found;
}

const issueToken = () => world.sandbox.issueToken(account().summary.encoded_account_id);

const writes = () => world.sandbox.record.filter(({ method }) => method !== 'GET');

describe('the deployed update function', () => {
  it('applies a change, keeps a record of it and announces it', async () => {
    const { invoke } = await startConnected();

    const result = await invoke(WEBSITE);

    expect(result).toMatchObject({
      payload: {
        schemaVersion: 1,
        ok: true,
        account: 'main',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        outcome: 'applied',
        changes: [{ field: 'website', after: 'https://instaprinz.example' }],
        result: { organization_name: 'InstaPrinz', website: 'https://instaprinz.example' },
      },
    });
    const { requestId } = (result as { payload: { requestId: string } }).payload;
    expect(account().summary.website).toBe('https://instaprinz.example');
    expect(await world.items()).toMatchObject([
      { sk: 'LEASE', leaseUntil: 0 },
      { sk: expect.stringMatching(/^UPDATE#/), requestId, outcome: 'applied' },
    ]);
    expect(world.events).toMatchObject([
      {
        source: 'constant-contact.account-sync',
        detailType: 'UpdateApplied',
        eventBusName: 'default',
        detail: { account: 'main', requestId, requestedBy: 'billing-service' },
      },
    ]);
  });

  it.each([
    ['addAccountEmail', { email_address: 'news@example.com' }, 'POST'],
    ['updatePhysicalAddress', { city: 'Waltham' }, 'PUT'],
  ])('applies %s too', async (action, input, method) => {
    const { invoke } = await startConnected();

    const result = await invoke({ schemaVersion: 1, action, input });

    expect(result).toMatchObject({ payload: { ok: true, outcome: 'applied', result: input } });
    expect(writes()).toMatchObject([{ method, acted: true }]);
  });

  it('leaves what is already so, in a warm process and in a new one', async () => {
    const warm = await startConnected();
    await warm.invoke(WEBSITE);
    const cold = await startUpdate();

    const results = [await warm.invoke(WEBSITE), await cold.invoke(WEBSITE)];

    const unchanged = { payload: { ok: true, outcome: 'unchanged', changes: [] } };
    expect(results).toMatchObject([unchanged, unchanged]);
    expect(writes()).toHaveLength(1);
  });

  it.each([
    ['invalid_input', 'an unknown field', { ...WEBSITE, input: { nickname: 'Lo' } }],
    ['invalid_input', 'no object', 'no object'],
    ['unknown_account', 'an alias without a secret', { ...WEBSITE, account: 'shop' }],
    [
      'precondition_failed',
      'another value',
      { ...WEBSITE, expect: { website: 'https://a.example' } },
    ],
  ])('answers %s as data for %s, and sends no write', async (code, _what, event) => {
    const { invoke } = await startConnected();

    const result = await invoke(event);

    expect(result).toMatchObject({ payload: { ok: false, error: { code } } });
    expect(writes()).toEqual([]);
    expect(world.events).toEqual([]);
  });

  it('answers forbidden as data and counts it in a metric that Lambda leaves as it is', async () => {
    const token = { scopes: ['account_read'] };
    const accountId = account().summary.encoded_account_id;
    await world.storeSecret('main', world.sandbox.issueToken(accountId, token));
    const { invoke, logs } = await startUpdate();

    const result = await invoke(WEBSITE);

    expect(result).toMatchObject({ payload: { ok: false, error: { code: 'forbidden' } } });
    const metric = logs()
      .split('\n')
      .find((line) => line.startsWith('{"_aws"'));
    expect(JSON.parse(metric ?? '{}')).toMatchObject({ UpdateRefused: 1 });
  });
});

describe('what a caller of the deployed update function may retry, or someone must act on', () => {
  it.each([
    ['TokenUnusableError', '{"status":"unseeded"}'],
    ['TokenUnusableError', '{"access_token"'],
    ['ReauthorizationRequiredError', 'refused'],
  ])('is thrown as %s for the secret %s', async (errorType, secret) => {
    await world.storeSecret('main', secret);
    const { invoke } = await startUpdate();

    expect(await invoke(WEBSITE)).toMatchObject({
      errorType,
      errorMessage: expect.stringContaining('constant-contact/main'),
    });
  });

  it.each<[string, Scenario[number]]>([
    ['QuotaExhaustedError', { fault: { type: 'quotaExceeded' } }],
    ['RateLimitedError', { on: { method: 'PUT' }, times: 9, fault: { type: 'throttled' } }],
    ['UpstreamUnavailableError', { times: 9, fault: { type: 'status', status: 503 } }],
  ])('is thrown as %s for the vendor', async (errorType, fault) => {
    const { invoke } = await startConnected();
    world.sandbox.play([fault]);

    const failed = await invoke(WEBSITE);

    expect(failed).toMatchObject({ errorType });
    world.sandbox.clearFaults();
    expect(await invoke(WEBSITE)).toMatchObject({ payload: { outcome: 'applied' } });
  });

  it('is thrown as AccountMismatchError for a token of another account', async () => {
    const secret = { access_token: issueToken(), account_id: 'another' };
    await world.storeSecret('main', JSON.stringify(secret));
    const { invoke } = await startUpdate();

    expect(await invoke(WEBSITE)).toMatchObject({ errorType: 'AccountMismatchError' });
    expect(writes()).toEqual([]);
  });

  it('is refused at the start without its table', async () => {
    const { invoke } = await world.start(artifacts.bundleOf('update'), { TABLE_NAME: null });

    expect(await invoke(WEBSITE)).toMatchObject({ errorType: 'EnvironmentError' });
  });
});

describe('an update and the sync that it starts', () => {
  it('leave a snapshot whose change is ours, with who asked and in which request', async () => {
    const update = await startConnected();
    const sync = await world.start(artifacts.bundleOf('sync'));
    await sync.invoke({ account: 'main' });
    const updated = await update.invoke(WEBSITE);

    const synced = await sync.invoke({ account: 'main', trigger: 'update' });

    const { requestId } = (updated as { payload: { requestId: string } }).payload;
    const origin = { by: 'ours', requestedBy: 'billing-service', requestId };
    expect(synced).toMatchObject({
      payload: {
        outcome: 'changed',
        snapshot: 2,
        changes: [{ kind: 'SummaryChanged', fields: ['website'], severity: 'info', origin }],
      },
    });
    expect(world.events.at(-1)).toMatchObject({ detailType: 'SummaryChanged', detail: { origin } });
  });

  it('tell an outside change of the same day from ours', async () => {
    const update = await startConnected();
    const sync = await world.start(artifacts.bundleOf('sync'));
    await sync.invoke({ account: 'main' });
    await update.invoke(WEBSITE);
    for (const sender of account().senders) sender.confirm_status = 'CONFIRMED';

    const synced = await sync.invoke({ account: 'main', trigger: 'update' });

    expect(synced).toMatchObject({
      payload: {
        changes: [
          { kind: 'SummaryChanged', origin: { by: 'ours' } },
          { kind: 'SenderConfirmed', origin: { by: 'outside' } },
        ],
      },
    });
  });
});
