import { expect, it } from 'vitest';
import { describeToken } from '../../../lambda/credentials/describe-token.ts';

it.each([
  [undefined, 'expiry unknown, no refresh recorded'],
  [{}, 'expiry unknown, no refresh recorded'],
  [{ refreshedAt: 'yesterday' }, 'expiry unknown, no refresh recorded'],
  [
    { expiresAt: 1e300, refreshedAt: '+275760-09-13T00:00:00.000Z' },
    'expiry unknown, no refresh recorded',
  ],
  [
    { expiresAt: 1_800_000_000, refreshedAt: '2026-11-01T02:15:00Z' },
    'expires 2027-01-15T08:00:00.000Z, last refresh 2026-11-01T02:15:00.000Z',
  ],
])('the life of a token is told as far as it is known: %j', (token, life) => {
  expect(describeToken(token)).toBe(life);
});
