import { describe, expect, it } from 'vitest';
import { ForbiddenError } from '../../../lambda/constant-contact/errors.ts';
import { explainForbidden } from '../../../lambda/update/explain-forbidden.ts';

const URL = 'https://api.example/v3/account/summary';
const ALL_SCOPES = ['account_read', 'account_update'];

/** The vendor's 403 to a method, with what it says of the user's privileges: names, or an error. */
function explain(
  method: string,
  scopes: string[] | undefined,
  privileges: string[] | Error,
  failure: object = {},
) {
  const getPrivileges = async () => {
    if (privileges instanceof Error) throw privileges;
    return privileges.map((privilege_name, privilege_id) => ({ privilege_id, privilege_name }));
  };
  const error = new ForbiddenError({ method, url: URL, status: 403, ...failure });
  return explainForbidden(error, { getPrivileges } as never, { scopes } as never);
}

const READ = { privilege: 'account:read', scope: 'account_read' };
const UPDATE = { privilege: 'account:update', scope: 'account_update' };

describe('a 403', () => {
  it.each<[string, Parameters<typeof explain>, object, string]>([
    [
      'to a deactivated application',
      ['PUT', ALL_SCOPES, new ForbiddenError({ method: 'GET', url: URL, status: 403 })],
      { cause: 'application', ...UPDATE },
      'Even reading the privileges is refused: the application or the account is probably deactivated; ask the vendor.',
    ],
    [
      'that cannot be looked into',
      ['POST', ALL_SCOPES, new Error('down')],
      { cause: 'unknown', ...UPDATE },
      'The privileges could not be read either: repeat the request later.',
    ],
    [
      'to a write by a manager',
      ['PUT', ALL_SCOPES, ['account:read']],
      { cause: 'missing_privilege', ...UPDATE },
      'The user of the token lacks the privilege account:update: authorize as Account Owner.',
    ],
    [
      'to a read by nobody who may',
      ['GET', ALL_SCOPES, ['account:update']],
      { cause: 'missing_privilege', ...READ },
      'The user of the token lacks the privilege account:read: authorize as Account Owner or Account Manager.',
    ],
    [
      'to a token without the scope',
      ['PUT', ['account_read'], ['account:update']],
      { cause: 'missing_scope', ...UPDATE },
      'The token lacks the scope account_update: authorize again with it.',
    ],
    [
      'to a token of unknown scopes',
      ['PUT', undefined, ['account:update']],
      { cause: 'role_or_application', ...UPDATE },
      'The user has the privilege account:update, so the token may lack the scope account_update, the user may not be ' +
        'Account Owner, or the application may be deactivated: authorize again as that role with all scopes, then ask ' +
        'the vendor.',
    ],
    [
      'to a token that has all',
      ['GET', ALL_SCOPES, ['account:read']],
      { cause: 'role_or_application', ...READ },
      'The user has the privilege account:read, so the user may not be Account Owner or Account Manager, or the ' +
        'application may be deactivated: authorize again as that role with all scopes, then ask the vendor.',
    ],
  ])('%s is explained', async (_, [method, ...rest], details, remedy) => {
    expect(await explain(method, ...rest)).toEqual({
      code: 'forbidden',
      message: `Constant Contact refused ${method} (403). ${remedy}`,
      details: [{ ...details, remedy, status: 403 }],
    });
  });

  it('is told with what the vendor said', async () => {
    const said = { errorKey: 'access_denied', errorMessage: 'No.', requestId: 'amzn-1' };

    const { details } = await explain('PUT', ALL_SCOPES, [], said);

    expect(details).toMatchObject([{ status: 403, ...said }]);
  });
});
