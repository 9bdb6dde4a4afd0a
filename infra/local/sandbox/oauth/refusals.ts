import type { Reply } from '../reply.ts';
import type { Switches } from '../switches.ts';

/** The error codes of the token endpoint: RFC 6749 section 5.2. */
type ErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type';

/** What the token endpoint refuses. */
export interface Refusal {
  error: ErrorCode;
  description: string;
}

/** Okta's number for an error that it does not tell apart. */
const OKTA_ERROR = 'E0000022';

export const refuse = (error: ErrorCode, description: string): Refusal => ({ error, description });

export const invalidRefreshToken = (): Refusal =>
  refuse('invalid_grant', 'The refresh token is invalid or expired.');

export const invalidCode = (): Refusal =>
  refuse('invalid_grant', 'The authorization code is invalid or has expired.');

/** A refusal in the form of OAuth or, by switch, of Okta. A failed client is challenged as RFC 6749 asks. */
export function toRefusalReply({ error, description }: Refusal, switches: Switches): Reply {
  const failedClient = error === 'invalid_client';
  return {
    status: failedClient ? 401 : 400,
    body:
      switches.tokenErrorBody === 'okta'
        ? { errorCode: OKTA_ERROR, errorSummary: description }
        : { error, error_description: description },
    headers: failedClient ? { 'www-authenticate': 'Basic realm="sandbox"' } : {},
  };
}

/** The observed 429 of the authorization server: nothing but a header. */
export const tooManyTokens = (): Reply => ({ status: 429, headers: { 'retry-after': '1' } });

export const unknownAddress = (): Reply => ({
  status: 404,
  body: { errorCode: 'E0000007', errorSummary: 'Not found: Resource not found' },
});

export const wrongMethod = (): Reply => ({
  status: 405,
  body: {
    errorCode: OKTA_ERROR,
    errorSummary: 'The endpoint does not support the provided HTTP method',
  },
});
