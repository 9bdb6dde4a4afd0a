import {
  GetSecretValueCommand,
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
    expect(error.message).toContain('expires 2026-11-01T03:15:00.000Z');
    expect(error.message).toContain('last refresh 2026-10-31T22:00:00.000Z');
    expect(error.message).not.toContain('canary');
  });

  it('of an alias without a secret is an unknown account', async () => {
    secrets
      .on(GetSecretValueCommand)
      .rejects(new ResourceNotFoundException({ message: 'no', $metadata: {} }));

    const read = open().tokens.forAccount('nobody').read();

    await expect(read).rejects.toThrow('there is no secret "constant-contact/nobody"');
  });
});

describe('the connected accounts', () => {
  beforeEach(() => secrets.reset());

  it('are all secrets under the prefix whose rest is a valid alias, over all pages', async () => {
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
      .resolvesOnce({ SecretList: [{ Name: 'constant-contact/shop-2' }, {}] });

    const connected = await Array.fromAsync(open().tokens.listConnected());

    expect(connected).toEqual([{ alias: 'main' }, { alias: 'shop-2' }]);
  });
});
