import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { deepen, readTables } from '../../infra/operate/run-audit.ts';
import { type AuditWorld, createAuditWorld } from '../support/audit-world.ts';
import { DAY_MS } from '../support/sync-world.ts';

const HOUR_MS = 60 * 60 * 1000;
const OTHER = 'another-account';

let world: AuditWorld;
beforeEach(async () => {
  world = await createAuditWorld({
    accounts: [exampleAccount(), exampleAccount({ encoded_account_id: OTHER })],
  });
});
afterEach(() => world.close());

const connectCopy = () => world.connect('copy', world.account().summary.encoded_account_id);
const now = () => new Date(world.clock.now()).toISOString();

/** The aliases that an audit says are of the same account. */
async function findTwins(request: object = {}): Promise<(string | undefined)[]> {
  const { findings } = await world.inDepth(request);
  return findings.filter(({ code }) => code === 'SAME_ACCOUNT_TWICE').map(({ field }) => field);
}

describe('a second alias of an account', () => {
  it('is found, others are not', async () => {
    await connectCopy();
    await world.connect('other', OTHER);
    await world.pass();

    expect(await findTwins()).toEqual(['copy']);
    expect(await findTwins({ account: 'other' })).toEqual([]);
  });

  it('is none before its first check', async () => {
    await world.syncOne();
    const before = now();
    world.clock.advance(HOUR_MS);
    await connectCopy();
    await world.pass();

    expect(await findTwins({ asOf: before })).toEqual([]);
    expect(await findTwins()).toEqual(['copy']);
  });

  it('is none while nobody could ever read it', async () => {
    await connectCopy();
    world.sandbox.play([{ times: 9, fault: { type: 'status', status: 403 } }]);
    await world.syncOne('copy').catch(() => undefined);
    world.sandbox.clearFaults();
    await world.syncOne();

    expect(await findTwins()).toEqual([]);
  });

  it('is one for 26 hours after its last check, whatever came of that', async () => {
    await connectCopy();
    await world.pass();
    world.clock.advance(DAY_MS);
    world.sandbox.play([{ times: 9, fault: { type: 'status', status: 403 } }]);
    await world.syncOne('copy').catch(() => undefined);
    world.sandbox.clearFaults();
    world.clock.advance(25 * HOUR_MS);
    await world.syncOne();

    const inTime = await findTwins();
    world.clock.advance(2 * HOUR_MS);

    expect(inTime).toEqual(['copy']);
    expect(await findTwins()).toEqual([]);
  });

  it('is not looked for when the account itself is not checked any more', async () => {
    await connectCopy();
    await world.pass();
    world.clock.advance(2 * DAY_MS);
    await world.syncOne('copy');

    expect(await findTwins()).toEqual([]);
  });

  it('is found when it is retired since, in the report of all accounts too', async () => {
    await connectCopy();
    await world.pass();
    const SecretId = 'constant-contact/copy';
    await world.embedded.secrets.send(new DeleteSecretCommand({ SecretId }));
    await world.pass();
    const at = now();

    const tables = await readTables([world.auditDeps]);
    const { findings } = await deepen(tables, 'main', { asOf: at, since: at });

    expect(tables.map(({ reply }) => reply.accounts.length)).toEqual([1]);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'SAME_ACCOUNT_TWICE', field: 'copy' }),
    );
  });
});
