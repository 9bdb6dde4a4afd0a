import { describe, expect, it } from 'vitest';
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  QuotaExceededError,
  RateLimitedError,
  RejectedError,
  UnreadableReplyError,
} from '../../../lambda/constant-contact/errors.ts';
import { TokenReplacedError, UnknownAccountError } from '../../../lambda/credentials/errors.ts';
import { explainFailure } from '../../../lambda/update/explain-failure.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const FAILURE = { method: 'PUT', url: 'https://api.example/v3/account/summary', requestId: 'r-1' };

function explain(error: unknown) {
  const metrics: object[] = [];
  const deps = { emitMetrics: (values: object) => void metrics.push(values) };
  const client = { getPrivileges: async () => [] };
  const token = { stored: async () => ({ scopes: undefined }) };
  const explained = explainFailure(
    error,
    { ...deps, clock: createFakeClock() } as never,
    { client, token } as never,
  );
  return explained.then(
    (refusal) => ({ refusal, thrown: undefined, metrics }),
    (thrown: unknown) => ({ refusal: undefined, thrown, metrics }),
  );
}

describe('a failed update', () => {
  it.each([
    ['already_exists', new ConflictError({ ...FAILURE, status: 409, errorKey: 'conflict' })],
    ['not_found', new NotFoundError({ ...FAILURE, status: 404, errorKey: 'gone' })],
    ['rejected', new RejectedError({ ...FAILURE, status: 400, errorKey: 'bad' })],
  ])('is the refusal %s, with what the vendor said', async (code, error) => {
    const { status, errorKey } = error;

    expect(await explain(error)).toMatchObject({
      refusal: { code, message: error.message, details: [{ status, errorKey, requestId: 'r-1' }] },
      metrics: [],
    });
  });

  it('of an account that is not connected is a refusal without details', async () => {
    const error = new UnknownAccountError('shop', 'constant-contact/shop');

    expect(await explain(error)).toMatchObject({
      refusal: { code: 'unknown_account', message: error.message, details: [] },
    });
  });

  it('that is forbidden is counted', async () => {
    const explained = await explain(new ForbiddenError({ ...FAILURE, status: 403 }));

    expect(explained).toMatchObject({
      refusal: { code: 'forbidden' },
      metrics: [{ UpdateRefused: 1 }],
    });
  });

  it('for the daily limit is thrown by the name of the contract', async () => {
    const error = new QuotaExceededError({ ...FAILURE, status: 429 });

    expect((await explain(error)).thrown).toMatchObject({
      name: 'QuotaExhaustedError',
      cause: error,
    });
  });

  it('for a read that says nothing is thrown as a vendor that is away, and nothing was sent', async () => {
    const error = new UnreadableReplyError({ ...FAILURE, method: 'GET', status: 200 });

    expect((await explain(error)).thrown).toMatchObject({
      ...{ name: 'UpstreamUnavailableError', sent: false, cause: error, requestId: 'r-1' },
      message: `GET ${FAILURE.url} answered 200 with what cannot be read; try later`,
    });
  });

  it('for tokens that change all the time is thrown as a vendor that is away', async () => {
    const error = new TokenReplacedError();

    expect((await explain(error)).thrown).toMatchObject({
      ...{ name: 'UpstreamUnavailableError', sent: false, cause: error },
      message: 'GET the account was given up: the token was replaced twice meanwhile; try later',
    });
  });

  it.each([new RateLimitedError({ ...FAILURE, status: 429 }), new Error('table on fire')])(
    'is thrown as it is, else: $name',
    async (error) => {
      expect((await explain(error)).thrown).toBe(error);
    },
  );
});
