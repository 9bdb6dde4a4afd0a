import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import { recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import type { InvocationResult } from '../support/lambda-runtime-api.ts';
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
async function startWithCanaries(name: string) {
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
  await world.storeSecret('other', `Bearer ${CANARIES.malformedSecret}`);
  const lambda = await world.start(artifacts.bundleOf(name), { REQUEST_SPACING_MS: '0' });
  return { world, token, lambda };
}

type Canaries = Awaited<ReturnType<typeof startWithCanaries>>;

/** All that a function let out of its process, with what its callers saw. */
async function collect({ world, lambda }: Canaries, results: InvocationResult[]) {
  return {
    log: lambda.logs(),
    replies: JSON.stringify(results),
    table: JSON.stringify(await world.items()),
    events: JSON.stringify(world.events),
  };
}

function expectNoSecret(written: Record<string, string>, token: string): void {
  for (const [place, text] of Object.entries(written)) {
    for (const canary of [...Object.values(CANARIES), ...token.split('.')]) {
      expect(text.includes(canary), `${canary.slice(0, 40)} in ${place}`).toBe(false);
    }
  }
}

const nameResult = (result: InvocationResult) =>
  'payload' in result ? nameReply(result.payload) : result.errorType;

/** The outcome of a reply, or the code of a refusal. */
function nameReply(payload: unknown): unknown {
  const { outcome, error } = payload as { outcome?: string; error?: { code: string } };
  return outcome ?? error?.code;
}

describe('the deployed sync function', () => {
  it('lets no secret into its log, its replies, the table or an event, whatever happens', async () => {
    const started = await startWithCanaries('sync');
    const { world, token, lambda } = started;
    const results = [await lambda.invoke({ account: 'main' })];

    for (const fault of FAULTS) {
      world.sandbox.play([{ times: 9, fault }]);
      results.push(await lambda.invoke({ account: 'main' }));
      world.sandbox.clearFaults();
    }
    world.sandbox.revokeToken(token);
    for (const event of [{ account: 'main' }, { account: 'other' }, {}]) {
      results.push(await lambda.invoke(event));
    }

    expect(results.map(nameResult)).toEqual([
      ...['changed', 'changed', 'changed', 'changed'],
      ...['UnreadableReplyError', 'UnreadableReplyError', 'ForbiddenError'],
      ...['ReauthorizationRequiredError', 'TokenUnusableError', 'NoAccountCheckedError'],
    ]);
    const written = await collect(started, results);
    expect(written.log).toContain('UnreadableReplyError');
    for (const place of ['replies', 'table', 'events'] as const) {
      expect(written[place]).toContain('sender.secret_note:string');
    }
    expectNoSecret(written, token);
  });
});

const ADD_OWNER = { action: 'addAccountEmail', input: { email_address: 'owner@example.org' } };

/** Each fault with a request that meets it, and what comes of it. */
const UPDATES: [Scenario[number], object, string][] = [
  [
    { times: 9, fault: { type: 'extraFields', at: 'sender', fields: UNDOCUMENTED } },
    ADD_OWNER,
    'unchanged',
  ],
  [
    { times: 9, fault: { type: 'extraFields', at: 'summary', fields: UNDOCUMENTED } },
    { action: 'updateAccountSummary', input: { first_name: 'Ann' } },
    'applied',
  ],
  [
    { times: 9, fault: { type: 'extraFields', at: 'address', fields: UNDOCUMENTED } },
    { action: 'updatePhysicalAddress', input: { city: 'Mombasa' } },
    'applied',
  ],
  [
    { on: { method: 'PUT' }, fault: { type: 'garbage', body: `{"x": "${CANARIES.value}"` } },
    { action: 'updateAccountSummary', input: { first_name: 'Eve' } },
    'applied',
  ],
  [
    { times: 9, fault: { type: 'garbage', body: `{"x": "${CANARIES.value}"` } },
    { action: 'updateAccountSummary', input: { first_name: 'Zoe' } },
    'UpstreamUnavailableError',
  ],
  [
    { on: { method: 'PUT' }, fault: { type: 'status', status: 403 } },
    { action: 'updateAccountSummary', input: { first_name: 'Ida' } },
    'forbidden',
  ],
];

describe('the deployed update function', () => {
  it('lets no secret into its log, its replies, the table or an event, whatever happens', async () => {
    const started = await startWithCanaries('update');
    const { world, token, lambda } = started;
    const results: InvocationResult[] = [];

    for (const [planned, request] of UPDATES) {
      world.sandbox.play([planned]);
      results.push(await lambda.invoke({ schemaVersion: 1, ...request }));
      world.sandbox.clearFaults();
    }
    world.sandbox.revokeToken(token);
    const request = { schemaVersion: 1, ...ADD_OWNER };
    results.push(await lambda.invoke(request));
    results.push(await lambda.invoke({ ...request, account: 'other' }));

    expect(results.map(nameResult)).toEqual([
      ...UPDATES.map(([, , outcome]) => outcome),
      ...['ReauthorizationRequiredError', 'TokenUnusableError'],
    ]);
    const written = await collect(started, results);
    expect(written.log).toContain('update finished');
    expect(written.events).toContain('UpdateApplied');
    expectNoSecret(written, token);
  });
});
