import {
  GetSecretValueCommand,
  InvalidRequestException,
  ListSecretsCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTokens } from '../../../lambda/credentials/tokens.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const secrets = mockClient(SecretsManagerClient);
const START = '2026-11-01T02:15:00.000Z';

function open() {
  const clock = createFakeClock(START);
  return { clock, tokens: openTokens({ secrets: new SecretsManagerClient(), clock }) };
}

/** Each read takes the next value; one read too many fails. */
function hold(...values: object[]): void {
  secrets.on(GetSecretValueCommand, { SecretId: 'constant-contact/main' }).callsFake(() => {
    const value = values.shift();
    if (!value) throw new Error('read too often');
    return { SecretString: JSON.stringify(value) };
  });
}

describe('the token of an account', () => {
  beforeEach(() => secrets.reset());

  const expires_at = Date.parse(START) / 1000 + 3600;

  it('is read once while it is good', async () => {
    hold({ access_token: 't1', account_id: 'a1', expires_at });
    const main = open().tokens.forAccount('main');

    await main.read();

    expect(await main.read()).toBe('t1');
    expect((await main.stored()).accountId).toBe('a1');
  });

  it('is read again near its expiry', async () => {
    hold({ access_token: 't1', expires_at }, { access_token: 't2', expires_at: expires_at + 3600 });
    const { clock, tokens } = open();
    const main = tokens.forAccount('main');

    await main.read();
    clock.advance(56 * 60_000);

    expect(await main.read()).toBe('t2');
  });

  it.each([
    ['five minutes before its expiry', 't2', 55 * 60_000],
    ['not sooner', 't1', 55 * 60_000 - 1],
  ])('is read again %s', async (_, token, afterMs) => {
    hold({ access_token: 't1', expires_at }, { access_token: 't2', expires_at });
    const { clock, tokens } = open();
    const main = tokens.forAccount('main');

    await main.read();
    clock.advance(afterMs);

    expect(await main.read()).toBe(token);
  });

  it('without an expiry is good until it is refused or forgotten', async () => {
    hold({ access_token: 't1' }, { access_token: 't2' });
    const { clock, tokens } = open();
    const main = tokens.forAccount('main');

    await main.read();
    clock.advance(400 * 24 * 60 * 60_000);
    const kept = await main.read();
    main.forget();

    expect([kept, await main.read()]).toEqual(['t1', 't2']);
  });

  it('is read again past the cache when the vendor refused it', async () => {
    hold({ access_token: 't1', expires_at }, { access_token: 't2', expires_at });
    const main = open().tokens.forAccount('main');

    await main.read();

    expect(await main.reread()).toBe('t2');
    expect(await main.read()).toBe('t2');
  });

  it('is not cached while it is unusable', async () => {
    hold({ status: 'unseeded' }, { access_token: 't1' });
    const main = open().tokens.forAccount('main');

    await expect(main.read()).rejects.toMatchObject({
      name: 'TokenUnusableError',
      reason: 'unseeded',
    });

    expect(await main.read()).toBe('t1');
  });

  it('that is refused for good is explained without being shown', async () => {
    hold({ access_token: 'canary', expires_at, refreshed_at: '2026-10-31T22:00:00Z' });
    const main = open().tokens.forAccount('main');
    await main.read();

    const error = main.explainRefusal(new Error('401'));

    expect(error.name).toBe('ReauthorizationRequiredError');
    expect(error.message).toBe(
      'Constant Contact refuses the access token in the secret "constant-contact/main" (expires 2026-11-01T03:15:00.000Z, ' +
        'last refresh 2026-10-31T22:00:00.000Z): have somebody with access to the account run ' +
        'npm run authorize -- --account main --replace (on AWS with --aws)',
    );
    expect(error.cause).toEqual(new Error('401'));
  });

  it('of an alias without a secret is an unknown account', async () => {
    secrets.on(GetSecretValueCommand).rejects(absent('no'));

    const read = open().tokens.forAccount('nobody').read();

    await expect(read).rejects.toMatchObject({
      name: 'UnknownAccountError',
      message: expect.stringMatching(
        /there is no secret "constant-contact\/nobody" .* or run npm run authorize -- --account nobody \(on AWS with --aws\)$/,
      ),
    });
  });

  it.each([
    [
      'unseeded',
      'has no value yet',
      absent("can't find the specified secret value for staging label"),
    ],
    [
      'malformed',
      'marked for deletion',
      new InvalidRequestException({ message: 'no', $metadata: {} }),
    ],
  ])('is unusable when its secret is %s: %s', async (reason, problem, error) => {
    secrets.on(GetSecretValueCommand).rejects(error);

    const read = open().tokens.forAccount('main').read();

    await expect(read).rejects.toMatchObject({
      name: 'TokenUnusableError',
      reason,
      message: expect.stringContaining(problem),
    });
  });

  it('is unusable when its secret is binary', async () => {
    secrets.on(GetSecretValueCommand).resolves({ SecretBinary: Buffer.from('x') });

    const read = open().tokens.forAccount('main').read();

    await expect(read).rejects.toMatchObject({
      reason: 'malformed',
      message: expect.stringContaining('holds binary data'),
    });
  });

  it('that cannot be read now is no fault of the secret', async () => {
    const error = new Error('throttled');
    secrets.on(GetSecretValueCommand).rejects(error);

    await expect(open().tokens.forAccount('main').read()).rejects.toBe(error);
  });
});

const absent = (message: string) => new ResourceNotFoundException({ message, $metadata: {} });

describe('the connected accounts', () => {
  beforeEach(() => secrets.reset());

  it('are all secrets under the prefix whose rest is a valid alias, over all pages', async () => {
    const paused = [{ Key: 'constant-contact:paused-until', Value: '2026-12-01' }];
    const names = [
      'constant-contact/main',
      'constant-contact/Bad',
      'Constant-Contact/x',
      'constant-contact/a/b',
    ];
    secrets
      .on(ListSecretsCommand)
      .resolvesOnce({ SecretList: names.map((Name) => ({ Name })), NextToken: 'p2' });
    secrets
      .on(ListSecretsCommand, { NextToken: 'p2' })
      .resolvesOnce({ SecretList: [{ Name: 'constant-contact/shop-2', Tags: paused }, {}] });

    const connected = await Array.fromAsync(open().tokens.listConnected());

    expect(connected).toStrictEqual([
      { alias: 'main' },
      { alias: 'shop-2', pause: { until: '2026-12-01', reason: undefined } },
    ]);
    expect(secrets.commandCalls(ListSecretsCommand)[0]?.args[0].input).toEqual({
      Filters: [{ Key: 'name', Values: ['constant-contact/'] }],
      MaxResults: 100,
    });
  });
});
