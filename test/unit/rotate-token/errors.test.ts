import { expect, it } from 'vitest';
import {
  InvalidRotationError,
  RefreshUncertainError,
  RotationUnderWayError,
  TokensNotStoredError,
  TooLittleTimeError,
} from '../../../lambda/rotate-token/errors.ts';

const CAUSE = new Error('cause');

// Made within the tests, so that what is changed in them counts for the tests.
it.each<[() => Error, string]>([
  [
    () => new InvalidRotationError('it is not an object'),
    'The event is no step of a token rotation (it is not an object): leave it to Secrets Manager to invoke this function.',
  ],
  [
    () => new RotationUnderWayError('main'),
    'Another rotation of "main" is under way, and a refresh token may be good for one use: nothing was sent. ' +
      'Secrets Manager tries again by itself.',
  ],
  [
    () => new TooLittleTimeError('main'),
    'Too little time is left to renew the tokens of "main" and store them for certain: nothing was sent. ' +
      'Secrets Manager tries again by itself.',
  ],
  [
    () => new RefreshUncertainError('main', '2026-11-01T02:15:00.000Z', CAUSE),
    'The refresh token of "main" was sent at 2026-11-01T02:15:00.000Z and the answer was lost, so it may be used up, ' +
      'and using it again may revoke everything: it is not sent again while the access token lives. ' +
      'To mend it now: npm run authorize -- --account main --replace (on AWS with --aws)',
  ],
  [
    () => new TokensNotStoredError('main', CAUSE),
    'Constant Contact gave new tokens for "main", and Secrets Manager would not store them until the time was up: the ' +
      'refresh token that is stored is probably used up. See why it refused, then run ' +
      'npm run authorize -- --account main --replace (on AWS with --aws)',
  ],
])('%s says what happened and what to do', (make, message) => {
  expect(make().message).toBe(message);
});

it.each([
  () => new RefreshUncertainError('main', '', CAUSE),
  () => new TokensNotStoredError('main', CAUSE),
])('%s keeps what it came from', (make) => {
  expect(make().cause).toBe(CAUSE);
});
