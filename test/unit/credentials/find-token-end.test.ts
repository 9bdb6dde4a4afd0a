import { expect, it } from 'vitest';
import { findTokenEnd } from '../../../lambda/credentials/find-token-end.ts';
import { parseSecret } from '../../../lambda/credentials/secret.ts';

const set = { access_token: 'a', refresh_token: 'r', expires_at: 1_800_000_000 };

it.each([
  [
    '180 days after the last refresh',
    '2027-05-01T00:00:00.000Z',
    { ...set, refreshed_at: '2026-11-02T00:00:00.000Z', authorized_at: '2026-01-01T00:00:00.000Z' },
  ],
  [
    '180 days after the consent before any refresh',
    '2026-06-30T00:00:00.000Z',
    { ...set, authorized_at: '2026-01-01T00:00:00.000Z' },
  ],
  [
    'with the access token when nothing renews it',
    '2027-01-15T08:00:00.000Z',
    { ...set, refresh_token: '' },
  ],
  ['at a time that the secret does not say', undefined, set],
  ['at a time that nobody can read', undefined, { ...set, refreshed_at: 'yesterday' }],
  ['at a time that a bare token does not say', undefined, 'eyJ.bare'],
  [
    'at a time that milliseconds instead of seconds do not say',
    undefined,
    { access_token: 'a', expires_at: 1_800_000_000_000 },
  ],
  [
    'at a time past all years of four digits',
    undefined,
    { ...set, refreshed_at: '9999-12-31T23:59:59.999Z' },
  ],
  ['at a time past all times', undefined, { ...set, refreshed_at: '+275760-09-13T00:00:00.000Z' }],
])('a token dies %s', (_, end, secret) => {
  const text = typeof secret === 'string' ? secret : JSON.stringify(secret);

  expect(findTokenEnd(parseSecret('constant-contact/main', text))).toBe(end);
});
