import { ask } from '../ask.ts';
import { RefusedError } from '../errors.ts';
import type { FoundSecret } from '../find-secret.ts';
import type { Grant } from './store-tokens.ts';

/** Where the application's name and secret may stand; the secret is never an argument, which others can see. */
const VARIABLES = {
  clientId: 'CONSTANT_CONTACT_CLIENT_ID',
  clientSecret: 'CONSTANT_CONTACT_CLIENT_SECRET',
} as const;

/**
 * The application that asks for consent: by option, environment, what the secret already holds, or asked for. Throws
 * RefusedError when nobody can be asked.
 */
export async function readClient(
  { clientId, pkce }: { clientId?: string; pkce?: true },
  secret: FoundSecret,
  env: NodeJS.ProcessEnv,
): Promise<Grant['client']> {
  const stored = secret.state === 'token' ? secret.set : undefined;
  const id = clientId || env[VARIABLES.clientId] || stored?.client_id || (await askClientId());
  if (id === '') throw new RefusedError("Without the application's client id nobody can consent.");
  if (pkce) return { clientId: id };
  const known = stored?.client_id === id ? stored.client_secret : undefined;
  const clientSecret = env[VARIABLES.clientSecret] || known || (await askClientSecret());
  if (clientSecret !== '') return { clientId: id, clientSecret };
  throw new RefusedError('The client secret is empty: for an application without one add --pkce.');
}

function askClientId(): Promise<string> {
  return ask({
    text: 'Client id (API key) of the application: ',
    otherwise: `The client id is missing: give --client-id or set ${VARIABLES.clientId}.`,
  });
}

function askClientSecret(): Promise<string> {
  return ask({
    text: 'Client secret (not shown): ',
    otherwise: `The client secret is missing: set ${VARIABLES.clientSecret}, or add --pkce for an application without one.`,
    hidden: true,
  });
}
