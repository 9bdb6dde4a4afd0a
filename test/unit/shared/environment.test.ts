import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../lambda/shared/environment.ts';

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
      CONSTANT_CONTACT_API_URL: 'http://127.0.0.1:9000/v3/',
      REQUEST_SPACING_MS: '0',
    };

    expect(readEnvironment(variables)).toMatchObject({
      apiUrl: 'http://127.0.0.1:9000/v3',
      requestSpacingMs: 0,
    });
  });

  it.each([
    [{}, 'TABLE_NAME is missing: set it to the name of the DynamoDB table.'],
    [{ TABLE_NAME: '' }, 'TABLE_NAME is missing'],
    [{ TABLE_NAME: 't', CONSTANT_CONTACT_API_URL: 'sandbox' }, 'is not a web address'],
    [{ TABLE_NAME: 't', CONSTANT_CONTACT_API_URL: 'ftp://x' }, 'is not a web address'],
    [{ TABLE_NAME: 't', REQUEST_SPACING_MS: 'fast' }, 'is not a whole number of milliseconds'],
  ])('%j is refused by name', (variables, problem) => {
    expect(() => readEnvironment(variables)).toThrow(problem);
  });
});
