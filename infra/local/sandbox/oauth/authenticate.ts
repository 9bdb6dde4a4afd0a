import type { Switches } from '../switches.ts';
import type { Application } from './applications.ts';
import { type Refusal, refuse } from './refusals.ts';

/**
 * Which application asks: one with a secret by a Basic header, a public one by `client_id` in the form. Both at once is
 * refused, as https://developer.constantcontact.com/api_guide/server_flow.html warns.
 */
export function authenticate(
  authorization: string | undefined,
  form: URLSearchParams,
  applications: readonly Application[],
  switches: Switches,
): Application | Refusal {
  const formId = form.get('client_id');
  if (authorization === undefined) {
    const found = applications.find(({ clientId }) => clientId === formId);
    if (found && found.clientSecret === undefined) return found;
    return refuse('invalid_client', 'No client credentials found.');
  }
  if (formId !== null || form.has('client_secret')) {
    return refuse('invalid_request', 'Cannot supply multiple client credentials.');
  }
  const [clientId, secret] = parseBasic(authorization, switches);
  const found = applications.find((application) => application.clientId === clientId);
  if (!found) return refuse('invalid_client', "Invalid value for 'client_id' parameter.");
  if (found.clientSecret === secret) return found;
  return refuse(
    'invalid_client',
    'The client secret supplied for a confidential client is invalid.',
  );
}

function parseBasic(authorization: string, switches: Switches): [string, string] {
  const encoded = /^Basic +([\w+/=-]+)$/i.exec(authorization)?.[1] ?? '';
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const [id = '', secret = ''] = text.split(/:(.*)/s);
  return switches.basicCredentials === 'literal' ? [id, secret] : [decode(id), decode(secret)];
}

function decode(text: string): string {
  return new URLSearchParams(`text=${text}`).get('text') ?? '';
}
