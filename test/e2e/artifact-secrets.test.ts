import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import { recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import { buildArtifacts, startArtifactWorld } from '../support/lambda-runtime-sync.ts';

/** What must come out nowhere. The address is where a person clicked: `confirm_source`. */
const CANARIES = {
  confirmSource: '198.51.100.77',
  value: 'canary-of-an-undocumented-field',
  clientSecret: 'canary-of-the-client',
  refreshToken: 'canary-of-the-refresh',
  malformedSecret: 'canary-of-a-malformed-secret',
};

const UNDOCUMENTED = { secret_note: CANARIES.value };

const FAULTS: Scenario[number]['fault'][] = [
  { type: 'extraFields', at: 'sender', fields: UNDOCUMENTED },
  { type: 'extraFields', at: 'summary', fields: UNDOCUMENTED },
  { type: 'extraFields', at: 'address', fields: UNDOCUMENTED },
  { type: 'wrongTypes', at: 'sender', field: 'email_id', value: CANARIES.value },
  { type: 'garbage', body: `{"x": "${CANARIES.value}"` },
  { type: 'status', status: 403 },
];

let artifacts: Awaited<ReturnType<typeof buildArtifacts>>;
beforeAll(async () => {
  artifacts = await buildArtifacts();
}, 60_000);
afterAll(() => artifacts.remove());

/** A function whose account `main` carries all canaries, with the token in its secret. */
async function startWithCanaries() {
  const seed = recordedAccount();
  for (const sender of seed.senders) sender.confirm_source = CANARIES.confirmSource;
  const world = await startArtifactWorld([seed]);
  onTestFinished(() => world.close());
  const accountId = seed.summary.encoded_account_id;
  const token = world.sandbox.issueToken(accountId);
  const secret = {
    account_id: accountId,
    access_token: token,
    client_secret: CANARIES.clientSecret,
    refresh_token: CANARIES.refreshToken,
  };
  await world.storeSecret('main', JSON.stringify(secret));
  return { world, token, lambda: await world.start(artifacts.bundleOf('sync')) };
}

describe('the deployed sync function', () => {
  it('lets no secret into its log, its replies or the table, whatever happens', async () => {
    const { world, token, lambda } = await startWithCanaries();
    const results = [await lambda.invoke({ account: 'main' })];

    for (const fault of FAULTS) {
      world.sandbox.play([{ times: 9, fault }]);
      results.push(await lambda.invoke({ account: 'main' }));
      world.sandbox.clearFaults();
    }
    world.sandbox.revokeToken(token);
    results.push(await lambda.invoke({}));
    await world.storeSecret('other', `Bearer ${CANARIES.malformedSecret}`);
    results.push(await lambda.invoke({ account: 'other' }));

    expect(results.map((result) => ('payload' in result ? 'good' : result.errorType))).toEqual([
      ...['good', 'good', 'good', 'good', 'UnreadableReplyError', 'UnreadableReplyError'],
      ...['ForbiddenError', 'ReauthorizationRequiredError', 'TokenUnusableError'],
    ]);
    const written = {
      log: lambda.logs(),
      replies: JSON.stringify(results),
      table: JSON.stringify(await world.items()),
    };
    expect(written.log).toContain('UnreadableReplyError');
    expect(written.replies).toContain('sender.secret_note:string');
    expect(written.table).toContain('sender.secret_note:string');
    for (const [place, text] of Object.entries(written)) {
      for (const canary of [...Object.values(CANARIES), ...token.split('.')]) {
        expect(text.includes(canary), `${canary.slice(0, 40)} in ${place}`).toBe(false);
      }
    }
  });
});
