import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { ServiceError } from './service-error.ts';

/** With a key id given, only what is signed with that one passes; else any signed request does. */
export function requireKey(request: IncomingMessage, accessKeyId: string | undefined): void {
  const authorization = request.headers.authorization ?? '';
  const signedWith = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(authorization)?.[1];
  if (signedWith !== undefined && signedWith === (accessKeyId ?? signedWith)) return;
  throw new ServiceError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
}

/** The action of `X-Amz-Target: secretsmanager.<action>`. */
export function readOperationName(request: IncomingMessage): string {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target.replace(/^secretsmanager\./, '') : '';
}

const namedSecret = z.object({ SecretId: z.optional(z.string()), Name: z.optional(z.string()) });

/** Which secret a request speaks of, as it spells it. */
export function readSecretId(input: unknown): string | undefined {
  const named = namedSecret.safeParse(input);
  return named.success ? (named.data.SecretId ?? named.data.Name) : undefined;
}

export function sendError(response: ServerResponse, error: unknown): void {
  const { type, message } = toServiceError(error);
  send(response, type === 'InternalServiceError' ? 500 : 400, { __type: type, message });
}

/** What the parser says of a bad input quotes no value; other errors keep their words to themselves. */
function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof z.core.$ZodError) {
    const fields = error.issues.map(({ path }) => path.join('.')).join(', ');
    return new ServiceError('InvalidParameterException', `Invalid value for ${fields}.`);
  }
  if (error instanceof SyntaxError) {
    return new ServiceError('InvalidParameterException', 'The request is not JSON.');
  }
  return new ServiceError('InternalServiceError', 'The secrets could not be written.');
}

export function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'Content-Type': 'application/x-amz-json-1.1',
    'x-amzn-RequestId': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
