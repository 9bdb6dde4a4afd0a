import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Scenario } from '../../infra/local/sandbox/scenario.ts';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import type { Switches } from '../../infra/local/sandbox/switches.ts';
import { updateAppliedSchema } from '../../lambda/update/announce.ts';
import { replySchema } from '../../lambda/update/reply.ts';
import { createUpdateWorld, type UpdateWorld } from '../support/update-world.ts';

type Fault = Scenario[number]['fault'];

/** One request for each action, a value that differs, and where its write goes. */
const ACTIONS = [
  {
    action: 'updateAccountSummary',
    input: { website: 'https://new.example.com' },
    on: { method: 'PUT', path: '/account/summary' },
    changes: [
      { field: 'website', before: 'http://InstaPriz4me.com', after: 'https://new.example.com' },
    ],
    result: { organization_name: 'InstaPrinz', website: 'https://new.example.com' },
  },
  {
    action: 'addPhysicalAddress',
    input: { address_line1: '1 Rue', city: 'Paris', country_code: 'FR' },
    on: { method: 'POST', path: '/account/summary/physical_address' },
    changes: [
      { field: 'address_line1', before: null, after: '1 Rue' },
      { field: 'city', before: null, after: 'Paris' },
      { field: 'country_code', before: null, after: 'FR' },
    ],
    result: { address_line1: '1 Rue', city: 'Paris' },
  },
  {
    action: 'updatePhysicalAddress',
    input: { city: 'Waltham', address_line3: null },
    on: { method: 'PUT', path: '/account/summary/physical_address' },
    changes: [
      { field: 'address_line3', before: 'Apartment 234', after: null },
      { field: 'city', before: 'Boston', after: 'Waltham' },
    ],
    result: { address_line1: '123 Maple Street', address_line2: 'Unit 1', city: 'Waltham' },
  },
  {
    action: 'addAccountEmail',
    input: { email_address: 'new@example.com' },
    on: { method: 'POST', path: '/account/emails' },
    changes: [{ field: 'email_address', before: null, after: 'new@example.com' }],
    result: { email_address: 'new@example.com', confirm_status: 'UNCONFIRMED' },
  },
] as const;

type Case = (typeof ACTIONS)[number];

let world: UpdateWorld;
afterEach(() => world.close());

async function start(one: Case, switches: Partial<Switches> = {}): Promise<void> {
  const { physicalAddress, ...bare } = exampleAccount();
  const seed = one.action === 'addPhysicalAddress' ? bare : { ...bare, physicalAddress };
  world = await createUpdateWorld({ accounts: [seed as typeof bare], switches });
}

const request = ({ action, input }: Case) => ({ action, input, requestedBy: 'billing-service' });
const play = ({ on }: Case, fault: Fault, times = 1) => world.sandbox.play([{ on, times, fault }]);
const sortedChanges = (reply: object) =>
  'changes' in reply && Array.isArray(reply.changes)
    ? reply.changes.toSorted((a, b) => (a.field < b.field ? -1 : 1))
    : undefined;

