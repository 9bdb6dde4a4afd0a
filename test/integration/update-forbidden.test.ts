import { afterEach, describe, expect, it } from 'vitest';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { SWITCH_VALUES } from '../../infra/local/sandbox/switches.ts';
import { createUpdateWorld, type UpdateWorld } from '../support/update-world.ts';

let world: UpdateWorld;
afterEach(() => world.close());

const ID = exampleAccount().summary.encoded_account_id;
const SUMMARY = { action: 'updateAccountSummary', input: { first_name: 'Ada' } };

/** The account's secret holds a token of this kind. */
async function hold(options: object, fields: object = {}): Promise<void> {
  const expiresAtMs = Number.MAX_SAFE_INTEGER;
  const access_token = world.sandbox.issueToken(ID, { expiresAtMs, ...options });
  await world.storeSecret('main', JSON.stringify({ access_token, ...fields }));
}

describe('a forbidden update', () => {
  const bodies = [...SWITCH_VALUES.missingScopeBody];

  it.each(bodies)(
    'names the missing scope when the secret tells the scopes (body: %s)',
    async (body) => {
      world = await createUpdateWorld({ switches: { missingScopeBody: body } });
      await hold(
        { scopes: ['account_read', 'offline_access'] },
        { scope: 'account_read offline_access' },
      );

      const reply = await world.update(SUMMARY);

      expect(reply).toMatchObject({
        ok: false,
        error: {
          code: 'forbidden',
          message: expect.stringContaining('lacks the scope account_update'),
          details: [{ cause: 'missing_scope', scope: 'account_update', status: 403 }],
        },
      });
      expect(world.metrics).toEqual([{ UpdateRefused: 1 }]);
      expect(world.writes()).toEqual({ sent: 1, acted: 0 });
    },
  );

  it('says that scope, role or application may be the cause when it cannot tell', async () => {
    world = await createUpdateWorld();
    await hold({ scopes: ['account_read'] });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({
      error: {
        code: 'forbidden',
        details: [
          { cause: 'role_or_application', remedy: expect.stringContaining('may lack the scope') },
        ],
      },
    });
  });

  it('names the missing privilege of a user who is a manager', async () => {
    world = await createUpdateWorld();
    await hold({ role: 'manager' });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({
      error: {
        code: 'forbidden',
        details: [{ cause: 'missing_privilege', privilege: 'account:update' }],
        message: expect.stringContaining('authorize as Account Owner'),
      },
    });
  });

  it('points to the role of a manager who holds the privilege', async () => {
    world = await createUpdateWorld({ switches: { managerHoldsUpdate: true } });
    const scope = 'account_read account_update';
    await hold({ role: 'manager' }, { scope });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({
      error: {
        details: [
          {
            cause: 'role_or_application',
            remedy: expect.stringContaining('may not be Account Owner'),
          },
        ],
      },
    });
  });

  it('names the privilege for reading when even that is refused', async () => {
    world = await createUpdateWorld();
    await hold({ role: 'other' });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({ error: { details: [{ privilege: 'account:read' }] } });
    expect(world.writes().sent).toBe(0);
  });

  it('says that the application is probably deactivated when everything is refused', async () => {
    world = await createUpdateWorld({ switches: { applicationDeactivated: true } });

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({
      error: { code: 'forbidden', details: [{ cause: 'application' }] },
    });
  });

  it('says so when the privileges cannot be read either', async () => {
    world = await createUpdateWorld();
    await hold({ scopes: ['account_read'] });
    const path = '/account/user/privileges';
    world.sandbox.play([{ on: { path }, times: 9, fault: { type: 'status', status: 500 } }]);

    const reply = await world.update(SUMMARY);

    expect(reply).toMatchObject({ error: { code: 'forbidden', details: [{ cause: 'unknown' }] } });
  });
});
