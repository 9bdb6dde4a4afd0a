import { afterEach, describe, expect, it } from 'vitest';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import { recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import { createSyncWorld, type SyncWorld } from '../support/sync-world.ts';

const IP_CANARY = '198.51.100.77';
const VALUE_CANARY = 'value-of-an-undocumented-field';

let world: SyncWorld;
afterEach(() => world.close());

describe('secrets and personal data', () => {
  it('reach nothing that the system writes, whatever happens', async () => {
    const seed = recordedAccount();
    for (const sender of seed.senders) sender.confirm_source = IP_CANARY;
    world = await createSyncWorld({ accounts: [seed] });
    const account_id = seed.summary.encoded_account_id;
    const fields = { account_id, client_secret: 'client-canary', refresh_token: 'refresh-canary' };
    const token = await world.connect('main', account_id, fields);
    const errors: string[] = [];
    const sync = () =>
      world.syncOne().then(
        (reply) => JSON.stringify(reply),
        (error: Error) => errors.push(String(error), JSON.stringify(error), String(error.cause)),
      );
    const undocumented = { secret_note: VALUE_CANARY };
    const faults: Scenario[number]['fault'][] = [
      { type: 'extraFields', at: 'sender', fields: undocumented },
      { type: 'extraFields', at: 'summary', fields: undocumented },
      { type: 'extraFields', at: 'address', fields: undocumented },
      { type: 'unauthorizedOnce' },
      { type: 'wrongTypes', at: 'sender', field: 'confirm_status', value: VALUE_CANARY.length },
      { type: 'garbage', body: `{"x": "${VALUE_CANARY}"` },
      { type: 'html', status: 200 },
      { type: 'dropAfter' },
      { type: 'status', status: 403 },
    ];

    const replies = [await sync()];
    for (const fault of faults) {
      world.sandbox.play([{ times: 20, fault }]);
      replies.push(await sync());
      world.sandbox.clearFaults();
    }

    const written = [
      JSON.stringify(await world.items()),
      ...world.logs,
      ...errors,
      ...replies,
    ].join('\n');
    expect(errors.length).toBeGreaterThan(9);
    expect(written).toContain('sender.secret_note:string');
    for (const canary of [token, IP_CANARY, VALUE_CANARY, 'client-canary', 'refresh-canary']) {
      expect(written.includes(canary), canary.slice(0, 20)).toBe(false);
    }
  });
});
