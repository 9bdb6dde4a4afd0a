import { expect, it } from 'vitest';
import { exampleAccount, recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { type Call, startSandbox } from '../support/sandbox.ts';

const THROTTLED = { error_key: 'throttled', error_message: 'Too Many Requests' };
const EXCEEDED = { error_key: 'quota_exceeded', error_message: 'Limit Exceeded' };

/** The statuses of so many calls, one after another. */
async function repeat(call: Call, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < times; index += 1) {
    statuses.push((await call('GET /account/user/privileges')).status);
  }
  return statuses;
}

it('answers 4 requests in a second and throttles the fifth', async () => {
  const { call } = await startSandbox({ clock: createFakeClock(), limits: {} });

  const statuses = await repeat(call, 4);
  const fifth = await call('GET /account/summary');

  expect(statuses).toEqual([200, 200, 200, 200]);
  expect(fifth.status).toBe(429);
  expect(fifth.body).toEqual(THROTTLED);
  expect(fifth.headers.get('retry-after')).toBeNull();
});

it('counts in any sliding second, not in seconds of the clock', async () => {
  const clock = createFakeClock('2026-11-01T02:15:00.900Z');
  const { call } = await startSandbox({ clock, limits: {} });

  await repeat(call, 4);
  clock.advance(999);
  const tooEarly = await repeat(call, 1);
  clock.advance(1);
  const again = await repeat(call, 5);

  expect(tooEarly).toEqual([429]);
  expect(again).toEqual([200, 200, 200, 200, 429]);
});

it('counts all accounts and tokens together', async () => {
  const accounts = [exampleAccount(), recordedAccount()];
  const { sandbox, call } = await startSandbox({ accounts, clock: createFakeClock(), limits: {} });
  const ids = [...sandbox.accounts.keys()];

  const statuses = await Promise.all(
    [...ids, ...ids, ...ids].map(async (id) => {
      const { status } = await call('GET /account/summary', { token: sandbox.issueToken(id) });
      return status;
    }),
  );

  expect(statuses.filter((status) => status === 200)).toHaveLength(4);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
});

it('does not count what never reached an application', async () => {
  const { call } = await startSandbox({ clock: createFakeClock(), limits: {} });

  await call('GET /account/nothing');
  await call('GET /account/summary', { token: null });

  expect(await repeat(call, 5)).toEqual([200, 200, 200, 200, 429]);
});

it('answers 10,000 requests a day and then none before 00:00 UTC', async () => {
  const clock = createFakeClock('2026-11-01T23:59:58.000Z');
  const { call } = await startSandbox({ clock });

  const statuses = new Set(
    (await Promise.all(Array.from({ length: 50 }, () => repeat(call, 200)))).flat(),
  );
  const refused = await call('GET /account/summary');
  clock.advance(1999);
  const stillRefused = await call('GET /account/summary');
  clock.advance(1);
  const nextDay = await call('GET /account/summary');

  expect([...statuses]).toEqual([200]);
  expect(refused.status).toBe(429);
  expect(refused.body).toEqual(EXCEEDED);
  expect(stillRefused.body).toEqual(EXCEEDED);
  expect(nextDay.status).toBe(200);
}, 60_000);

it('takes other limits', async () => {
  const clock = createFakeClock();
  const { call } = await startSandbox({ clock, limits: { perSecond: 2, perDay: 3 } });

  const firstSecond = await repeat(call, 3);
  clock.advance(1000);
  const nextSecond = await repeat(call, 2);
  const refused = await call('GET /account/summary');

  expect(firstSecond).toEqual([200, 200, 429]);
  expect(nextSecond).toEqual([200, 429]);
  expect(refused.body).toEqual(EXCEEDED);
});

it('can be told to have no limits', async () => {
  const { call } = await startSandbox({
    clock: createFakeClock(),
    limits: { perSecond: 'off', perDay: 'off' },
  });

  expect(new Set(await repeat(call, 50))).toEqual(new Set([200]));
});
