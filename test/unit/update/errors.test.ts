import { expect, it } from 'vitest';
import {
  BusyError,
  OutcomeUnknownError,
  QuotaExhaustedError,
} from '../../../lambda/update/errors.ts';

const CAUSE = new Error('cause');

// Made within the tests, so that what is changed in them counts for the tests.
it.each<[() => Error, string]>([
  [
    () => new BusyError('main', 20_000),
    'Another update held "main" for all of the 20 s that this one waited: nothing was sent. Repeat the request.',
  ],
  [
    () => new QuotaExhaustedError(CAUSE),
    'The daily limit of requests to Constant Contact is used up: nothing was changed. ' +
      'Repeat the request after 00:00 UTC.',
  ],
  [
    () => new OutcomeUnknownError('main', CAUSE),
    'A change of "main" was sent, but neither an answer nor reading showed whether it was made. ' +
      'Repeat the request: what is already so is not written again.',
  ],
])('%s says what happened and what to do', (make, message) => {
  expect(make().message).toBe(message);
});

it.each([() => new QuotaExhaustedError(CAUSE), () => new OutcomeUnknownError('main', CAUSE)])(
  '%s keeps what it came from',
  (make) => {
    expect(make().cause).toBe(CAUSE);
  },
);
