import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeToken } from '../../../lambda/credentials/describe-token.ts';
import { TokenUnusableError } from '../../../lambda/credentials/errors.ts';
import { findTokenEnd } from '../../../lambda/credentials/find-token-end.ts';
import { parseSecret } from '../../../lambda/credentials/secret.ts';
import type { SecretVersions } from '../../../lambda/credentials/secret-versions.ts';
import {
  parseTokenSet,
  renewTokenSet,
  serialiseTokenSet,
} from '../../../lambda/credentials/token-set.ts';
import { readJournal } from '../../../lambda/rotate-token/journal.ts';
import { judgeSending } from '../../../lambda/rotate-token/judge-sending.ts';
import { accountSchema, fromItem, toItem } from '../../../lambda/store/items.ts';
import { accountKey } from '../../../lambda/store/keys.ts';
import { readOrRefuse } from '../../support/expect-typed.ts';
import { FUZZ_TIMEOUT_MS, fuzz, hostileSource, hostileWord } from '../../support/hostile.ts';

const NAME = 'constant-contact/main';
const NOW_MS = Date.parse('2026-11-20T02:15:30.000Z');
const TOKENS = ['canary-access', 'canary-refresh', 'canary-secret'];

/** What is told of a token's life: times of the one form, or that none is known. */
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const LIFE = new RegExp(
  `^(expires ${TIME}|expiry unknown), (last refresh ${TIME}|no refresh recorded)$`,
);

const SET = {
  account_id: 'p07e1l8rrja',
  client_id: 'application',
  client_secret: 'canary-secret',
  refresh_token: 'canary-refresh',
  access_token: 'canary-access',
  expires_at: 1_800_000_000,
  scope: 'account_read offline_access',
  refreshed_at: '2026-11-19T22:15:30.000Z',
  authorized_at: '2026-11-01T08:00:00.000Z',
};
const secretText = hostileSource(SET, { access_token: 'canary-access' }, { status: 'unseeded' });

describe('a secret', { timeout: FUZZ_TIMEOUT_MS }, () => {
  it('gives a token that a header can carry, or is refused without a word of what it holds', async () => {
    await fuzz(secretText, async (text) => {
      const read = () => parseSecret(NAME, text);
      const stored = await readOrRefuse(read, TokenUnusableError);

      if (stored === undefined) {
        for (const token of TOKENS) expect(read).not.toThrow(token);
        return;
      }
      expect(stored.accessToken).toMatch(/^[\x21-\x7e]+$/);
      expect(describeToken(stored)).toMatch(LIFE);
    });
  });

  it('tells of its times only what the account item can keep', async () => {
    const number = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.maxSafeInteger());
    const odd = hostileWord('2026-11-19T22:15:30.000Z', '+010000-01-01T00:00:00Z', '1969-12-31');
    const time = fc.oneof(odd, fc.date().map(toText));
    const times = fc.record(
      { expires_at: number, refreshed_at: time, authorized_at: time, refresh_token: odd },
      { requiredKeys: [] },
    );

    await fuzz(times, async (said) => {
      const text = JSON.stringify({ access_token: 'canary-access', ...said });
      const stored = await readOrRefuse(() => parseSecret(NAME, text), TokenUnusableError);
      if (stored === undefined) return;

      const tokenEndsAt = findTokenEnd(stored);

      const item = toItem({ ...accountKey('main'), tokenEndsAt });
      expect(fromItem(accountSchema, item).tokenEndsAt).toBe(tokenEndsAt);
      expect(describeToken(stored)).toMatch(LIFE);
    });
  });

  it('that can be renewed is still a good one afterwards, with all that it held', async () => {
    const renewed = { accessToken: 'new', refreshToken: undefined, scope: undefined };

    await fuzz(secretText, async (text) => {
      const set = await readOrRefuse(() => parseTokenSet(NAME, text), TokenUnusableError);
      if (set === undefined) return;
      const next = renewTokenSet(set, { ...renewed, expiresInSeconds: 7_200 }, NOW_MS);

      const again = parseTokenSet(NAME, serialiseTokenSet(next));

      expect(again).toMatchObject({ access_token: 'new', refresh_token: set.refresh_token });
      expect(Object.keys(again ?? {})).toEqual(expect.arrayContaining(Object.keys(set)));
    });
  });

  it.each([
    ['a bare token', 'x'.repeat(65_536)],
    ['JSON with a long token', JSON.stringify({ access_token: 'x'.repeat(65_000) })],
  ])('of 64 KB, as much as Secrets Manager takes, is read as any other: %s', (_, text) => {
    const { accessToken } = parseSecret(NAME, text);

    expect(accessToken).toMatch(/^x{65000,65536}$/);
  });

  it.each([
    ['nested', `{"a":${'['.repeat(32_000)}${']'.repeat(32_000)}}`],
    ['blank', ' '.repeat(65_536)],
    ['of half characters', '\ud800'.repeat(20_000)],
  ])('of 64 KB that is %s is refused', (_, text) => {
    expect(() => parseSecret(NAME, text)).toThrow(TokenUnusableError);
  });
});

describe('the journal of a refresh', { timeout: FUZZ_TIMEOUT_MS }, () => {
  const sent_at = '2026-11-20T02:15:20.000Z';
  const entry = {
    ...{ version: 'v1', sequence: 1, state: 'sent', sent_at, again: false },
    ...{ owner: 'o', invocation: 'i' },
  };

  it('is one that can be judged, or says nothing', async () => {
    const owner = fc.constantFrom('o', 'other');

    await fuzz(fc.tuple(hostileSource(entry), owner), async ([text, ownerOfSend]) => {
      const stored = await readOrRefuse(() => readJournal(holding(text), 'v1'));
      const sender = { owner: ownerOfSend, invocation: 'j', isLongLived: false };

      const verdict = judgeSending(stored, { ...sender, nowMs: NOW_MS, accessTokenEndsMs: 0 });

      if (verdict === 'wait') expect(Date.parse(stored?.sent_at ?? '')).not.toBeNaN();
      if (stored !== undefined) expect(stored.version).toBe('v1');
    });
  });
});

/** Any date as text, also those that ISO 8601 has no four digits for. */
function toText(date: Date): string {
  return Number.isNaN(date.getTime()) ? String(date) : date.toISOString();
}

/** Versions of which the newest entry of the journal has this text, and no other is there. */
function holding(text: string): SecretVersions {
  const unexpected = () => expect.unreachable('only the journal is read');
  return {
    readStage: async () => ({ id: 'j1', text, stages: [] }),
    readVersion: async () => undefined,
    ...{ put: unexpected, removeStage: unexpected },
  };
}
