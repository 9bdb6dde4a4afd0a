import { expect, it } from 'vitest';
import {
  ContentionError,
  EmptySendersError,
  InvalidEventError,
  NoAccountCheckedError,
  RemovalNotConfirmedError,
  SettleError,
} from '../../../lambda/sync/errors.ts';

const CAUSE = new Error('cause');

// Made within the tests, so that what is changed in them counts for the tests.
it.each<[() => Error, string]>([
  [
    () => new EmptySendersError('main'),
    'Constant Contact listed no sender for "main", which is never believed: nothing was stored. ' +
      "If it stays so, look at the account's emails in its web pages.",
  ],
  [
    () => new RemovalNotConfirmedError('main'),
    'Two replies of Constant Contact for "main", a second apart, disagree on what is missing: nothing was stored. ' +
      'The next run looks again.',
  ],
  [
    () => new ContentionError('main', 3),
    'Other runs stored snapshots of "main" during each of 3 rounds of this one: nothing is lost. ' +
      'Look for overlapping runs if it comes back.',
  ],
  [
    () => new SettleError('main', 7, CAUSE),
    'Snapshot 7 of "main" is stored but could not be settled: the next run takes it up.',
  ],
  [
    () => new NoAccountCheckedError(3, ['ForbiddenError', 'SettleError', 'ForbiddenError']),
    "No account could be checked, 3 failed (ForbiddenError, SettleError): read each account's newest run for the reason.",
  ],
  [
    () => new InvalidEventError('not an object'),
    'The event for sync is not valid (not an object): send { account?, scheduledTime?, trigger?, staleAfterHours? }.',
  ],
])('%s says what happened and what to do', (make, message) => {
  expect(make().message).toBe(message);
});

it('a snapshot that was not announced says why', () => {
  expect(new SettleError('main', 7, CAUSE).cause).toBe(CAUSE);
});