describe.each(ACTIONS)('$action', (one) => {
  it('is applied, recorded and announced', async () => {
    await start(one);

    const reply = await world.update(request(one), { requestId: 'r-1' });

    const head = {
      schemaVersion: 1,
      ok: true,
      action: one.action,
      account: 'main',
      requestId: 'r-1',
    };
    expect(reply).toMatchObject({ ...head, outcome: 'applied', result: one.result });
    expect(sortedChanges(reply)).toEqual(one.changes);
    expect(world.writes()).toEqual({ sent: 1, acted: 1 });
    expect(await world.updates()).toMatchObject([
      { requestId: 'r-1', requestedBy: 'billing-service', action: one.action, outcome: 'applied' },
    ]);
    expect(world.events).toEqual([
      {
        detailType: 'UpdateApplied',
        detail: {
          schemaVersion: 1,
          account: 'main',
          action: one.action,
          requestId: 'r-1',
          requestedBy: 'billing-service',
          at: expect.stringMatching(/^2026-11-01T02:15/),
        },
      },
    ]);
    z.parse(updateAppliedSchema, world.events[0]?.detail);
    z.parse(replySchema, reply);
    expect(await world.isLeased()).toBe(false);
  });

  it('is unchanged when it is already so, and nothing is sent', async () => {
    await start(one);
    await world.update(request(one));
    await world.syncOne();
    world.events.length = 0;

    const reply = await world.update(request(one));

    expect(reply).toMatchObject({
      ok: true,
      outcome: 'unchanged',
      changes: [],
      result: one.result,
    });
    expect(world.writes()).toEqual({ sent: 1, acted: 1 });
    expect(world.events).toEqual([]);
  });

  it('that is unchanged starts a sync when the newest snapshot does not show it yet', async () => {
    await start(one);
    await world.syncOne();
    await world.update(request(one));
    world.events.length = 0;

    await world.update(request(one));

    expect(world.events).toHaveLength(1);
  });

  it('as a dry run only says what it would do', async () => {
    await start(one);

    const reply = await world.update({ ...request(one), dryRun: true });

    expect(reply).toMatchObject({ ok: true, outcome: 'wouldApply', result: null });
    expect(sortedChanges(reply)).toEqual(one.changes);
    expect(world.writes()).toEqual({ sent: 0, acted: 0 });
    expect(await world.updates()).toEqual([]);
    expect(world.events).toEqual([]);
  });

  it('is refused before any request when its input is wrong', async () => {
    await start(one);

    const empty = await world.update({ action: one.action, input: {} });
    const unknown = await world.update({ ...request(one), input: { ...one.input, color: 'red' } });

    expect(empty).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(unknown).toMatchObject({
      ok: false,
      error: { code: 'invalid_input', details: [{ field: 'input.color' }] },
    });
    expect(world.sandbox.record).toEqual([]);
  });

  const refusals: [string, Fault, string][] = [
    ['400', { type: 'status', status: 400 }, 'rejected'],
    ['400 in HTML', { type: 'status', status: 400, body: 'html' }, 'rejected'],
    ['400 without a body', { type: 'status', status: 400, body: 'empty' }, 'rejected'],
    ['415', { type: 'status', status: 415 }, 'rejected'],
    ['403', { type: 'status', status: 403 }, 'forbidden'],
    ['403 in HTML', { type: 'status', status: 403, body: 'html' }, 'forbidden'],
    ['403 without a body', { type: 'status', status: 403, body: 'empty' }, 'forbidden'],
    ['409', { type: 'status', status: 409 }, 'already_exists'],
    ['409 in HTML', { type: 'status', status: 409, body: 'html' }, 'already_exists'],
    ['409 without a body', { type: 'status', status: 409, body: 'empty' }, 'already_exists'],
    ['404', { type: 'status', status: 404 }, 'not_found'],
  ];

  it.each(refusals)('that the vendor answers with %s is refused', async (_, fault, code) => {
    await start(one);
    play(one, fault);

    const reply = await world.update(request(one));

    expect(reply).toMatchObject({
      ok: false,
      error: { code, message: expect.stringMatching(/\w/) },
    });
    expect(world.writes()).toEqual({ sent: 1, acted: 0 });
    expect(await world.updates()).toMatchObject([{ outcome: 'refused' }]);
    expect(world.events).toHaveLength(1);
    expect(world.metrics).toEqual(code === 'forbidden' ? [{ UpdateRefused: 1 }] : []);
  });

  it.each([
    ['throttled', { type: 'throttled' } as Fault],
    ['unauthorized', { type: 'unauthorizedOnce' } as Fault],
  ])('that is %s once is sent again, because nothing was done', async (_, fault) => {
    await start(one);
    play(one, fault);

    expect(await world.update(request(one))).toMatchObject({ ok: true, outcome: 'applied' });

    expect(world.writes()).toEqual({ sent: 2, acted: 1 });
  });

  const thrown: [string, Fault, string][] = [
    ['throttled for long', { type: 'throttled' }, 'RateLimitedError'],
    ['over the daily quota', { type: 'quotaExceeded' }, 'QuotaExhaustedError'],
    ['unauthorized for good', { type: 'unauthorizedOnce' }, 'ReauthorizationRequiredError'],
    ['answered 500 before acting', { type: 'status', status: 500 }, 'OutcomeUnknownError'],
    ['dropped before acting', { type: 'dropBefore' }, 'OutcomeUnknownError'],
    ['answered in HTML before acting', { type: 'html', status: 200 }, 'OutcomeUnknownError'],
  ];

  it.each(thrown)('%s throws, and nothing is done', async (_, fault, name) => {
    await start(one);
    play(one, fault, 10);

    await expect(world.update(request(one))).rejects.toMatchObject({ name });

    expect(world.writes().acted).toBe(0);
    const once = name === 'OutcomeUnknownError' || name === 'QuotaExhaustedError';
    if (once) expect(world.writes().sent).toBe(1);
    const outcome = name === 'OutcomeUnknownError' ? 'unknown' : 'refused';
    expect(await world.updates()).toMatchObject([{ outcome }]);
    expect(world.events).toHaveLength(1);
  });

  const lost: [string, Fault][] = [
    ['500 after acting', { type: 'status', status: 500, act: true }],
    ['503 in HTML after acting', { type: 'status', status: 503, body: 'html', act: true }],
    ['a dropped connection after acting', { type: 'dropAfter' }],
    ['no answer in time after acting', { type: 'delay', ms: 2_000, act: true }],
    ['a broken answer', { type: 'truncate', variant: 'broken' }],
    ['a short answer', { type: 'truncate', variant: 'short' }],
    ['200 with HTML after acting', { type: 'html', status: 200, act: true }],
  ];

  it.each(lost)('whose answer is lost (%s) is found by reading', async (_, fault) => {
    await start(one);
    play(one, fault);

    const reply = await world.update(request(one));

    expect(reply).toMatchObject({ ok: true, outcome: 'applied', result: one.result });
    expect(world.writes()).toEqual({ sent: 1, acted: 1 });
  });

  it('whose answer is lost is found although reads lag', async () => {
    await start(one, { readAfterWriteLagMs: 3_000 });
    play(one, { type: 'dropAfter' });

    expect(await world.update(request(one))).toMatchObject({ ok: true, outcome: 'applied' });

    expect(world.writes()).toEqual({ sent: 1, acted: 1 });
  });

  it('whose answer is lost while reads lag for long is unknown; repeated, it is unchanged', async () => {
    await start(one, { readAfterWriteLagMs: 60_000 });
    play(one, { type: 'dropAfter' });

    await expect(world.update(request(one))).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    world.clock.advance(60_000);
    const expected = one.action === 'addAccountEmail' ? {} : { expect: believed(one) };
    const again = await world.update({ ...request(one), ...expected });

    expect(again).toMatchObject({ ok: true, outcome: 'unchanged', result: one.result });
    expect(world.writes()).toEqual({ sent: 1, acted: 1 });
  });

  it('is applied at once although reads lag after it', async () => {
    await start(one, { readAfterWriteLagMs: 60_000 });

    const reply = await world.update(request(one));

    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
    expect(world.writes()).toEqual({ sent: 1, acted: 1 });
  });

  it('that times out before acting is not sent again', async () => {
    await start(one);
    play(one, { type: 'delay', ms: 2_000 });

    const result = await world.update(request(one)).catch((error: Error) => error.name);

    expect(result).toBe('OutcomeUnknownError');
    expect(world.writes().sent).toBe(1);
    expect(await world.updates()).toMatchObject([{ outcome: 'unknown' }]);
  });

  const reads: [string, Fault, string][] = [
    ['500', { type: 'status', status: 500 }, 'UpstreamUnavailableError'],
    ['HTML', { type: 'html', status: 200 }, 'UpstreamUnavailableError'],
    ['a dropped connection', { type: 'dropBefore' }, 'UpstreamUnavailableError'],
    ['429', { type: 'throttled' }, 'RateLimitedError'],
    ['the daily quota', { type: 'quotaExceeded' }, 'QuotaExhaustedError'],
    ['401', { type: 'unauthorizedOnce' }, 'ReauthorizationRequiredError'],
  ];

  it.each(reads)('that cannot read for %s sends nothing', async (_, fault, name) => {
    await start(one);
    world.sandbox.play([{ on: { method: 'GET' }, times: 50, fault }]);

    await expect(world.update(request(one))).rejects.toMatchObject({ name });

    expect(world.writes().sent).toBe(0);
    expect(await world.updates()).toEqual([]);
    expect(await world.isLeased()).toBe(false);
  });

  it('is refused for another account than the alias stands for, and nothing is sent', async () => {
    await start(one);
    await world.connect('main', world.account().summary.encoded_account_id, {
      account_id: 'other',
    });

    await expect(world.update(request(one))).rejects.toMatchObject({
      name: 'AccountMismatchError',
    });

    expect(world.writes().sent).toBe(0);
  });
});

describe.each(ACTIONS.slice(0, 3))('$action with expectations', (one) => {
  it('is applied when they hold', async () => {
    await start(one);

    const reply = await world.update({ ...request(one), expect: believed(one) });

    expect(reply).toMatchObject({ ok: true, outcome: 'applied' });
  });

  it('is refused when they do not, with what is so', async () => {
    await start(one);
    const field = Object.keys(believed(one))[0] ?? '';

    const reply = await world.update({
      ...request(one),
      expect: { ...believed(one), [field]: 'x' },
    });

    expect(reply).toMatchObject({
      ok: false,
      error: {
        code: 'precondition_failed',
        details: [{ field, expected: 'x', actual: believed(one)[field] }],
      },
    });
    expect(world.writes().sent).toBe(0);
  });
});

/** What the fields are before the change. */
function believed({ changes }: Case): Record<string, string | null> {
  return Object.fromEntries(changes.map(({ field, before }) => [field, before]));
}
