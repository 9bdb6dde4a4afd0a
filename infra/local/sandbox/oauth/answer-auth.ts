import type { Answer, IncomingRequest, SandboxState } from '../state.ts';
import { decide, showConsent } from './authorize-endpoint.ts';
import { unknownAddress, wrongMethod } from './refusals.ts';
import { answerToken } from './token-endpoint.ts';

/** Where the authorization server begins; https://authz.constantcontact.com has the same path. */
export const AUTH_PATH = '/oauth2/default/v1';

export const TOKEN_PATH = `${AUTH_PATH}/token`;

type Endpoint = (request: IncomingRequest, state: SandboxState) => Answer;

const ENDPOINTS: Record<string, Record<string, Endpoint>> = {
  [`${AUTH_PATH}/authorize`]: { GET: showConsent, POST: decide },
  [TOKEN_PATH]: { POST: answerToken },
};

export function isAuthPath(path: string): boolean {
  return path.startsWith(`${AUTH_PATH}/`);
}

/** Answers what lies under AUTH_PATH. */
export function answerAuth(request: IncomingRequest, state: SandboxState): Answer {
  const endpoint = ENDPOINTS[request.path];
  if (!endpoint) return { reply: unknownAddress(), acted: false };
  return endpoint[request.method]?.(request, state) ?? { reply: wrongMethod(), acted: false };
}
