import { describe, expect, it } from 'vitest';
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  RejectedError,
} from '../../../lambda/constant-contact/errors.ts';
import { toRunError } from '../../../lambda/sync/run-error.ts';

const FAILURE = { method: 'GET', url: 'https://api.example/v3/account/emails', requestId: 'r-1' };

describe('the error of a failed run', () => {
  it.each([
    new RejectedError({ ...FAILURE, status: 400 }),
    new NotFoundError({ ...FAILURE, status: 404 }),
    new ConflictError({ ...FAILURE, status: 409 }),
  ])('is a reply that says nothing of the account for $name', (error) => {
    expect(toRunError(error)).toMatchObject({
      name: 'UnreadableReplyError',
      status: error.status,
      requestId: 'r-1',
      cause: error,
    });
  });

  it('is what was thrown, else', () => {
    const forbidden = new ForbiddenError({ ...FAILURE, status: 403 });

    expect(toRunError(forbidden)).toBe(forbidden);
    expect(toRunError('no error at all')).toEqual(new Error('no error at all'));
  });
});
