import { describe, expect, it } from 'vitest';
import { readAuthUrl, readEnvironment } from '../../../lambda/shared/environment.ts';

describe('the environment', () => {
  it('needs only the name of the table', () => {
    expect(readEnvironment({ TABLE_NAME: 't' })).toEqual({
      tableName: 't',
      apiUrl: 'https://api.cc.email/v3',
      requestSpacingMs: 334,
      pendingTooLongDays: 7,
      staleAfterHours: 26,
    });
  });

  it('may name another vendor and another pace', () => {
    const variables = {
      TABLE_NAME: 't',
      CONSTANT_CONTACT_API_URL: 'http://127.0.0.1:9000/v3//',
      REQUEST_SPACING_MS: '0',
    };

    expect(readEnvironment(variables)).toMatchObject({
      apiUrl: 'http://127.0.0.1:9000/v3',
      requestSpacingMs: 0,
    });
  });

  it('may name another authorization server', () => {
    const local = { CONSTANT_CONTACT_AUTH_URL: 'http://127.0.0.1:9000/oauth2/' };

    expect(readAuthUrl({})).toBe('https://authz.constantcontact.com/oauth2/default/v1');
    expect(readAuthUrl(local)).toBe('http://127.0.0.1:9000/oauth2');
  });

  it('may name an address without a path', () => {
    expect(readAuthUrl({ CONSTANT_CONTACT_AUTH_URL: 'http://[::1]:9000' })).toBe(
      'http://[::1]:9000',
    );
  });

  it.each([
    [{}, 'TABLE_NAME is missing: set it to the name of the DynamoDB table.'],
    [{ TABLE_NAME: '' }, 'TABLE_NAME is missing'],
    [{ TABLE_NAME: 't', CONSTANT_CONTACT_API_URL: 'sandbox' }, 'is not a web address'],
    [{ TABLE_NAME: 't', CONSTANT_CONTACT_API_URL: 'ftp://x' }, 'is not a web address'],
    [{ TABLE_NAME: 't', CONSTANT_CONTACT_API_URL: 'file:///https://x' }, 'is not a web address'],
    [{ TABLE_NAME: 't', CONSTANT_CONTACT_API_URL: 'https://x/v3?a=b' }, 'is not a web address'],
    [{ TABLE_NAME: 't', REQUEST_SPACING_MS: 'fast' }, 'is not a whole number of milliseconds'],
    [{ TABLE_NAME: 't', REQUEST_SPACING_MS: '-1' }, 'is not a whole number of milliseconds'],
    [{ TABLE_NAME: 't', PENDING_TOO_LONG_DAYS: '1.5' }, 'is not a whole number of days such as 7.'],
    [{ TABLE_NAME: 't', STALE_AFTER_HOURS: '1000000' }, 'is not a whole number of hours'],
  ])('%j is refused by name', (variables, problem) => {
    const read = () => readEnvironment(variables);

    expect(read).toThrow(expect.objectContaining({ name: 'EnvironmentError' }));
    expect(read).toThrow(problem);
  });
});
