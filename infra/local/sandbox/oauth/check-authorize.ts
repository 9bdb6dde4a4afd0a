import type { Application } from './applications.ts';

/** The scopes that the vendor documents: https://developer.constantcontact.com/api_guide/scopes.html */
const SCOPES = [
  ...['account_read', 'account_update', 'contact_data', 'campaign_data', 'offline_access'],
];

/** A request for consent that may be shown to a person. */
export interface AuthorizeRequest {
  application: Application;
  redirectUri: string;
  state: string;
  scopes: string[];
  codeChallenge: string | undefined;
}

/** Why none can be: told to the person if nobody can be trusted to be sent back to, else to the application. */
export type AuthorizeProblem =
  | { tell: 'person'; problem: string }
  | { tell: 'application'; error: string; problem: string; redirectUri: string; state: string };

/** Judges the address that an application sent a person to. */
export function checkAuthorize(
  query: URLSearchParams,
  applications: readonly Application[],
): AuthorizeRequest | AuthorizeProblem {
  const application = applications.find(({ clientId }) => clientId === query.get('client_id'));
  if (!application) return { tell: 'person', problem: 'No application has this client_id.' };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!application.redirectUris.includes(redirectUri)) {
    return {
      tell: 'person',
      problem: 'The redirect_uri is not one that the application registered.',
    };
  }
  const state = query.get('state') ?? '';
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const codeChallenge = query.get('code_challenge') ?? undefined;
  const found = findProblem(query, application, scopes);
  if (found) return { tell: 'application', ...found, redirectUri, state };
  return { application, redirectUri, state, scopes, codeChallenge };
}

function findProblem(
  query: URLSearchParams,
  application: Application,
  scopes: string[],
): { error: string; problem: string } | undefined {
  if (query.get('response_type') !== 'code') {
    return { error: 'unsupported_response_type', problem: 'The response_type must be code.' };
  }
  if (!query.get('state')) {
    return { error: 'invalid_request', problem: 'The request has no state.' };
  }
  if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope))) {
    return { error: 'invalid_scope', problem: 'The scope is missing, or one of it is not known.' };
  }
  return findPkceProblem(query, application);
}

/** A public application must bring a challenge; whoever brings one must have made it by S256. */
function findPkceProblem(query: URLSearchParams, application: Application) {
  const challenge = query.get('code_challenge');
  if (challenge === null && application.clientSecret !== undefined) return undefined;
  if (challenge === null) {
    return { error: 'invalid_request', problem: 'An application without a secret needs PKCE.' };
  }
  const known = query.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(challenge);
  if (known) return undefined;
  return { error: 'invalid_request', problem: 'The code_challenge must be made by S256.' };
}
