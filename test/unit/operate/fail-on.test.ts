import { expect, it } from 'vitest';
import { reachesLevel } from '../../../infra/operate/fail-on.ts';
import { findingOf } from '../../../lambda/account/finding.ts';
import { toAudited, toLine } from './audited.ts';

it.each([
  ['cannotSend', true, true],
  ['unknown', true, false],
  ['canSend', false, false],
] as const)(
  'a line that says %s reaches warning: %s, critical: %s',
  (verdict, warning, critical) => {
    const lines = [toLine(), toLine({ verdict })];

    expect(reachesLevel(lines, 'warning')).toBe(warning);
    expect(reachesLevel(lines, 'critical')).toBe(critical);
  },
);

it.each([
  ['NO_CONFIRMED_SENDER', true, true],
  ['CHECK_STALE', true, false],
  ['FREE_MAIL_SENDER', false, false],
] as const)('an account with %s reaches warning: %s, critical: %s', (code, warning, critical) => {
  const accounts = [toAudited({ findings: [findingOf(code, null)] })];

  expect(reachesLevel(accounts, 'warning')).toBe(warning);
  expect(reachesLevel(accounts, 'critical')).toBe(critical);
});

it('an account in depth is judged by its findings, not by its verdict', () => {
  expect(reachesLevel([toAudited({ verdict: 'unknown', findings: [] })], 'warning')).toBe(false);
});
