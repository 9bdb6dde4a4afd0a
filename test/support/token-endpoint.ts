import type { Sandbox } from '../../infra/local/sandbox/sandbox.ts';

export interface AskedToken {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed text, or an empty object for an empty one. */
  body: Record<string, unknown>;
}

/** The header by which an application with a secret proves itself. */
export function toBasic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}

/** Posts a form to the token endpoint; `path` may carry parameters. */
export async function askToken(
  { authUrl }: Pick<Sandbox, 'authUrl'>,
  form: Record<string, string>,
  { authorization, path = '/token' }: { authorization?: string | undefined; path?: string } = {},
): Promise<AskedToken> {
  const response = await fetch(`${authUrl}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: authorization === undefined ? {} : { authorization },
  });
  const text = await response.text();
  const body = text === '' ? {} : JSON.parse(text);
  return { status: response.status, headers: response.headers, text, body };
}

/** What a consent gave, as far as a refresh needs it. */
export interface Holder {
  client_id: string;
  client_secret?: string;
}

/** Refreshes as the application that holds the token does. */
export function refresh(
  sandbox: Sandbox,
  { client_id, client_secret }: Holder,
  refreshToken: unknown,
  more: Record<string, string> = {},
): Promise<AskedToken> {
  const form = { grant_type: 'refresh_token', refresh_token: String(refreshToken), ...more };
  return client_secret === undefined
    ? askToken(sandbox, { ...form, client_id })
    : askToken(sandbox, form, { authorization: toBasic(client_id, client_secret) });
}
