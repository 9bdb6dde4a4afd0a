import { describe, expect, it } from 'vitest';
import { checkSecret, type SeenRotation } from '../../../infra/operate/doctor/check-secret.ts';
import type { FoundSecret } from '../../../infra/operate/find-secret.ts';
import type { JournalEntry } from '../../../lambda/rotate-token/journal.ts';

const NOW_MS = Date.parse('2026-11-26T10:00:00.000Z');
const DAY_SECONDS = 24 * 60 * 60;

type FoundToken = Extract<FoundSecret, { state: 'token' }>;

/** A whole set, renewed an hour ago, whose access token lives 23 hours more. */
function found(change: Partial<NonNullable<FoundToken['set']>> = {}): FoundToken {
  const set = {
    client_id: 'app',
    access_token: 'canary-access-token',
    refresh_token: 'canary-refresh-token',
    client_secret: 'canary-client-secret',
    expires_at: NOW_MS / 1000 + 23 * 3600,
    scope: 'account_read account_update offline_access',
    refreshed_at: '2026-11-26T09:00:00.000Z',
    authorized_at: '2026-11-01T09:00:00.000Z',
    ...change,
  };
  const { access_token, expires_at, refreshed_at, authorized_at, scope } = set;
  return {
    ...{ state: 'token', versionId: 'v1' },
    token: {
      accessToken: access_token,
      isRefreshable: true,
      expiresAt: expires_at ?? undefined,
      refreshedAt: refreshed_at ?? undefined,
      authorizedAt: authorized_at ?? undefined,
      scopes: scope?.split(' '),
    },
    set,
  };
}

const trial: FoundToken = {
  ...{ state: 'token', versionId: 'v1' },
  token: { accessToken: 'canary' },
  set: undefined,
};

const ON: SeenRotation = {
  isOn: true,
  lastAt: '2026-11-26T09:00:00.000Z',
  nextAt: '2026-11-26T21:59:59.000Z',
};

function check(
  secret: FoundSecret,
  rotation: SeenRotation | 'notHere' = ON,
  refresh?: JournalEntry,
) {
  return checkSecret('shop', secret, { rotation, refresh, nowMs: NOW_MS });
}

/** Level and message of one check. */
function see(findings: ReturnType<typeof check>, which: string): string {
  const found = findings.find((finding) => finding.check === which);
  return `${found?.level}: ${found?.message}`;
}

