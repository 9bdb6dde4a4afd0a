import { expect, test } from 'vitest';
import { toDuration } from '../../../infra/local/fleet.ts';
import { presentFleet } from '../../../infra/local/present-fleet.ts';
import { PLAIN } from '../../../infra/local/style.ts';

const FLEET = {
  accounts: 4_800,
  checked: 4_698,
  changed: 2,
  unchanged: 4_696,
  failed: 1,
  deferred: 101,
  requests: 9_402,
  seconds: 3_141,
  requestsPerSecond: 2.993,
  resetsAt: '2026-11-02T00:00:00.000Z',
};

test('a fleet is shown with its totals, how long it took and how fast it was', () => {
  const shown = presentFleet(FLEET, '.local/fleet', PLAIN);

  expect(shown.split('\n').slice(0, 6)).toEqual([
    '4,800 accounts, kept as "fleet-0001" to "fleet-4800" in .local/fleet',
    '',
    '  Checked   2 changed, 4,696 unchanged',
    '  Failed    1',
    '  Deferred  101, until 2026-11-02 00:00 UTC',
    '  Asked     9,402 requests in 52 min 21 s, 2.99 a second',
  ]);
  expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test.each([
  ['.local/fleet', 'npm start -- --accounts 4800 ', 'npm run audit -- --folder .local/fleet '],
  ['/data/fleet', 'npm start -- --folder /data --accounts 4800 ', '-- --folder /data/fleet '],
])('what to try next finds what was kept in %s', (folder, again, audit) => {
  const shown = presentFleet(FLEET, folder, PLAIN);

  expect(shown).toContain(again);
  expect(shown).toContain(audit);
});

test.each([
  [0.4, '0 s'],
  [59.6, '1 min 0 s'],
  [134, '2 min 14 s'],
  [3_725, '1 h 2 min'],
])('%d seconds are said as %s', (seconds, text) => {
  expect(toDuration(seconds)).toBe(text);
});
