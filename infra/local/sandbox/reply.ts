/** What the sandbox answers: a JSON body, or a text that is sent as it is, or nothing. */
export interface Reply {
  status: number;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
}

/** The forms that an error body can have where the vendor's own is unknown. */
export type ErrorShape = 'array' | 'object' | 'message' | 'empty';

export const ok = (body: unknown): Reply => ({ status: 200, body });

export const created = (body: unknown): Reply => ({ status: 201, body });

/** Errors of the gateway before the account services are reached. */
export const unauthorized = (): Reply => toError(401, 'object', 'unauthorized', 'Unauthorized');

export const outsideApi = (): Reply => ({ status: 403, body: { message: 'Forbidden' } });

export const throttled = (): Reply => toError(429, 'object', 'throttled', 'Too Many Requests');

export const quotaExceeded = (): Reply =>
  toError(429, 'object', 'quota_exceeded', 'Limit Exceeded');

export const insufficientPrivileges = (): Reply =>
  toError(403, 'object', 'access_denied', 'Access denied due to insufficient user privileges.');

export const forbidden = (shape: ErrorShape, message: string): Reply =>
  toError(403, shape, 'forbidden', message);

export const notFound = (message: string): Reply => toError(404, 'array', 'not_found', message);

export const unsupportedMedia = (shape: ErrorShape): Reply =>
  toError(415, shape, 'unsupported_media_type', 'Unsupported Media Type');

/** Errors of the account services. */
export const conflict = (shape: ErrorShape, message: string): Reply =>
  toError(409, shape, 'accountsvc.api.conflict', message);

/** 400 with one element for each broken rule. */
export function invalid(messages: string[]): Reply {
  const body = messages.map((message) => ({
    error_key: 'accountsvc.api.validation',
    error_message: message,
  }));
  return { status: 400, body };
}

function toError(status: number, shape: ErrorShape, key: string, message: string): Reply {
  const error = { error_key: key, error_message: message };
  switch (shape) {
    case 'array':
      return { status, body: [error] };
    case 'object':
      return { status, body: error };
    case 'message':
      return { status, body: { message } };
    case 'empty':
      return { status };
  }
}
