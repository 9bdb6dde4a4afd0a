import { describe, expect, it } from 'vitest';
import { parseSecret } from '../../../lambda/credentials/secret.ts';
import { parseTokenSet } from '../../../lambda/credentials/token-set.ts';

const NAME = 'constant-contact/main';

describe('the forms of a token secret', () => {
  it('are the whole JSON, a trial token, or a bare token', () => {
    const whole = {
      access_token: 't',
      account_id: 'a1',
      expires_at: 1_800_000_000,
      refresh_token: 'r',
      scope: 's',
    };

    expect(parseSecret(NAME, JSON.stringify(whole))).toMatchObject({
      accessToken: 't',
      accountId: 'a1',
      expiresAt: 1_800_000_000,
    });
    expect(parseSecret(NAME, '{"access_token":"t"}').accessToken).toBe('t');
    expect(parseSecret(NAME, '  eyJ.t.x\n').accessToken).toBe('eyJ.t.x');
  });

  it('say what the token may do, by whatever blanks it is apart', () => {
    const scopesOf = (scope?: string) =>
      parseSecret(NAME, JSON.stringify({ access_token: 't', scope })).scopes;

    expect(scopesOf(' account_read  offline_access ')).toEqual(['account_read', 'offline_access']);
    expect(scopesOf()).toBeUndefined();
  });

  it.each([-1, 0, 1_800_000_000_000, 1e300])('may say nothing of the expiry: %d', (expires_at) => {
    const text = JSON.stringify({ access_token: 't', expires_at });

    expect(parseSecret(NAME, text)).toMatchObject({ accessToken: 't', expiresAt: undefined });
  });

  it.each([
    ['unseeded', '{"status":"unseeded"}', 'has no token yet'],
    ['malformed', undefined, 'is empty'],
    ['malformed', '  ', 'is empty'],
    ['malformed', '{"access_token":"canary"', 'is not valid JSON'],
    ['malformed', '{"access_token":""}', '"access_token" is missing or not of its form'],
    ['malformed', '{"access_token":"can ary"}', '"access_token" is missing or not of its form'],
    ['malformed', '{"refresh_token":"canary"}', '"access_token" is missing or not of its form'],
    ['malformed', '{"access_token":"canary","expires_at":"soon"}', '"expires_at" is missing'],
    ['malformed', 'can\nary', 'neither JSON nor one access token'],
  ])('that cannot serve are %s: %s', (reason, text, problem) => {
    const parse = () => parseSecret(NAME, text);

    expect(parse).toThrow(expect.objectContaining({ name: 'TokenUnusableError', reason }));
    expect(parse).toThrow(problem);
    expect(parse).toThrow(NAME);
    expect(parse).not.toThrow('canary');
  });
});

describe('a set of tokens', () => {
  it('that could not be stored again is refused before its refresh token is sent', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const text = `{"client_id":"c","access_token":"canary","refresh_token":"canary","note":${deep}}`;

    const parse = () => parseTokenSet(NAME, text);

    expect(parse).toThrow(expect.objectContaining({ name: 'TokenUnusableError' }));
    expect(parse).toThrow('nested too deeply to be stored again');
    expect(parse).not.toThrow('canary');
  });
});