describe('a secret with the whole set', () => {
  it('is right in every point, and says when and for how long', () => {
    expect(check(found())).toEqual([
      {
        check: 'secret',
        level: 'ok',
        message: 'The secret holds the whole set of tokens, authorized 2026-11-01 09:00 UTC.',
      },
      {
        check: 'accessToken',
        level: 'ok',
        message:
          'The access token is good until 2026-11-27 09:00 UTC. It was renewed 60 minutes ago.',
      },
      {
        check: 'refreshToken',
        level: 'ok',
        message: 'The refresh token dies in 179 days unless it is used.',
      },
      {
        check: 'rotation',
        level: 'ok',
        message: 'The rotation is on: last 2026-11-26 09:00 UTC, next by 2026-11-26 21:59 UTC.',
      },
      {
        check: 'scopes',
        level: 'ok',
        message: 'The token has the scopes account_read account_update offline_access.',
      },
    ]);
  });

  it.each([
    [
      'accessToken',
      { expires_at: NOW_MS / 1000 - 60, refreshed_at: '2026-11-23T09:59:00.000Z' },
      'broken: The access token expired 2026-11-26 09:59 UTC: look at the rotation, or run "npm run authorize -- --aws --account shop --replace". It was renewed 3 days ago.',
    ],
    [
      'accessToken',
      { refreshed_at: 'yesterday' },
      'ok: The access token is good until 2026-11-27 09:00 UTC.',
    ],
    [
      'accessToken',
      { expires_at: undefined },
      'unknown: The secret does not say when the token expires.',
    ],
    [
      'refreshToken',
      { refreshed_at: new Date(NOW_MS - 170 * DAY_SECONDS * 1000).toISOString() },
      'warning: The refresh token dies in 10 days unless it is used: look at the rotation, which has to use it.',
    ],
    [
      'refreshToken',
      { refreshed_at: new Date(NOW_MS - 181 * DAY_SECONDS * 1000).toISOString() },
      'broken: The refresh token died 2026-11-25 10:00 UTC, as nothing used it: run "npm run authorize -- --aws --account shop --replace".',
    ],
    [
      'refreshToken',
      { refreshed_at: undefined, authorized_at: undefined },
      'unknown: The secret does not say when the refresh token was last used.',
    ],
    [
      'scopes',
      { scope: 'account_read' },
      'warning: The token lacks the scope account_update, so updates are refused: run "npm run authorize -- --aws --account shop --replace".',
    ],
    [
      'scopes',
      { scope: 'offline_access' },
      'broken: The token lacks the scope account_read, so the account cannot be checked; account_update, so updates are refused: run "npm run authorize -- --aws --account shop --replace".',
    ],
    ['scopes', { scope: undefined }, 'unknown: The secret does not say which scopes it has.'],
  ])('shows by %s what is wrong with %j', (which, change, line) => {
    expect(see(check(found(change)), which)).toBe(line);
  });

  it.each([
    [{ isOn: false }, 'broken: The rotation is off, so nothing renews the token: deploy'],
    [{ isOn: true }, 'ok: The rotation is on: none yet.'],
    [
      { ...ON, isUnfinished: true },
      'warning: A rotation has failed or is under way; the last that ended well: 2026-11-26 09:00 UTC. It is tried again: see "Rotation failing" in the runbook.',
    ],
    ['notHere', 'unknown: Nothing renews tokens by itself on this machine.'],
  ] as const)('shows a rotation that is %j', (rotation, line) => {
    expect(see(check(found(), rotation), 'rotation')).toContain(line);
  });

  it.each([
    ['unused', 'ok: The refresh token dies in 179 days unless it is used.'],
    [
      'sent',
      'warning: The refresh token was sent 2026-11-26 09:30 UTC and no answer is stored yet, so it may be used up: see "Rotation failing" in the runbook.',
    ],
    [
      'refused',
      'broken: Constant Contact takes the refresh token no more: run "npm run authorize -- --aws --account shop --replace".',
    ],
  ] as const)('shows what became of its newest refresh: %s', (state, line) => {
    const entry = { version: 'v1', sequence: 1, again: false, owner: 'a', invocation: 'b' };
    const refresh = { ...entry, state, sent_at: '2026-11-26T09:30:00.000Z' };

    expect(see(check(found(), ON, refresh), 'refreshToken')).toBe(line);
  });
});

describe('another secret', () => {
  it('on this machine is mended on this machine', () => {
    expect(see(check({ state: 'absent' }, 'notHere'), 'secret')).toBe(
      'broken: There is no secret: run "npm run authorize -- --account shop".',
    );
  });

  it('with a trial token is warned of', () => {
    const findings = check(trial, { isOn: false });

    expect(findings.map(({ check, level }) => `${check} ${level}`)).toEqual([
      'secret warning',
      'accessToken unknown',
      'refreshToken warning',
      'rotation warning',
      'scopes unknown',
    ]);
  });

  it.each([
    [
      { state: 'absent' },
      'broken: There is no secret: run "npm run authorize -- --aws --account shop".',
    ],
    [{ state: 'deleting' }, 'broken: The secret is marked for deletion: restore it, or wait'],
    [{ state: 'unseeded' }, 'warning: The secret is unseeded, so the account is skipped: run'],
    [{ state: 'malformed', problem: 'It is empty.' }, 'broken: It is empty.'],
  ] as const)('that is %j ends the walk', (secret, line) => {
    const findings = check(secret);

    expect(findings).toHaveLength(1);
    expect(see(findings, 'secret')).toContain(line);
  });
});

it('quotes nothing secret', () => {
  expect(JSON.stringify([check(found()), check(trial)])).not.toContain('canary');
});
