import { onTestFinished } from 'vitest';
import {
  createSandbox,
  type Sandbox,
  type SandboxOptions,
} from '../../infra/local/sandbox/sandbox.ts';

export interface CallOptions {
  /** Replaces the owner's token; null sends no Authorization header. */
  token?: string | null;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  rawBody?: string;
  contentType?: string;
}

export interface Called {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed text, or undefined if it is no JSON. */
  body: unknown;
}

/** Sends one request, such as `GET /account/emails?role_code=R`; the path is below `/v3`. */
export type Call = (line: string, options?: CallOptions) => Promise<Called>;

export interface StartedSandbox {
  sandbox: Sandbox;
  /** Of the first account. */
  accountId: string;
  /** Calls with an owner's token for that account. */
  call: Call;
}

/** A sandbox without the limits per second, closed when the test ends. */
export async function startSandbox(options: SandboxOptions = {}): Promise<StartedSandbox> {
  const sandbox = await createSandbox({
    limits: { perSecond: 'off', tokensPerSecond: 'off' },
    ...options,
  });
  onTestFinished(() => sandbox.close());
  const [accountId = ''] = sandbox.accounts.keys();
  const ownToken = sandbox.issueToken(accountId);

  return {
    sandbox,
    accountId,
    call: async (line, { token = ownToken, body, rawBody, contentType } = {}) => {
      const [method = '', path = ''] = line.split(' ');
      const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
      const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
      if (sent !== undefined) headers.set('content-type', contentType ?? 'application/json');
      const response = await fetch(`${sandbox.apiUrl}${path}`, {
        method,
        headers,
        ...(sent === undefined ? {} : { body: sent }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parse(text) };
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
