import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largeAccount } from '../../infra/local/sandbox/seeds.ts';
import { audit } from '../../lambda/audit/audit.ts';
import type { AuditedAccount } from '../../lambda/audit/reply.ts';
import { type Answer, type AuditWorld, createAuditWorld } from '../support/audit-world.ts';
import { DAY_MS } from '../support/sync-world.ts';

const SENDERS = 20_000;

let world: AuditWorld;
beforeAll(async () => {
  world = await createAuditWorld({ accounts: [largeAccount(SENDERS)] });
  await world.syncOne();
  world.clock.advance(8 * DAY_MS);
}, 60_000);
afterAll(() => world.close());

const askFirst = () => world.askWell({ account: 'main' });

/** All pages from this one on, as accounts. */
async function readOn(first: Answer): Promise<AuditedAccount[]> {
  const pages = [first];
  for (let { cursor } = first; cursor !== undefined; cursor = pages.at(-1)?.cursor) {
    pages.push(await world.askWell({ account: 'main', cursor }));
  }
  return pages.map(({ accounts: [account] }) => account as AuditedAccount);
}

describe('an audit that is too large for one reply', () => {
  it('comes in pages that put together are the whole', async () => {
    const pages = await readOn(await askFirst());

    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages)
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(6_000_000);
    const senders = pages.flatMap((page) => page.senders);
    expect(senders).toHaveLength(SENDERS);
    expect(new Set(senders.map(({ email_id }) => email_id)).size).toBe(SENDERS);
    expect(pages.flatMap(({ findings }) => findings)).toHaveLength(2_001);
  });

  it('goes on as of its first page, whatever is checked later', async () => {
    const first = await askFirst();
    world.clock.advance(DAY_MS);
    world.account().senders.splice(0, 10);
    expect(await world.syncOne()).toMatchObject({ outcome: 'changed' });

    const pages = await readOn(first);

    expect(pages.flatMap((page) => page.senders)).toHaveLength(SENDERS);
    expect(new Set(pages.map(({ snapshot }) => snapshot)).size).toBe(1);
  });

  it('refuses to go on when a check that was under way has ended in between', async () => {
    // The audit is asked a minute after the check has started, and its next page after it has ended.
    const clock = { ...world.clock, now: () => world.clock.now() + 60_000 };
    const ask = (request: object) =>
      audit({ ...world.auditDeps, clock }, { schemaVersion: 1, account: 'main', ...request });
    const first = (await ask({})) as Answer;
    world.account().senders.splice(0, 10);
    expect(await world.syncOne()).toMatchObject({ outcome: 'changed' });

    const next = await ask({ cursor: first.cursor });

    expect(next).toMatchObject({
      ok: false,
      error: {
        code: 'invalid_input',
        message:
          'Correct the request: cursor is of an answer that no longer holds, because "main" was checked in between: ' +
          'ask again without cursor.',
      },
    });
  });
});
