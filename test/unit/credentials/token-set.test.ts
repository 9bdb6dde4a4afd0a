import { describe, expect, it } from 'vitest';
import {
  parseTokenSet,
  renewTokenSet,
  serialiseTokenSet,
} from '../../../lambda/credentials/token-set.ts';

const NAME = 'constant-contact/main';
const SET = {
  account_id: 'a1',
  client_id: 'c',
  client_secret: 's',
  refresh_token: 'r',
  access_token: 'a',
  expires_at: 1_800_000_000,
  scope: 'account_read offline_access',
  authorized_at: '2026-11-01T00:00:00.000Z',
};

describe('a set of tokens', () => {
  it.each([
    ['whole', SET],
    ['of a public application', { ...SET, client_secret: undefined }],
    ['with nulls', { ...SET, client_secret: null, account_id: null, scope: null }],
    ['with something of its owner', { ...SET, note: { any: 'thing' } }],
  ])('is read as it is: %s', (_, set) => {
    expect(parseTokenSet(NAME, JSON.stringify(set))).toEqual(JSON.parse(JSON.stringify(set)));
  });

  it.each([
    ['unseeded', '{"status":"unseeded"}'],
    ['a bare token', 'eyJ.bare'],
    ['a trial', '{"access_token":"a"}'],
    ['without refresh token', JSON.stringify({ ...SET, refresh_token: undefined })],
    ['with a null in its place', JSON.stringify({ ...SET, refresh_token: null })],
    ['with an empty one', JSON.stringify({ ...SET, refresh_token: '' })],
  ])('is not there in a secret that is %s', (_, text) => {
    expect(parseTokenSet(NAME, text)).toBeUndefined();
  });

  it.each([
    ['"client_id" is missing', { ...SET, client_id: undefined }],
    ['"client_secret" is missing or not of its form', { ...SET, client_secret: 7 }],
    ['"refresh_token" is missing or not of its form', { ...SET, refresh_token: ['canary'] }],
    ['"access_token" is missing', { ...SET, access_token: '' }],
  ])('is malformed when its %s', (problem, set) => {
    const parse = () => parseTokenSet(NAME, JSON.stringify({ ...set, note: 'canary' }));

    expect(parse).toThrow(
      expect.objectContaining({ name: 'TokenUnusableError', reason: 'malformed' }),
    );
    expect(parse).toThrow(problem);
    expect(parse).not.toThrow('canary');
  });

  it('is read past blanks around it', () => {
    expect(parseTokenSet(NAME, ` ${JSON.stringify(SET)}\n`)).toEqual(SET);
  });

  it.each(['', '{"access_token":7}'])(
    'is malformed in a secret that no token can be read from: %j',
    (text) => {
      expect(() => parseTokenSet(NAME, text)).toThrow(
        expect.objectContaining({ name: 'TokenUnusableError', reason: 'malformed' }),
      );
    },
  );

  it('is stored without what is undefined', () => {
    expect(serialiseTokenSet({ client_id: 'c', access_token: 'a', scope: undefined })).toBe(
      '{"client_id":"c","access_token":"a"}',
    );
  });

  it('is renewed by what came, and keeps what did not', () => {
    const reply = {
      accessToken: 'b',
      refreshToken: undefined,
      expiresInSeconds: 60,
      scope: undefined,
    };

    expect(renewTokenSet(SET, reply, Date.parse('2026-11-02T00:00:00.900Z'))).toEqual({
      ...SET,
      access_token: 'b',
      expires_at: Date.parse('2026-11-02T00:01:00Z') / 1000,
      refreshed_at: '2026-11-02T00:00:00.900Z',
    });
  });
});
