import type { AccountClient } from '../constant-contact/client.ts';
import { ForbiddenError, type VendorError } from '../constant-contact/errors.ts';
import type { StoredToken } from '../credentials/secret.ts';
import { refusal } from './refusals.ts';
import type { Refusal } from './reply.ts';

/** What each kind of call needs, by the vendor's guide: a privilege of the user and a scope of the token. */
const NEEDS = {
  GET: {
    privilege: 'account:read',
    scope: 'account_read',
    role: 'Account Owner or Account Manager',
  },
  write: { privilege: 'account:update', scope: 'account_update', role: 'Account Owner' },
} as const;

type Need = (typeof NEEDS)[keyof typeof NEEDS];

interface Cause {
  cause: 'missing_privilege' | 'missing_scope' | 'role_or_application' | 'application' | 'unknown';
  remedy: string;
}

/**
 * Explains the vendor's 403, which has one status for four causes, with one call of GET user privileges, which needs
 * neither scope nor privilege. What cannot be told apart is said as that.
 */
export async function explainForbidden(
  error: ForbiddenError,
  client: AccountClient,
  { scopes }: StoredToken,
): Promise<Refusal> {
  const need = error.method === 'GET' ? NEEDS.GET : NEEDS.write;
  const { cause, remedy } = findCause(need, scopes, await tryPrivileges(client));
  const { method, status, errorKey, errorMessage, requestId } = error;
  const details = { cause, remedy, privilege: need.privilege, scope: need.scope };
  return refusal('forbidden', `Constant Contact refused ${method} (403). ${remedy}`, [
    { ...details, ...describeAnswer({ status, errorKey, errorMessage, requestId }) },
  ]);
}

/** What the vendor said, for a refusal's details; absent parts are left out. */
export function describeAnswer(
  error: Pick<VendorError, 'status' | 'errorKey' | 'errorMessage' | 'requestId'>,
): Record<string, string | number> {
  const { status, errorKey, errorMessage, requestId } = error;
  const said = { status, errorKey, errorMessage, requestId };
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function findCause(
  need: Need,
  scopes: readonly string[] | undefined,
  privileges: readonly string[] | 'forbidden' | 'unavailable',
): Cause {
  if (privileges === 'forbidden') {
    const remedy =
      'Even reading the privileges is refused: the application or the account is probably deactivated; ask the vendor.';
    return { cause: 'application', remedy };
  }
  if (privileges === 'unavailable') {
    return {
      cause: 'unknown',
      remedy: 'The privileges could not be read either: repeat the request later.',
    };
  }
  if (!privileges.includes(need.privilege)) {
    const remedy = `The user of the token lacks the privilege ${need.privilege}: authorize as ${need.role}.`;
    return { cause: 'missing_privilege', remedy };
  }
  if (scopes !== undefined && !scopes.includes(need.scope)) {
    const remedy = `The token lacks the scope ${need.scope}: authorize again with it.`;
    return { cause: 'missing_scope', remedy };
  }
  const scope = scopes === undefined ? ` the token may lack the scope ${need.scope},` : '';
  const remedy =
    `The user has the privilege ${need.privilege}, so${scope} the user may not be ${need.role}, ` +
    'or the application may be deactivated: authorize again as that role with all scopes, then ask the vendor.';
  return { cause: 'role_or_application', remedy };
}

async function tryPrivileges(
  client: AccountClient,
): Promise<string[] | 'forbidden' | 'unavailable'> {
  try {
    return (await client.getPrivileges()).map(({ privilege_name }) => privilege_name);
  } catch (error) {
    return error instanceof ForbiddenError ? 'forbidden' : 'unavailable';
  }
}
