import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ArtifactWorld,
  buildArtifacts,
  startArtifactWorld,
} from '../support/lambda-runtime-sync.ts';

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

/** Neither Secrets Manager nor the vendor may be needed to answer an audit. */
const startAudit = () =>
  world.start(artifacts.bundleOf('audit'), {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1',
    CONSTANT_CONTACT_API_URL: 'http://127.0.0.1:1/v3',
  });

async function checkAccount(): Promise<void> {
  const [accountId = ''] = world.sandbox.accounts.keys();
  await world.storeSecret('main', world.sandbox.issueToken(accountId));
  const { invoke } = await world.start(artifacts.bundleOf('sync'));
  await invoke({ account: 'main' });
}

describe('the deployed audit function', () => {
  it('answers for all accounts and for one, from the table alone', async () => {
    await checkAccount();
    const { invoke } = await startAudit();

    const all = await invoke({ schemaVersion: 1 });
    const one = await invoke({ schemaVersion: 1, account: 'main' });

    expect(all).toMatchObject({
      payload: {
        ok: true,
        totals: { accounts: 1, canSend: 1, senders: { confirmed: 2, unconfirmed: 1 } },
        accounts: [{ account: 'main', verdict: 'canSend', snapshot: 1 }],
      },
    });
    expect(one).toMatchObject({
      payload: { ok: true, accounts: [{ senders: [{}, {}, {}], findings: expect.any(Array) }] },
    });
  });

  it('refuses as data and throws only what the table throws', async () => {
    const { invoke } = await startAudit();
    const absent = await world.start(artifacts.bundleOf('audit'), { TABLE_NAME: 'nowhere' });

    expect(await invoke({ schemaVersion: 1, account: 'nobody' })).toMatchObject({
      payload: { ok: false, error: { code: 'unknown_account' } },
    });
    expect(await absent.invoke({ schemaVersion: 1 })).toMatchObject({
      errorType: 'TableNotFoundError',
    });
  });
});
