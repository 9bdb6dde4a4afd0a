import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../infra/local/style.ts';
import { checkAccess, type SeenAccess } from '../../../infra/operate/doctor/check-access.ts';
import {
  checkStack,
  type SeenStack,
  skipStack,
} from '../../../infra/operate/doctor/check-stack.ts';
import { checkVendor } from '../../../infra/operate/doctor/check-vendor.ts';
import { type Finding, type Level, toExitCode } from '../../../infra/operate/doctor/finding.ts';
import { presentDoctor } from '../../../infra/operate/doctor/present-doctor.ts';

/** Each finding as one line. */
const toLines = (findings: readonly Finding[]) =>
  findings.map(({ check, level, message }) => `${check} ${level}: ${message}`);

describe('what a token opens', () => {
  const owner: SeenAccess = {
    privileges: ['account:read', 'account:update'],
    account: { accountId: 'a1', organization: 'Example Bakery' },
  };

  it('is right when everybody names the same account', () => {
    expect(toLines(checkAccess(owner, { stored: 'a1', recorded: 'a1' }))).toEqual([
      'privileges ok: The user holds the privileges for sync, updateAccountSummary, addPhysicalAddress, updatePhysicalAddress, addAccountEmail.',
      'accountId ok: The token opens a1, Example Bakery.',
    ]);
  });

  it.each([
    [['account:read'], 'warning', 'account:update, which updateAccountSummary, addPhysicalAddress'],
    [['account:update'], 'broken', 'account:read, which sync, updateAccountSummary'],
    [[], 'broken', 'account:read and account:update, which sync,'],
  ])('is short of privileges with %j', (privileges, level, words) => {
    const [line] = toLines(
      checkAccess({ ...owner, privileges }, { stored: undefined, recorded: undefined }),
    );

    expect(line).toContain(`privileges ${level}: The user lacks ${words}`);
  });

  it.each([
    ['a2', 'a1', 'the secret says a2'],
    ['a1', 'a2', 'the table says a2'],
    ['a3', 'a2', 'the secret says a3 and the table says a2'],
  ])('is another account than %s and %s', (stored, recorded, words) => {
    const [, line] = toLines(checkAccess(owner, { stored, recorded }));

    expect(line).toBe(
      `accountId broken: The token opens a1, Example Bakery, but ${words}: store the right account's token.`,
    );
  });

  it('is unknown to the table before the first check', () => {
    const [, line] = toLines(checkAccess(owner, { stored: 'a1', recorded: undefined }));

    expect(line).toContain('accountId ok: The token opens a1, Example Bakery; no check has stored');
  });

  it('is broken when the vendor refuses the summary alone, or all', () => {
    const failure = 'GET … answered 403.';
    const known = { stored: 'a1', recorded: 'a1' };

    expect(toLines(checkAccess({ ...owner, account: { failure } }, known))[1]).toBe(
      `accountId broken: ${failure}`,
    );
    expect(toLines(checkAccess({ failure }, known))).toEqual([`privileges broken: ${failure}`]);
  });
});

describe('the hosts of the vendor', () => {
  const url = 'https://api.test';
  const NOW_MS = 1_800_000_000_000;

  it.each([
    [0, 'ok', 'agree'],
    [-29_000, 'ok', 'agree'],
    [31_000, 'warning', 'is 31 seconds behind'],
    [-120_000, 'warning', 'is 120 seconds ahead of'],
    [300_000, 'broken', 'is 300 seconds behind'],
  ])('show a clock that is off by %i ms as %s', (offMs, level, words) => {
    const findings = checkVendor([{ url, dateMs: NOW_MS + offMs, nowMs: NOW_MS }]);

    expect(findings.map(({ check, level }) => [check, level])).toEqual([
      ['vendor', 'ok'],
      ['clock', level],
    ]);
    expect(findings[1]?.message).toContain(words);
  });

  it('tell nothing of the clock when they are silent or undated', () => {
    const silent = { url, failure: 'GET … failed.' };

    expect(toLines(checkVendor([silent, { url, dateMs: undefined, nowMs: NOW_MS }]))).toEqual([
      'vendor broken: GET … failed.',
      `vendor ok: ${url} answers.`,
    ]);
  });
});

describe('the deployed stack', () => {
  const good: SeenStack = {
    schedules: [{ name: 'nightly', state: 'enabled' }],
    subscribers: [{ endpoint: 'ops@example.com', isConfirmed: true }],
    deadLetters: 0,
  };

  it('is right', () => {
    expect(toLines(checkStack(good))).toEqual([
      'schedule ok: The schedule nightly is enabled.',
      'subscribers ok: Alarms reach 1 subscriber.',
      'deadLetters ok: The dead-letter queue is empty.',
    ]);
  });

  it.each([
    [{ schedules: [{ name: 'n', state: 'disabled' }] }, 'schedule broken: The schedule n is dis'],
    [{ schedules: [{ name: 'n', state: 'absent' }] }, 'schedule broken: The schedule n is gone'],
    [{ subscribers: [] }, 'subscribers broken: Nobody gets the alarms: deploy with -c alarmEmail='],
    [
      { subscribers: [{ endpoint: 'a@example.com', isConfirmed: false }] },
      'subscribers broken: Nobody gets the alarms: a@example.com must confirm the mail',
    ],
    [
      { subscribers: [...[good.subscribers].flat(), { endpoint: 'b@x.com', isConfirmed: false }] },
      'subscribers warning: Alarms reach 1 subscriber, but not b@x.com, who must confirm',
    ],
    [{ deadLetters: 2 }, 'deadLetters warning: The dead-letter queue holds 2 messages: see'],
    [
      { deadLetters: { failure: new Error('Not authorized.') } },
      'deadLetters warning: The dead-letter queue could not be seen: Not authorized.',
    ],
  ])('shows %j', (change, line) => {
    const lines = toLines(checkStack({ ...good, ...change } as SeenStack));

    expect(lines.filter((one) => one.startsWith(line))).toHaveLength(1);
  });

  it('is not looked for on this machine', () => {
    expect(skipStack().map(({ check, level }) => [check, level])).toEqual([
      ['schedule', 'unknown'],
      ['subscribers', 'unknown'],
      ['deadLetters', 'unknown'],
    ]);
  });
});

describe('the end of the walk', () => {
  const at = (level: Level): Finding => ({ check: 'clock', level, message: `It is ${level}.` });

  it.each([
    [['ok', 'unknown'], 0, 'All is right.'],
    [['ok', 'warning', 'warning'], 2, 'Nothing is broken; 2 warnings.'],
    [['broken', 'ok'], 1, '1 thing broken.'],
    [['warning', 'broken', 'broken'], 1, '2 things broken and 1 warning.'],
  ] as const)('after %j is exit code %i', (levels, code, sentence) => {
    const findings = levels.map(at);

    expect(toExitCode(findings)).toBe(code);
    expect(presentDoctor(findings, PLAIN).split('\n').at(-1)).toBe(sentence);
  });

  it('shows accounts apart from what they share', () => {
    const findings = [{ ...at('ok'), account: 'shop' }, at('broken')];

    expect(presentDoctor(findings, PLAIN).split('\n')).toEqual([
      'Account shop',
      '  ✔  It is ok.',
      '',
      'Shared by all accounts',
      '  ✘  It is broken.',
      '',
      '1 thing broken.',
    ]);
  });
});
